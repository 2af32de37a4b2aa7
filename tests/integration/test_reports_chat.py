"""Results and reports in the chat: commands, files, and what is sent at an hour."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.reporting import build_reporting
from bot.format import number
from core.clock import ManualClock
from core.events import PeriodReported
from core.ports import User
from core.reports import ReportWish
from core.trading import AlertKind, AlertSettings, Loudness, QuietHours, Wish
from core.types import DAY_NS, HOUR_NS, Access
from core.values import replace
from engine.bus import EventBus
from services.seats import Seats
from tests.chat_stage import Stage
from tests.fake_chat import ANN
from tests.fakes import FakeDesk, FakeTrading
from tests.integration.test_bot_outbox import owed, wake
from tests.screens.result_samples import REPORTED
from tests.storage_desk import ACCOUNT, NOW_NS, USER, deposit_unit, opened

RINGS = Wish(AlertKind.DAILY, Loudness.ON)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("/profit", "gain:all"),
        ("/profit long", "gain:long"),
        ("/profit 7 short", "gain:short.7"),
        ("/profit_short", "gain:short"),
        ("/profit_long 30", "gain:long.30"),
        ("/performance", "rank:symbol.0.1"),
        ("/entries", "rank:tag.0.1"),
        ("/exits", "rank:reason.0.1"),
        ("/mix_tags", "rank:mix.0.1"),
        ("/daily", "days:day.0"),
        ("/daily 14", "days:day.14"),
        ("/weekly 3", "days:week.3"),
        ("/monthly", "days:month.0"),
        ("/report", "rep:day"),
        ("/report month", "rep:month"),
        ("/report week grid", "rep:week..GRID"),
        ("/stats", "stats:30"),
    ],
)
async def test_a_command_opens_its_screen(stage: Stage, typed: str, place: str) -> None:
    await stage.say(typed)
    assert str(await stage.chat._hub.place(ANN)) == place


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("/daily many", "how_many"),
        ("/weekly 0", "how_many"),
        ("/profit sideways", "how_many"),
        ("/report decade", "which_report"),
        ("/report day a'b", "which_report"),
    ],
)
async def test_what_cannot_be_says_what_would_be_right(
    stage: Stage, typed: str, wrong: str
) -> None:
    await stage.say(typed)
    phrase = stage.texts["en"].phrases[f"input.{wrong}"]
    assert str(phrase).format(most="99") in stage.live().text


@pytest.mark.parametrize("route", ["gain:open:all", "days:open:day.7", "rep:open:day"])
async def test_everything_is_a_tap_from_the_analytics_screen(stage: Stage, route: str) -> None:
    await stage.say("/stats")
    assert f"v1:{route}" in stage.live().buttons


@pytest.mark.parametrize(
    "by", ["strategy", "symbol", "side", "reason", "tag", "regime", "hour", "weekday", "mix"]
)
async def test_every_grouping_is_a_tap_from_the_analytics_screen(stage: Stage, by: str) -> None:
    await stage.say("/stats")
    await stage.press(f"v1:rank:open:{by}.30.1")
    assert stage.texts["en"].t(f"analytics.by.{by}") in stage.live().text


@pytest.mark.parametrize("form", ["html", "csv"])
async def test_a_report_is_sent_as_a_file_and_the_screen_stays(stage: Stage, form: str) -> None:
    await stage.say("/report week")
    await stage.press(f"v1:rep:file:{form}.week")
    (sent,) = stage.telegram.named("sendDocument")
    assert (sent.document.filename, sent.document.data) == (f"report-week.{form}", b"page")
    assert str(await stage.chat._hub.place(ANN)) == "rep:week"


# --- what is sent at an hour


async def sent_to(stage: Stage, alerts: AlertSettings) -> None:
    stage.gate.users[ANN] = replace(stage.gate.users[ANN], alerts=alerts)
    stage.outbox.owe(owed(REPORTED, "period_reported", rank=2, thread=""))
    await wake(stage)


async def test_a_report_comes_silently_and_leads_to_all_of_it(stage: Stage) -> None:
    await sent_to(stage, AlertSettings())
    shown = stage.live()
    assert number(Decimal("38.10"), 2) in shown.text
    assert shown.is_silent
    assert shown.buttons == ("v1:rep:open:day.20261120", "v1:rep:file:html.day.20261120")


async def test_it_rings_for_who_wants_that(stage: Stage) -> None:
    await sent_to(stage, AlertSettings(wishes=(RINGS,)))
    assert not stage.live().is_silent


async def test_it_does_not_ring_in_quiet_hours(stage: Stage) -> None:
    quiet = QuietHours(from_min=0, to_min=24 * 60 - 1)
    await sent_to(stage, AlertSettings(wishes=(RINGS,), quiet=quiet))
    assert stage.live().is_silent


async def test_its_button_opens_the_report_as_a_screen(stage: Stage) -> None:
    await stage.say("/menu")
    await sent_to(stage, AlertSettings())
    message = max(stage.telegram.chats[ANN])
    await stage.press("v1:rep:open:day.20261120", on=message)
    assert str(await stage.chat._hub.place(ANN)) == "rep:day.20261120"


async def test_a_report_is_owed_once_over_a_kill_of_the_desk(tmp_path: Path) -> None:
    clock = ManualClock(NOW_NS)
    for moment_ns in (NOW_NS, NOW_NS + DAY_NS, NOW_NS + DAY_NS, NOW_NS + DAY_NS + HOUR_NS):
        clock.set(moment_ns)
        async with opened(tmp_path, clock) as database:
            if moment_ns == NOW_NS:
                await database.journal.commit(deposit_unit())
                wish = ReportWish("day", 9)
                member = User(id=USER, access=Access.OWNER, account=ACCOUNT, report=wish)
                await database.users.save(member)
            seats = Seats(database.users, FakeDesk(FakeTrading()))
            push = build_reporting(
                seats, database.users, database.reader, database.kv, EventBus(), clock
            ).push
            await push.look()
            await push.look()
    async with opened(tmp_path, clock) as database:
        due = await database.outbox.due(10)
        noted = await database.reader.count(ACCOUNT, (PeriodReported.topic,))
    assert [row.owed.name for row in due] == [PeriodReported.topic]
    assert noted == 1
