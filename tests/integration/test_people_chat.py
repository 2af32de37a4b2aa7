"""Users in the chat: invitations, joining, ended access, the log of forged presses."""

import pytest

from bot.access import invitation
from core.types import Access
from core.values import replace
from handlers.table import ACTIONS
from tests.chat_stage import Stage
from tests.fake_chat import ANN, BOB, STRANGER
from tests.integration.test_bot_access import EVERY_PRESS, heard
from tests.screens import samples as s

CODE = "3467934679346793"


async def test_an_invitation_shows_code_and_link_once(stage: Stage) -> None:
    await stage.say("/users")
    await stage.press("v1:users:invite:viewer")
    assert s.INVITE.code in stage.live().text
    assert f"https://t.me/desk_bot?start=inv_{CODE}" in stage.live().text
    await stage.press("v1:users:open")
    assert s.INVITE.code not in stage.live().text


@pytest.mark.parametrize("typed", [f"/start inv_{CODE}", s.INVITE.code, f" {CODE} "])
async def test_who_is_invited_joins_by_link_or_by_code(stage: Stage, typed: str) -> None:
    stage.gate.invitations[CODE] = Access.VIEWER
    sent = await stage.say(typed, user=STRANGER)
    await stage.pass_time(2)
    assert stage.gate.users[STRANGER].access is Access.VIEWER
    assert "Dzentra" in stage.live(STRANGER).text
    assert sent not in stage.telegram.chats[STRANGER]


@pytest.mark.parametrize("typed", [f"/start inv_{CODE}", s.INVITE.code])
async def test_a_wrong_code_gets_no_answer(stage: Stage, typed: str) -> None:
    await stage.say(typed, user=STRANGER)
    assert heard(stage) == []
    assert stage.gate.strangers == [(STRANGER, "refused_code")]


async def test_a_code_said_in_a_group_is_no_code(stage: Stage) -> None:
    stage.gate.invitations[CODE] = Access.TRADER
    await stage.say(CODE, user=STRANGER, chat=-500)
    assert heard(stage) == []
    assert STRANGER not in stage.gate.users


async def test_a_member_who_follows_a_link_gets_the_menu_and_uses_nothing_up(
    stage: Stage,
) -> None:
    stage.gate.invitations[CODE] = Access.VIEWER
    await stage.say(f"/start inv_{CODE}")
    assert "Dzentra" in stage.live().text
    assert CODE in stage.gate.invitations
    assert stage.gate.users[ANN].access is Access.OWNER


@pytest.mark.parametrize(
    "typed", ["", "hello", "/start", "/start inv_", "/start inv_AB", f"{CODE}X", f"/go inv_{CODE}"]
)
async def test_other_words_are_no_code(stage: Stage, typed: str) -> None:
    message = stage.feed(stage.message(typed, user=STRANGER)).message
    assert message is not None
    assert invitation(message) == ""


async def test_whose_access_ended_has_no_button_left_on_the_screen(stage: Stage) -> None:
    await stage.say("/auto", user=BOB)
    live = stage.live_id(BOB)
    del stage.gate.users[BOB]
    await stage.pass_time(8)
    shown = stage.telegram.chats[BOB][live]
    assert shown.buttons == ()
    assert "ended" in shown.text
    calls = len(stage.telegram.calls)
    await stage.press("v1:auto:start", on=live, user=BOB)
    assert stage.desk.done == []
    assert [it.name for it in stage.telegram.calls[calls:] if it.name != "getUpdates"] == []


async def test_the_farewell_is_in_the_language_that_was_theirs(stage: Stage) -> None:
    stage.gate.users[BOB] = replace(stage.gate.users[BOB], language="ru")
    await stage.say("/auto", user=BOB)
    live = stage.live_id(BOB)
    del stage.gate.users[BOB]
    await stage.pass_time(8)
    assert "доступ" in stage.telegram.chats[BOB][live].text


async def test_a_forged_press_is_noted_and_redrawn(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.press("v1:auto:launch")
    assert stage.gate.forged == [(ANN, "v1:auto:launch")]
    assert stage.desk.done == []


@pytest.mark.parametrize("data", [it for it in EVERY_PRESS if ":users:" in it])
async def test_a_trader_reaches_nothing_of_users(stage: Stage, data: str) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.TRADER)
    await stage.say("/menu")
    await stage.press(data)
    assert stage.desk.done == []
    assert stage.toasts[-1] == stage.texts["en"].t("toast.not_allowed")


@pytest.mark.parametrize("access", [Access.TRADER, Access.VIEWER])
async def test_the_users_command_is_the_owners(stage: Stage, access: Access) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=access)
    await stage.say("/users")
    assert "Борис" not in stage.live().text


async def test_a_role_is_changed_at_once_and_an_owner_is_asked_for(stage: Stage) -> None:
    await stage.say("/users")
    await stage.press(f"v1:users:show:{s.BOB.id}")
    await stage.press(f"v1:users:role:{s.BOB.id}=viewer")
    await stage.press(f"v1:users:role:{s.BOB.id}=owner")
    assert stage.desk.done == [
        ("role", str(s.BOB.id), "viewer"),
        ("ask", "promote", str(s.BOB.id)),
    ]


async def test_removing_is_asked_for(stage: Stage) -> None:
    await stage.say("/users")
    await stage.press(f"v1:users:remove:{s.BOB.id}")
    assert stage.desk.done == [("ask", "remove", str(s.BOB.id))]


async def test_the_log_is_paged(stage: Stage) -> None:
    await stage.say("/users")
    await stage.press("v1:users:log:3")
    assert "3/4" in stage.live().text


def test_every_action_of_users_is_the_owners() -> None:
    of_users = [action for name, action in ACTIONS.items() if name.startswith("users:")]
    assert {action.needs for action in of_users} == {Access.OWNER}
