"""Alarms in the chat."""

import pytest

from tests.chat_stage import Stage
from tests.fake_chat import ANN
from tests.integration.test_bot_outbox import owed, wake
from tests.samples import BTC
from tests.screens import samples as s


@pytest.mark.parametrize("typed", ["/alert BTC 70000", "/alert btc +3%", "/alert поток btc"])
async def test_an_alarm_is_made_by_a_command(stage: Stage, typed: str) -> None:
    await stage.say(typed)
    assert stage.desk.done == [("alarm", typed.removeprefix("/alert "))]
    assert stage.texts["en"].t("toast.alarm_set") in stage.live().text


@pytest.mark.parametrize("typed", ["/alert", "/alerts"])
async def test_without_words_the_list_is_shown(stage: Stage, typed: str) -> None:
    await stage.say(typed)
    assert "v1:alarm:new" in stage.live().buttons
    assert stage.desk.done == []


async def test_nonsense_says_what_would_be_right_on_the_same_screen(stage: Stage) -> None:
    await stage.say("/alerts")
    await stage.press("v1:alarm:new")
    await stage.say("nonsense")
    assert stage.texts["en"].t("input.unclear_alarm") in stage.live().text
    message = await stage.say("btc 70000")
    assert stage.desk.done == [("alarm", "btc 70000")]
    assert message not in stage.telegram.chats[ANN]


async def test_the_level_of_one_is_typed_on_its_screen(stage: Stage) -> None:
    await stage.say("/alerts")
    await stage.press("v1:alarm:show:1")
    await stage.say("70500")
    assert stage.desk.done == [("change alarm", "1", "70500")]


@pytest.mark.parametrize(
    ("press", "done"),
    [
        ("v1:alarm:pause:1", ("pause alarm", "1")),
        ("v1:alarm:resume:4", ("resume alarm", "4")),
        ("v1:alarm:repeat:1", ("repeat", "1")),
        ("v1:alarm:once:2", ("once", "2")),
        ("v1:alarm:remove:1", ("remove alarm", "1")),
        ("v1:alarm:add:BTCUSDT=+1%", ("alarm", "BTCUSDT +1%")),
        ("v1:alarm:add:feed=repeat", ("alarm", "feed repeat")),
    ],
)
async def test_each_button_does_its_work(stage: Stage, press: str, done: tuple[str, ...]) -> None:
    await stage.say("/alerts")
    await stage.press(press)
    assert stage.desk.done == [done]


async def test_one_that_is_gone_is_said_to_be(stage: Stage) -> None:
    await stage.say("/alerts")
    await stage.press("v1:alarm:show:99")
    assert stage.texts["en"].t("input.no_alarm") in stage.live().text


async def test_a_ring_rings_and_leads_to_its_alarm(stage: Stage) -> None:
    stage.outbox.owe(owed(s.RANG["level"], "alarm_rang", rank=1, thread=""))
    await wake(stage)
    shown = stage.live()
    assert "BTC/USDT ↑ 70 001.2" in shown.text.replace("\u00a0", " ")
    assert not shown.is_silent
    assert shown.buttons == ("v1:alarm:show:1",)


async def test_a_repeating_one_can_be_silenced_from_its_message(stage: Stage) -> None:
    await stage.say("/menu")
    stage.outbox.owe(owed(s.RANG["move"], "alarm_rang", rank=1, thread=""))
    await wake(stage)
    message = max(stage.telegram.chats[ANN])
    await stage.press("v1:alarm:pause:2", on=message)
    assert stage.desk.done == [("pause alarm", "2")]


async def test_an_alarm_of_the_market_shown_needs_no_name(stage: Stage) -> None:
    await stage.say("/menu")
    await stage.press(f"v1:alarm:new:{BTC}")
    assert "BTC/USDT 67 120.5" in " ".join(stage.live().text.replace("\u00a0", " ").split())
    await stage.say("70000")
    assert stage.desk.done == [("alarm", "70000", BTC)]
