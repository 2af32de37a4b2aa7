"""The sandbox in the chat: its screen, its commands, its messages; and nothing of it while off."""

from collections.abc import AsyncIterator

import pytest

from bot.commands import STRANGERS
from bot.routes import ROUTES
from core.types import Access
from debug.runtime import DebugSource
from handlers.menus import commands_of
from handlers.spoken import COMMANDS
from tests import playground
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN, settle
from tests.fake_telegram import Shown
from tests.fakes import FakeUsers
from tests.playground import Playground

DEBUG = [name for name, command in COMMANDS.items() if command.is_debug]
TITLE = "DEBUG SANDBOX"
PRESSES = ("start", "long", "flip", "close", "short", "sl", "signal", "tp", "signal", "ml")


@pytest.fixture
async def ground(stage: Stage) -> AsyncIterator[Playground]:
    """A sandbox for the members of a chat."""
    users = FakeUsers(*stage.gate.users.values())
    async with playground.playing(users=users) as ground:
        yield ground


@pytest.fixture
async def debug(ground: Playground) -> AsyncIterator[Stage]:
    """A chat in which the sandbox is on."""
    async with playing(Stage(ground.service)) as stage:
        yield stage


def screen_id(stage: Stage) -> int:
    """The newest message that is no alert: more than one button stands under it."""
    shown = stage.telegram.chats[ANN]
    return max(message for message, it in shown.items() if len(it.buttons) > 1)


def screen(stage: Stage) -> Shown:
    return stage.telegram.chats[ANN][screen_id(stage)]


async def pressed(stage: Stage, what: str) -> None:
    await stage.press(f"v1:dbg:do:{what}", on=screen_id(stage))
    await settle(600)
    await stage.pass_time(2)


async def typed(stage: Stage, text: str) -> None:
    await stage.say(text)
    await settle(600)
    await stage.pass_time(2)


def registered(stage: Stage) -> set[str]:
    return {
        command.command
        for call in stage.telegram.named("setMyCommands")
        for command in call.commands
    }


# --- off


@pytest.mark.parametrize("command", DEBUG)
async def test_while_off_a_command_is_one_that_nobody_knows(stage: Stage, command: str) -> None:
    await stage.say(f"/{command} BUY 90")
    known = stage.live().text
    await stage.say("/nothing_of_the_kind")
    assert stage.live().text == known
    assert stage.desk.done == []


async def test_while_off_a_button_of_before_redraws(stage: Stage) -> None:
    await stage.say("/menu")
    for data in ("v1:dbg:open", "v1:dbg:state", "v1:dbg:do:long"):
        await stage.press(data)
        assert "Dzentra" in stage.live().text


async def test_while_off_telegram_is_told_of_no_debug_command(stage: Stage) -> None:
    assert registered(stage) == {*STRANGERS, *commands_of(Access.OWNER, with_debug=False)}
    assert not registered(stage) & set(DEBUG)


# --- on


async def test_while_on_telegram_is_told_of_every_debug_command(debug: Stage) -> None:
    assert registered(debug) == {*STRANGERS, *commands_of(Access.OWNER, with_debug=True)}
    assert registered(debug) >= set(DEBUG)


async def test_the_screen_is_one_of_its_own(debug: Stage) -> None:
    await typed(debug, "/debug_auto_screen")
    assert TITLE in screen(debug).text
    assert "PAPER" not in screen(debug).text


async def test_every_button_acts_and_the_screen_stays(debug: Stage, ground: Playground) -> None:
    await typed(debug, "/debug_auto_screen")
    for what in PRESSES:
        await pressed(debug, what)
        assert TITLE in screen(debug).text
    assert ground.deeds == list(PRESSES)
    view = await ground.view(ANN)
    assert (view.opened, view.flipped, view.closed) == (4, 1, 5)
    assert debug.desk.done == []


async def test_the_buttons_of_the_screen_are_all_there_are(debug: Stage) -> None:
    await typed(debug, "/debug_auto_screen")
    pattern = ROUTES["dbg:do"][0]
    carried = {data.rsplit(":", 1)[1] for data in screen(debug).buttons if ":dbg:do:" in data}
    assert carried == set(pattern.removeprefix("(?:").removesuffix(")").split("|"))


async def test_a_typed_signal_carries_its_words(debug: Stage, ground: Playground) -> None:
    await typed(debug, "/debug_auto_screen")
    await pressed(debug, "start")
    await typed(debug, "/debug_signal sell 80% ETH x4")
    assert "SHORT" in screen(debug).text
    assert "ETH/USDT · x4" in screen(debug).text
    await typed(debug, "/debug_price 3000")
    assert "price forced" in screen(debug).text


async def test_what_cannot_be_done_is_said_on_the_screen(debug: Stage) -> None:
    await typed(debug, "/debug_signal BUY 90")
    assert "Start the sandbox first" in screen(debug).text
    await typed(debug, "/debug_fault fire")
    assert "silence, stale, gap, reject, off" in screen(debug).text
    await typed(debug, "/debug_price " + "9" * 4000)
    assert "Type a number" in screen(debug).text


async def test_the_figures_show_what_the_pipeline_did(debug: Stage) -> None:
    await typed(debug, "/debug_auto_screen")
    await pressed(debug, "start")
    await pressed(debug, "signal")
    await debug.press("v1:dbg:state", on=screen_id(debug))
    await settle(600)
    for row in ("Signal cycles", "Orders sent", "Opened LONG BTC"):
        assert row in screen(debug).text


async def test_debug_live_says_where_it_went_and_injects_nothing(
    debug: Stage, ground: Playground
) -> None:
    await typed(debug, "/debug_live BUY 90")
    assert TITLE in screen(debug).text
    assert "moved here" in screen(debug).text
    assert ground.deeds == []


async def test_the_result_refreshes_by_itself(debug: Stage, ground: Playground) -> None:
    await typed(debug, "/debug_auto_screen")
    await pressed(debug, "start")
    await pressed(debug, "long")
    before = screen(debug).text
    ground.venue.bid, ground.venue.ask = 603_000, 603_010
    await ground.pass_time(1.5)
    await debug.pass_time(6)
    assert "Now 60 300.0" in screen(debug).text.replace("\N{NO-BREAK SPACE}", " ")
    assert screen(debug).text != before


async def test_every_message_of_the_sandbox_says_so_first(debug: Stage) -> None:
    await typed(debug, "/debug_auto_screen")
    await pressed(debug, "start")
    await pressed(debug, "long")
    for word in ("HIGH", "MEDIUM", "LOW"):
        await typed(debug, f"/debug_alert {word}")
        await debug.pass_time(6)
    await pressed(debug, "sl")
    await debug.pass_time(20)
    texts = [shown.text for shown in debug.telegram.chats[ANN].values()]
    sent = [text for text in texts if not text.startswith("/")]
    for word in ("OPENED", "STOP LOSS", "HIGH · BUY", "MEDIUM · BUY", "LOW · BUY"):
        assert any(word in text for text in sent), word
    assert all(TITLE in text.split("\n")[0] for text in sent)
    assert not any("PAPER" in text for text in sent)


async def test_a_button_under_such_a_message_leads_to_the_sandbox(debug: Stage) -> None:
    await typed(debug, "/menu")
    await typed(debug, "/debug_alert HIGH")
    await debug.pass_time(6)
    alert = next(
        message for message, shown in debug.telegram.chats[ANN].items() if "HIGH" in shown.text
    )
    await debug.press("v1:dbg:open", on=alert)
    await settle(600)
    assert TITLE in screen(debug).text


@pytest.mark.parametrize("command", DEBUG)
async def test_a_viewer_sees_the_menu_and_does_nothing(
    stage: Stage, ground: Playground, command: str
) -> None:
    shown = Stage(ground.service)
    viewer = type(shown.gate.users[ANN])(
        id=ANN, access=Access.VIEWER, account=shown.gate.users[ANN].account, name="Vi"
    )
    shown.gate.users[ANN] = viewer
    ground.users.members[ANN] = viewer
    async with playing(shown):
        await typed(shown, f"/{command} BUY 90")
        assert TITLE not in screen(shown).text
    assert ground.deeds == []


async def test_a_market_that_does_not_answer_is_a_sentence_and_no_traceback(
    debug: Stage, ground: Playground
) -> None:
    async def never() -> DebugSource:
        raise TimeoutError

    ground.service._open_source = never
    await typed(debug, "/debug_auto_screen")
    assert "The market does not answer" in screen(debug).text
