"""Settings in the chat: kinds of alerts, typed values, the language."""

import pytest

from core.events import SignalReady
from core.trading import AlertKind, AlertSettings, Loudness, QuietHours
from core.types import Access
from core.values import replace
from tests.chat_stage import Stage
from tests.fake_chat import ANN
from tests.integration.test_bot_outbox import owed, wake
from tests.screens import samples as s

ALL_DAY = QuietHours(from_min=0, to_min=24 * 60 - 1)


async def test_a_kind_of_alert_is_changed_in_place(stage: Stage) -> None:
    await stage.say("/settings")
    await stage.press("v1:set:menu:alerts")
    await stage.press("v1:set:alert:trades=silent")
    assert stage.desk.done == [("prefer", "alert", "trades=silent")]
    assert "v1:set:alert:trades=silent" in stage.live().buttons


@pytest.mark.parametrize(
    ("menu", "typed", "setting"),
    [
        ("quiet", "23:30-6:45", "quiet"),
        ("cooldown", "10m", "cooldown"),
        ("tz", "+3", "zone"),
        ("drift", "0.2%", "drift"),
    ],
)
async def test_a_value_may_be_typed(stage: Stage, menu: str, typed: str, setting: str) -> None:
    await stage.say("/settings")
    await stage.press(f"v1:set:menu:{menu}")
    message = await stage.say(typed)
    assert stage.desk.done == [("prefer", setting, typed)]
    assert message not in stage.telegram.chats[ANN]
    assert stage.texts["en"].t("toast.saved") in stage.live().text


@pytest.mark.parametrize("menu", ["mode", "keys"])
async def test_what_cannot_be_set_here_says_so(stage: Stage, menu: str) -> None:
    await stage.say("/settings")
    await stage.press(f"v1:set:menu:{menu}")
    assert stage.texts["en"].t(f"settings.about.{menu}") in stage.live().text
    await stage.say("LIVE")
    assert stage.desk.done == []


@pytest.mark.parametrize(("typed", "language"), [("/lang", "ru"), ("/lang en", "en")])
async def test_lang_switches_the_language(stage: Stage, typed: str, language: str) -> None:
    await stage.say(typed)
    assert stage.gate.users[ANN].language == language
    assert stage.texts[language].t("settings.title") in stage.live().text


async def test_a_viewer_may_choose_the_language(stage: Stage) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], access=Access.VIEWER)
    await stage.say("/lang ru")
    assert stage.gate.users[ANN].language == "ru"


async def test_in_quiet_hours_a_trade_comes_without_a_sound(stage: Stage) -> None:
    alerts = AlertSettings(quiet=ALL_DAY)
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], alerts=alerts)
    stage.outbox.owe(owed())
    stage.outbox.owe(owed(s.GUARD, "paper_guardian_tripped", thread=""))
    await wake(stage)
    assert [call.disable_notification for call in stage.telegram.named("sendMessage")] == [
        True,
        None,
    ]


async def test_an_alert_that_is_off_is_given_up(stage: Stage) -> None:
    alerts = AlertSettings().wishing(AlertKind.TROUBLE, Loudness.OFF)
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], alerts=alerts)
    row = stage.outbox.owe(owed(s.RECOVERY, "agent_state_changed", thread=""))
    await wake(stage)
    assert stage.sends == 0
    assert row in stage.outbox.given_up


async def test_a_signal_that_was_silent_when_it_came_stays_so(stage: Stage) -> None:
    assert isinstance(s.READY_SIGNAL, SignalReady)
    stage.outbox.owe(owed(s.READY_SIGNAL, "signal_ready", rank=1, thread="", is_silent=True))
    await wake(stage)
    assert stage.telegram.named("sendMessage")[0].disable_notification is True
