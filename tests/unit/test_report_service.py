"""Reports of a member's own trades, and how they are sent."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.reporter import ReportWriter
from bot.locales import load_texts
from bot.render.report_words import report_words
from core.clock import ManualClock
from core.codec import decode
from core.errors import InputError
from core.events import PeriodReported, PositionClosed, TradeHidden
from core.reports import ReportWish
from core.types import DAY_NS, HOUR_NS, SECOND_NS
from core.values import replace
from engine.bus import EventBus
from services.closed import ClosedTrades
from services.report_push import ReportPush, due_on, key_of
from services.reports import ReportService
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, FakeUsers, make_members
from tests.floor import Kept
from tests.samples import STRANGER, TRADER, VIEWER
from tests.unit.test_trade_statistics import MONDAY_NS, closed

NOON_NS = MONDAY_NS + 2 * DAY_NS + 12 * HOUR_NS
"""Of Wednesday, 7 January 2026."""
WORDS = {language: report_words(text) for language, text in load_texts().items()}


class Keeping(Kept):
    """Small values that the journal's notes change too."""

    def __init__(self, journal: FakeJournal) -> None:
        super().__init__()
        self._journal = journal

    async def get(self, key: str) -> str | None:
        return self._journal.kept.get(key) or await super().get(key)


class Office:
    """The report service over a journal in memory, and its push."""

    def __init__(self, users: FakeUsers | None = None) -> None:
        self.journal, self.clock, self.bus = FakeJournal(), ManualClock(NOON_NS), EventBus()
        self.users, self.trading = users or make_members(), FakeTrading()
        self.trading.last_event_ns = NOON_NS
        self.values = Keeping(self.journal)
        seats = Seats(self.users, FakeDesk(self.trading))
        trades = ClosedTrades(self.journal, self.clock)
        self.reports = ReportService(seats, self.journal, trades, ReportWriter(), words=WORDS)
        self.push = self.made_push()

    def made_push(self) -> ReportPush:
        return ReportPush(self.users, self.reports, self.journal, self.values, self.bus, self.clock)

    async def at(self, moment_ns: int) -> list[PeriodReported]:
        """What is told when the desk looks then."""
        self.clock.set(moment_ns)
        self.trading.last_event_ns = moment_ns
        before = len(self.journal.owed)
        await self.push.look()
        return [decode(PeriodReported, str(owed.text)) for owed in self.journal.owed[before:]]


@pytest.fixture
def office() -> Office:
    return Office()


def trade(net: str, hours: int, trade_id: str = "t") -> PositionClosed:
    made = closed(net, hours=hours)
    return replace(made, result=replace(made.result, trade_id=trade_id))


async def test_a_day_holds_what_closed_on_it(office: Office) -> None:
    for net, hours in (("-50", 20), ("10", 24), ("5", 46), ("7", 48)):
        office.journal.put(trade(net, hours))
    tuesday = await office.reports.view(TRADER, "day", date(2026, 1, 6), "")
    assert [each.result.net for each in tuesday.report.trades] == [Decimal(10)]
    assert (tuesday.earlier, tuesday.later) == (date(2026, 1, 5), date(2026, 1, 7))
    today = await office.reports.view(TRADER, "day", None, "")
    assert today.report.statistics.net == Decimal(12)
    assert (today.later, today.is_going_on) == (None, True)


async def test_the_equity_at_the_start_is_that_of_the_stretch(office: Office) -> None:
    for net, hours in (("-50", 20), ("10", 30)):
        office.journal.put(trade(net, hours))
    monday = await office.reports.view(TRADER, "day", date(2026, 1, 5), "")
    tuesday = await office.reports.view(TRADER, "day", date(2026, 1, 6), "")
    assert tuesday.report.start - monday.report.start == Decimal(-50)


async def test_a_report_may_be_of_one_strategy(office: Office) -> None:
    office.journal.put(trade("10", 50))
    office.journal.put(replace(trade("-4", 51), strategy="GRID"))
    view = await office.reports.view(TRADER, "week", None, "GRID")
    assert (view.report.statistics.net, view.strategies) == (Decimal(-4), ("GRID", "TREND"))


async def test_all_is_from_the_first_trade_until_now(office: Office) -> None:
    office.journal.put(trade("10", 1))
    view = await office.reports.view(TRADER, "all", None, "")
    assert (view.stretch.first, view.report.statistics.trades) == (date(2026, 1, 5), 1)
    assert (view.earlier, view.later) == (None, None)


async def test_a_trade_that_was_left_out_is_in_no_report(office: Office) -> None:
    office.journal.put(trade("10", 50, "gone"))
    office.journal.put(TradeHidden(at_ns=3, trade_id="gone", is_hidden=True))
    assert (await office.reports.view(TRADER, "day", None, "")).report.trades == ()


@pytest.mark.parametrize("form", ["html", "csv"])
async def test_a_report_comes_as_a_file_named_after_it(office: Office, form: str) -> None:
    office.journal.put(trade("10", 50))
    made = await office.reports.file(TRADER, "week", None, "TREND", form)
    assert made.name == f"dzentra-paper-week-2026-01-05-trend.{form}"
    assert (made.rows, b"10" in made.content) == (1, True)


async def test_what_is_not_offered_is_refused(office: Office) -> None:
    with pytest.raises(InputError):
        await office.reports.view(TRADER, "decade", None, "")
    with pytest.raises(InputError):
        await office.reports.file(TRADER, "day", None, "", "pdf")
    with pytest.raises(InputError):
        await office.reports.view(STRANGER, "day", None, "")


async def test_a_silent_market_costs_no_file(office: Office) -> None:
    office.trading.is_market_down = True
    office.journal.put(trade("10", 50))
    made = await office.reports.file(VIEWER, "week", None, "", "html")
    assert made.rows == 1


# --- sending


async def wishing(wish: ReportWish | None, *, offset_min: int = 0) -> Office:
    office = Office()
    member = await office.users.get(TRADER)
    assert member is not None
    await office.users.save(replace(member, report=wish, utc_offset_min=offset_min))
    return office


@pytest.mark.parametrize(
    ("wish", "moment_ns", "offset_min", "due"),
    [
        (ReportWish("day", 9), MONDAY_NS + 9 * HOUR_NS, 0, date(2026, 1, 5)),
        (ReportWish("day", 9), MONDAY_NS + 9 * HOUR_NS - 1, 0, date(2026, 1, 4)),
        (ReportWish("day", 9), MONDAY_NS + 6 * HOUR_NS, 180, date(2026, 1, 5)),
        (ReportWish("day", 0), MONDAY_NS - HOUR_NS, 60, date(2026, 1, 5)),
        (ReportWish("week", 9), NOON_NS, 0, date(2026, 1, 5)),
        (ReportWish("week", 9), MONDAY_NS + 8 * HOUR_NS, 0, date(2025, 12, 29)),
        (ReportWish("month", 9), NOON_NS, 0, date(2026, 1, 1)),
        (ReportWish("month", 23), MONDAY_NS - 4 * DAY_NS, 0, date(2025, 12, 1)),
    ],
)
def test_a_report_is_due_at_the_members_hour(
    wish: ReportWish, moment_ns: int, offset_min: int, due: date
) -> None:
    assert due_on(wish, moment_ns, offset_min) == due


async def test_who_wants_none_gets_none() -> None:
    office = await wishing(None)
    assert await office.at(NOON_NS) == []


async def test_one_who_has_just_asked_waits_for_the_next_hour() -> None:
    office = await wishing(ReportWish("day", 9))
    assert await office.at(NOON_NS) == []
    assert await office.at(NOON_NS + 20 * HOUR_NS) == []
    assert len(await office.at(NOON_NS + 21 * HOUR_NS)) == 1


async def test_what_is_sent_is_the_day_that_ended() -> None:
    office = await wishing(ReportWish("day", 9))
    await office.at(NOON_NS)
    for net, hours in (("30", 50), ("-10", 60), ("99", 75)):
        office.journal.put(trade(net, hours))
    (sent,) = await office.at(NOON_NS + 21 * HOUR_NS)
    assert (sent.unit, sent.first, sent.end) == ("day", "2026-01-07", "2026-01-08")
    assert (sent.trades, sent.wins, sent.net) == (2, 1, Decimal(20))
    assert (sent.best, sent.worst, sent.strategies) == (
        Decimal(30),
        Decimal(-10),
        (("TREND", Decimal(20), 2),),
    )


async def test_a_report_is_sent_once_also_over_a_restart() -> None:
    office = await wishing(ReportWish("day", 9))
    await office.at(NOON_NS)
    assert len(await office.at(NOON_NS + DAY_NS)) == 1
    office.push = office.made_push()
    assert await office.at(NOON_NS + DAY_NS + HOUR_NS) == []
    assert [type(note) for note in office.journal.notes] == [PeriodReported]


async def test_after_days_of_silence_the_newest_is_sent_alone() -> None:
    office = await wishing(ReportWish("day", 9))
    await office.at(NOON_NS)
    (sent,) = await office.at(NOON_NS + 5 * DAY_NS)
    assert sent.first == "2026-01-11"


async def test_a_report_that_cannot_be_journaled_is_sent_later() -> None:
    office = await wishing(ReportWish("day", 9))
    await office.at(NOON_NS)
    office.journal.is_broken = True
    assert await office.at(NOON_NS + DAY_NS) == []
    office.journal.is_broken = False
    assert len(await office.at(NOON_NS + DAY_NS)) == 1


async def test_another_rhythm_begins_with_its_next_time() -> None:
    office = await wishing(ReportWish("day", 9))
    await office.at(NOON_NS)
    member = await office.users.get(TRADER)
    assert member is not None
    await office.users.save(replace(member, report=ReportWish("week", 9)))
    assert await office.at(NOON_NS + DAY_NS) == []
    (sent,) = await office.at(NOON_NS + 5 * DAY_NS)
    assert (sent.unit, sent.first) == ("week", "2026-01-05")
    assert await office.values.get(key_of(TRADER)) == "week:2026-01-12"


async def test_a_market_that_was_silent_over_midnight_does_not_move_the_day_that_ended() -> None:
    office = await wishing(ReportWish("day", 0))
    midnight_ns = MONDAY_NS + 3 * DAY_NS
    await office.at(midnight_ns - HOUR_NS)
    office.journal.put(trade("7", 60))
    office.clock.set(midnight_ns + 5 * SECOND_NS)
    office.trading.last_event_ns = midnight_ns - 5 * SECOND_NS
    await office.push.look()
    (told,) = [decode(PeriodReported, str(owed.text)) for owed in office.journal.owed]
    assert (told.first, told.end) == ("2026-01-07", "2026-01-08")
    assert told.net == Decimal(7)


async def test_what_is_left_out_of_the_statistics_is_still_gone_from_the_equity() -> None:
    plain = await wishing(ReportWish("day", 9))
    hiding = await wishing(ReportWish("day", 9))
    for office in (plain, hiding):
        await office.at(NOON_NS)
        office.journal.put(trade("-50", 50, "gone"))
        office.journal.put(trade("7", 51))
    hiding.journal.put(TradeHidden(at_ns=3, trade_id="gone", is_hidden=True))
    (whole,) = await plain.at(NOON_NS + 21 * HOUR_NS)
    (left,) = await hiding.at(NOON_NS + 21 * HOUR_NS)
    assert (whole.net, left.net) == (Decimal(-43), Decimal(7))
    assert left.equity == whole.equity
