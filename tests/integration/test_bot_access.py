"""Who gets in: nobody but known ids, over every type of update; pairing; roles."""

from typing import Any

import pytest

from bot.access import UPDATE_TYPES, describe
from core.types import Access
from core.values import replace
from handlers.spoken import COMMANDS
from handlers.table import ACTIONS
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, STRANGER, person, private
from tests.unit.test_callbacks import EXAMPLES

EVERY_PRESS = [f"v1:{key}:{EXAMPLES[key]}" if key in EXAMPLES else f"v1:{key}" for key in ACTIONS]
WHO = person(STRANGER)
OWN = [
    ("prefer", setting)
    for setting in ("language", "refresh", "utc_offset", "theme", "report", "hour")
]
CHANGE = {"status": "member", "user": WHO}
OTHER_UPDATES: list[tuple[str, dict[str, Any]]] = [
    ("edited_message", {"message_id": 5, "date": 1, "chat": private(STRANGER), "from": WHO}),
    ("channel_post", {"message_id": 5, "date": 1, "chat": {"id": -100, "type": "channel"}}),
    ("edited_channel_post", {"message_id": 5, "date": 1, "chat": {"id": -100, "type": "channel"}}),
    ("inline_query", {"id": "1", "from": WHO, "query": "btc", "offset": ""}),
    ("chosen_inline_result", {"result_id": "1", "from": WHO, "query": "btc"}),
    (
        "my_chat_member",
        {
            "chat": private(STRANGER),
            "from": WHO,
            "date": 1,
            "old_chat_member": CHANGE,
            "new_chat_member": CHANGE,
        },
    ),
    (
        "chat_member",
        {
            "chat": private(STRANGER),
            "from": WHO,
            "date": 1,
            "old_chat_member": CHANGE,
            "new_chat_member": CHANGE,
        },
    ),
    (
        "message_reaction",
        {
            "chat": private(STRANGER),
            "message_id": 1,
            "user": WHO,
            "date": 1,
            "old_reaction": [],
            "new_reaction": [],
        },
    ),
    (
        "message_reaction_count",
        {"chat": private(STRANGER), "message_id": 1, "date": 1, "reactions": []},
    ),
    ("poll_answer", {"poll_id": "1", "user": WHO, "option_ids": [0], "option_persistent_ids": []}),
    (
        "pre_checkout_query",
        {"id": "1", "from": WHO, "currency": "XTR", "total_amount": 1, "invoice_payload": "x"},
    ),
    (
        "shipping_query",
        {
            "id": "1",
            "from": WHO,
            "invoice_payload": "x",
            "shipping_address": {
                "country_code": "NL",
                "state": "",
                "city": "A",
                "street_line1": "B",
                "street_line2": "",
                "post_code": "1",
            },
        },
    ),
    ("chat_join_request", {"chat": private(-5), "from": WHO, "user_chat_id": 666, "date": 1}),
    (
        "message",
        {
            "message_id": 5,
            "date": 1,
            "chat": private(STRANGER),
            "from": WHO,
            "web_app_data": {"data": "{}", "button_text": "x"},
        },
    ),
]


def heard(stage: Stage) -> list[str]:
    """What Telegram was asked besides updates and the bot's own introduction."""
    own = ("getMe", "getUpdates", "setMy", "setChatMenuButton")
    return [call.name for call in stage.telegram.calls if not call.name.startswith(own)]


@pytest.mark.parametrize("command", [f"/{name}" for name in COMMANDS] + ["/unknown", "hello"])
async def test_a_stranger_who_types_gets_no_answer_and_an_audit_row(
    stage: Stage, command: str
) -> None:
    await stage.say(command, user=STRANGER)
    assert heard(stage) == []
    assert stage.desk.done == []
    assert [who for who, _ in stage.gate.strangers] == [STRANGER]


@pytest.mark.parametrize("data", EVERY_PRESS)
async def test_a_stranger_who_presses_gets_no_answer_and_an_audit_row(
    stage: Stage, data: str
) -> None:
    await stage.press(data, on=5, user=STRANGER)
    assert heard(stage) == []
    assert stage.desk.done == []
    assert stage.gate.strangers == [(STRANGER, f"callback_query {data}")]


@pytest.mark.parametrize("data", EVERY_PRESS[:8])
async def test_a_stranger_beside_a_user_in_a_group_gets_nothing(stage: Stage, data: str) -> None:
    await stage.say("/auto", chat=-500)
    before = heard(stage)
    await stage.press(data, user=STRANGER, chat=-500)
    assert heard(stage) == before
    assert stage.desk.done == []


@pytest.mark.parametrize(("kind", "body"), OTHER_UPDATES)
async def test_every_type_of_update_is_turned_away(
    stage: Stage, kind: str, body: dict[str, Any]
) -> None:
    await stage.push(stage.other(kind, body))
    assert heard(stage) == []
    assert len(stage.gate.strangers) == 1
    assert stage.gate.strangers[0][1].startswith(kind)


async def test_a_poll_without_a_person_is_turned_away(stage: Stage) -> None:
    poll = {
        "id": "1",
        "question": "?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": True,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
    await stage.push(stage.other("poll", poll))
    assert heard(stage) == []
    assert stage.gate.strangers == [(0, "poll")]


@pytest.mark.parametrize(("kind", "body"), OTHER_UPDATES)
async def test_updates_that_are_no_use_do_nothing_for_a_user_either(
    stage: Stage, kind: str, body: dict[str, Any]
) -> None:
    stage.gate.users[STRANGER] = replace(stage.gate.users[ANN], id=STRANGER)
    await stage.push(stage.other(kind, body))
    assert heard(stage) == []
    assert stage.desk.done == []


def test_every_type_of_update_is_asked_for() -> None:
    assert {"message", "callback_query", "inline_query", "poll", "chat_boost"} <= set(UPDATE_TYPES)


async def test_an_audit_row_never_holds_what_was_typed(stage: Stage) -> None:
    secret = stage.feed(stage.message("my password", user=STRANGER))
    command = stage.feed(stage.message("/start my password", user=STRANGER))
    assert describe(secret) == "message"
    assert describe(command) == "message /start"


@pytest.mark.parametrize("data", EVERY_PRESS)
async def test_a_viewer_reads_and_changes_nothing(stage: Stage, data: str) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    await stage.say("/auto")
    await stage.press(data)
    done = [what for what in stage.desk.done if what != ("check",) and what[:2] not in OWN]
    assert done == []
    needs = ACTIONS[":".join(data.split(":")[1:3])].needs
    said = stage.texts["en"].t("toast.not_allowed")
    assert (stage.toasts[-1] == said) == (needs is not Access.VIEWER)


@pytest.mark.parametrize("command", ["/stop", "/kill"])
async def test_a_viewers_command_says_that_it_may_not(stage: Stage, command: str) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    await stage.say(command)
    assert stage.desk.done == []
    assert stage.texts["en"].t("toast.not_allowed") in stage.live().text


async def test_a_code_pairs_the_first_user(stage: Stage) -> None:
    stage.gate.users.clear()
    stage.gate.code = "ABCD-1234"
    await stage.say("/start", user=STRANGER)
    assert "5" in stage.telegram.chats[STRANGER][max(stage.telegram.chats[STRANGER])].text
    typed = await stage.say(" ABCD-1234 ", user=STRANGER)
    await stage.pass_time(2)
    assert typed not in stage.telegram.chats[STRANGER]
    assert "Dzentra" in stage.live(STRANGER).text


async def test_a_wrong_code_costs_a_try_and_says_so(stage: Stage) -> None:
    stage.gate.users.clear()
    stage.gate.code = "ABCD-1234"
    for left in (4, 3, 2, 1, 0):
        await stage.say("WRONG", user=STRANGER)
        assert stage.gate.tries_left == left
        await stage.pass_time(2)
    sends = stage.sends
    await stage.say("ABCD-1234", user=STRANGER)
    assert stage.sends == sends
    assert STRANGER not in stage.gate.users
    assert stage.gate.strangers[-1] == (STRANGER, "message")


async def test_a_code_typed_before_the_start_costs_no_try() -> None:
    stage = Stage()
    stage.gate.users.clear()
    stage.gate.code = "ABCD-1234"
    stage.telegram.push(stage.message("OLD-CODE", user=STRANGER))
    async with playing(stage):
        assert stage.gate.tries_left == 5
        assert stage.sends == 1


async def test_nobody_is_paired_by_a_button_or_in_a_group(stage: Stage) -> None:
    stage.gate.users.clear()
    stage.gate.code = "ABCD-1234"
    await stage.press("v1:menu:open", on=5, user=STRANGER)
    await stage.say("ABCD-1234", user=STRANGER, chat=-500)
    assert heard(stage) == []
    assert stage.gate.users == {}


async def test_the_first_contact_takes_the_language_of_the_client(stage: Stage) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], name="", language="en")
    update = stage.message("/menu")
    update["message"]["from"] = person(ANN, language="ru-RU")
    await stage.push(update)
    assert stage.gate.users[ANN].language == "ru"
    assert "БУМАГА" in stage.live().text
