"""Very many trades are counted in a thread, which asks nothing of what the loop changes."""

import threading
from collections.abc import Sequence
from decimal import Decimal

import pytest

from analytics.desk import TradeAnalyst
from analytics.reporter import ReportWriter
from bot.locales import load_texts
from bot.render.report_words import report_words
from core.clock import ManualClock
from core.events import PositionClosed
from core.ports.results import Subject
from core.reports import ALL, Report
from core.statistics import TradeStatistics
from core.trading import Account
from core.types import HOUR_NS
from services.analytics import AnalyticsService
from services.closed import ClosedTrades
from services.off_loop import FEW
from services.reports import ReportService
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import VIEWER
from tests.unit.test_trade_statistics import MONDAY_NS, closed

WORDS = {language: report_words(text) for language, text in load_texts().items()}


class Watching(TradeAnalyst):
    """Notes on which threads it counted."""

    def __init__(self) -> None:
        self.threads: set[int] = set()

    def statistics(self, closed: Sequence[PositionClosed]) -> TradeStatistics:
        self.threads.add(threading.get_ident())
        return super().statistics(closed)


class WatchingWriter(ReportWriter):
    """The same for reports."""

    def __init__(self) -> None:
        self.threads: set[int] = set()

    def report(self, closed: Sequence[PositionClosed], start: Decimal, subject: Subject) -> Report:
        self.threads.add(threading.get_ident())
        return super().report(closed, start, subject)


class LoopsOwn(FakeTrading):
    """Its account changes with every tick: only the loop's own thread may look at it."""

    owner = threading.get_ident()

    @property
    def account(self) -> Account:
        assert threading.get_ident() == self.owner
        return super().account


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def seats() -> Seats:
    trading = LoopsOwn()
    trading.owner = threading.get_ident()
    trading.last_event_ns = MONDAY_NS + HOUR_NS
    return Seats(make_members(), FakeDesk(trading))


def fill(journal: FakeJournal, count: int) -> None:
    for _ in range(count):
        journal.put(closed("1"))


@pytest.mark.parametrize(("count", "is_away"), [(FEW, False), (FEW + 1, True)])
async def test_statistics_of_many_trades_are_counted_in_a_thread(
    journal: FakeJournal, seats: Seats, count: int, is_away: bool
) -> None:
    fill(journal, count)
    analyst = Watching()
    service = AnalyticsService(seats, journal, analyst, ManualClock(MONDAY_NS + HOUR_NS))
    assert (await service.view(VIEWER, 0)).statistics.trades == count
    assert (await service.profit(VIEWER, None)).statistics.trades == count
    assert (threading.get_ident() not in analyst.threads) is is_away


async def test_periods_and_rankings_of_many_trades_ask_no_account_of_a_thread(
    journal: FakeJournal, seats: Seats
) -> None:
    fill(journal, FEW + 1)
    service = AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(MONDAY_NS + HOUR_NS))
    assert (await service.periods(VIEWER, "day", 2)).trades == FEW + 1
    assert (await service.ranking(VIEWER, "hour", 0, 1)).trades == FEW + 1


async def test_a_report_of_many_trades_is_made_in_a_thread(
    journal: FakeJournal, seats: Seats
) -> None:
    fill(journal, FEW + 1)
    writer = WatchingWriter()
    trades = ClosedTrades(journal, ManualClock(MONDAY_NS + HOUR_NS))
    service = ReportService(seats, journal, trades, writer, words=WORDS)
    view = await service.view(VIEWER, ALL, None, "")
    assert view.report is not None
    assert view.report.statistics.trades == FEW + 1
    await service.file(VIEWER, ALL, None, "", "html")
    assert threading.get_ident() not in writer.threads
