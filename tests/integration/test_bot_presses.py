"""What buttons do: everything in the table, once; what trades is asked first; old ones redraw."""

import asyncio

import pytest

from bot.routes import ROUTES
from core.errors import InputError, StorageError
from handlers.table import ACTIONS
from tests.chat_stage import Stage, playing
from tests.fake_chat import ANN
from tests.integration.test_bot_access import EVERY_PRESS

ASKS = {
    "v1:auto:close:t7.3": ("ask", "close", "t7.3"),
    "v1:auto:half:t7.3": ("ask", "close_half", "t7.3"),
    "v1:auto:unlock": ("ask", "unlock", ""),
    "v1:risk:reset": ("ask", "reset", ""),
    "v1:sys:backup": ("ask", "backup", ""),
    "v1:auto:fix:unlock=1": ("ask", "unlock", ""),
}
AT_ONCE = {
    "v1:auto:start": ("start",),
    "v1:auto:observe": ("observe",),
    "v1:auto:pause": ("pause",),
    "v1:auto:resume": ("resume",),
    "v1:auto:stop": ("stop",),
    "v1:auto:check": ("check",),
    "v1:auto:be:t7.3": ("break_even", "t7.3"),
    "v1:auto:fix:risk=0.6%": ("fix", "risk", "0.6%"),
    "v1:pick:set:leverage=3": ("choose", "leverage", "3"),
    "v1:risk:put:stop_loss=1": ("risk", "stop_loss", "1"),
    "v1:set:lang:ru": ("prefer", "language", "ru"),
    "v1:set:alerts:HIGH": ("prefer", "alerts", "HIGH"),
    "v1:set:refresh:15": ("prefer", "refresh", "15"),
    "v1:set:tz:180": ("prefer", "utc_offset", "180"),
}


def test_the_table_holds_every_button_there_can_be() -> None:
    assert set(ACTIONS) == set(ROUTES)


@pytest.mark.parametrize("data", EVERY_PRESS)
async def test_every_button_is_answered_and_shows_a_screen(stage: Stage, data: str) -> None:
    await stage.say("/menu")
    await stage.press(data)
    assert len(stage.toasts) == 1
    assert stage.live().text


@pytest.mark.parametrize("data", EVERY_PRESS)
async def test_backlog_redraws_and_does_nothing(data: str) -> None:
    stage = Stage()
    async with playing(stage):
        await stage.say("/menu")
        live = stage.live_id()
    stage.telegram.push(stage.callback(data, on=live))
    async with playing(stage):
        assert stage.desk.done == []
        assert len(stage.toasts) == 1
        assert stage.sends == 1
        await stage.press("v1:auto:start")
        assert stage.desk.done == [("start",)]


@pytest.mark.parametrize("command", ["/stop", "/kill"])
async def test_backlog_commands_only_show_the_screen(command: str) -> None:
    stage = Stage()
    stage.telegram.push(stage.message(command), stage.message(command))
    async with playing(stage):
        assert stage.desk.done == []
        assert stage.desk.auto_screen.title in stage.live().text


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "v1",
        "v0:auto:start",
        "v2:auto:start",
        "v1:auto:nothing",
        "v1:auto:close",
        "v1:auto:start:now",
        "v1:conf:yes",
        "v1:set:lang:de",
        "v1:jour:page:trades.-1",
        "v1:jour:card:9999999999999",
        "v1:risk:put:=",
        "v1:" + "a" * 61,
        "\N{PILE OF POO}" * 16,
        "v1:auto:start\n",
    ],
)
async def test_unknown_and_forged_buttons_are_answered_and_redrawn(stage: Stage, data: str) -> None:
    await stage.say("/menu")
    await stage.press(data)
    assert stage.desk.done == []
    assert stage.toasts == [stage.texts["en"].t("toast.redrawn")]


@pytest.mark.parametrize(("data", "done"), AT_ONCE.items())
async def test_what_is_harmless_acts_at_once(
    stage: Stage, data: str, done: tuple[str, ...]
) -> None:
    await stage.say("/auto")
    await stage.press(data)
    assert stage.desk.done == [done]


@pytest.mark.parametrize(("data", "asked"), ASKS.items())
async def test_what_trades_is_asked_first(stage: Stage, data: str, asked: tuple[str, ...]) -> None:
    await stage.say("/auto")
    await stage.press(data)
    assert stage.desk.done == [asked]
    yes = next(data for data in stage.live().buttons if data.startswith("v1:conf:yes:"))
    await stage.press(yes)
    assert stage.desk.done == [asked, ("confirmed", asked[1])]
    assert stage.texts["en"].t("toast.done") in stage.live().text


async def test_only_a_question_carries_a_nonce(stage: Stage) -> None:
    for command in ("/menu", "/auto", "/risk", "/settings", "/status", "/journal", "/help"):
        await stage.say(command)
        await stage.pass_time(2)
        assert not [data for data in stage.live().buttons if data.startswith("v1:conf:")]


async def test_kill_is_asked_and_answered_no(stage: Stage) -> None:
    await stage.say("/kill")
    no = next(data for data in stage.live().buttons if data.startswith("v1:conf:no:"))
    yes = next(data for data in stage.live().buttons if data.startswith("v1:conf:yes:"))
    await stage.press(no)
    await stage.press(yes)
    assert stage.desk.done == [("ask", "kill", "")]
    assert stage.texts["en"].t("toast.expired") in stage.live().text


async def test_a_nonce_works_once(stage: Stage) -> None:
    await stage.say("/kill")
    yes = next(data for data in stage.live().buttons if data.startswith("v1:conf:yes:"))
    await stage.push(stage.callback(yes), stage.callback(yes))
    assert stage.desk.done == [("ask", "kill", ""), ("confirmed", "kill")]


async def test_a_made_up_nonce_does_nothing(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press("v1:conf:yes:made-up")
    assert stage.desk.done == []
    assert stage.texts["en"].t("toast.expired") in stage.live().text


async def test_the_answer_leaves_before_everything_else(stage: Stage) -> None:
    await stage.say("/menu")
    before = len(stage.telegram.calls)
    await stage.press("v1:risk:open")
    names = [call.name for call in stage.telegram.calls[before:] if call.name != "getUpdates"]
    assert names == ["answerCallbackQuery", "editMessageText"]


async def test_a_second_tap_is_answered_while_the_first_is_at_work(stage: Stage) -> None:
    await stage.say("/auto")
    stage.desk.slow = asyncio.Event()
    await stage.press("v1:auto:stop")
    await stage.press("v1:auto:stop")
    assert len(stage.toasts) == 2
    assert stage.desk.done == [("stop",)]
    stage.desk.slow.set()
    await stage.pass_time(1)
    assert stage.desk.done == [("stop",), ("stop",)]


async def test_a_refusal_of_a_service_is_a_sentence_on_the_screen(stage: Stage) -> None:
    await stage.say("/auto")
    stage.desk.error = InputError("There is no open position", code="flat")
    await stage.press("v1:auto:close:t7.3")
    assert stage.texts["en"].t("input.flat") in stage.live().text
    await stage.pass_time(9)
    assert stage.texts["en"].t("input.flat") not in stage.live().text


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), StorageError("disk full")])
async def test_an_error_is_one_sentence_and_the_screen(
    stage: Stage, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.say("/auto")
    stage.desk.error = error
    await stage.press("v1:auto:start")
    shown = stage.live().text
    assert stage.texts["en"].t("toast.failed") in shown
    assert "Traceback" not in shown
    assert "secret" not in shown
    assert len([record for record in caplog.records if record.exc_info]) == 1


async def test_an_error_of_every_view_still_leaves_a_way_home(stage: Stage) -> None:
    await stage.say("/auto")
    stage.desk.view_error = RuntimeError("bug")
    await stage.press("v1:risk:open")
    assert stage.texts["en"].t("toast.failed") in stage.live().text
    stage.desk.view_error = None
    await stage.press("v1:menu:open")
    assert "Dzentra" in stage.live().text


async def test_an_alert_below_the_screen_answers_below(stage: Stage) -> None:
    await stage.say("/auto")
    live = stage.live_id()
    alert = stage.telegram.new_id()
    await stage.press("v1:auto:pause", on=alert)
    assert stage.desk.done == [("pause",)]
    assert stage.live_id() > alert > live


async def test_an_alert_above_the_screen_answers_on_the_screen(stage: Stage) -> None:
    alert = stage.telegram.new_id()
    await stage.say("/auto")
    live = stage.live_id()
    await stage.press("v1:risk:open", on=alert)
    assert stage.live_id() == live
    assert "Stop loss" in stage.live().text


@pytest.mark.parametrize("data", ["v1:auto:start", "v1:conf:yes:nonce1", "v1:set:lang:ru"])
async def test_what_stands_on_no_alert_does_not_act_from_one(stage: Stage, data: str) -> None:
    await stage.say("/auto")
    await stage.press(data, on=stage.telegram.new_id())
    assert stage.desk.done == []


async def test_a_mute_is_answered_with_words_and_moves_no_screen(stage: Stage) -> None:
    await stage.say("/auto")
    await stage.press("v1:alert:mute:a1", on=stage.telegram.new_id())
    assert stage.desk.done == [("mute", "a1")]
    assert stage.toasts == [stage.texts["en"].t("toast.muted")]
    assert (stage.sends, stage.edits) == (1, 0)


async def test_the_language_changes_with_the_press(stage: Stage) -> None:
    await stage.say("/settings")
    await stage.press("v1:set:lang:ru")
    assert "БУМАГА" in stage.live().text


async def test_a_command_for_another_bot_is_not_ours(stage: Stage) -> None:
    await stage.say("/stop@other_bot", chat=-500)
    assert stage.desk.done == []
    await stage.say("/stop@desk_bot now", chat=-500)
    assert stage.desk.done == [("stop",)]


async def test_an_unknown_command_shows_the_help(stage: Stage) -> None:
    for text in ("/nonsense", "/", "/ "):
        await stage.say(text)
        await stage.pass_time(2)
        assert "/kill" in stage.live().text


async def test_stop_acts_from_a_command(stage: Stage) -> None:
    stage.desk.answer = "stopped"
    await stage.say("/stop")
    assert stage.desk.done == [("stop",)]
    assert stage.texts["en"].t("toast.stopped") in stage.live(ANN).text
