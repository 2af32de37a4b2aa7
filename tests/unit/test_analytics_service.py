"""Analytics as the screen asks for them."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from analytics.desk import TradeAnalyst
from core.clock import ManualClock
from core.errors import InputError
from core.events import TradeHidden
from core.ports import JournalEntry
from core.sums import TradeSums, sums_of
from core.types import DAY_NS, HOUR_NS, AccountId, AgentId, ExitReason, Mode, Side
from core.values import replace
from services.analytics import MOST_READ, RANKED, AnalyticsService
from services.closed import PAGE, ClosedTrades
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import BTC, STRANGER, VIEWER
from tests.unit.test_entry_tags import opened, ready
from tests.unit.test_trade_statistics import MONDAY_NS, closed

NOW_NS = MONDAY_NS + 60 * DAY_NS


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def service(journal: FakeJournal) -> AnalyticsService:
    trading = FakeTrading()
    trading.last_event_ns = MONDAY_NS + 3 * HOUR_NS
    seats = Seats(make_members(), FakeDesk(trading))
    return AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(NOW_NS))


async def test_a_window_counts_its_own_trades(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("-50"))
    journal.put(closed("10", hours=59 * 24))
    assert (await service.view(VIEWER, 7)).statistics.net == Decimal(10)
    assert (await service.view(VIEWER, 0)).statistics.net == Decimal(-40)


async def test_more_than_a_page_of_trades_is_counted(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    for _ in range(PAGE + 1):
        journal.put(closed("1"))
    assert (await service.view(VIEWER, 0)).statistics.trades == PAGE + 1


async def test_those_that_made_most_come_first(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("5", side=Side.SHORT, reason=ExitReason.FLIP))
    journal.put(closed("7"))
    view = await service.ranking(VIEWER, "reason", 0, 1)
    assert [(name, group.net) for name, group in view.rows] == [
        ("TP", Decimal(7)),
        ("FLIP", Decimal(5)),
    ]
    assert (view.net, view.trades) == (Decimal(12), 2)


async def test_the_drawdown_is_of_the_realised_curve(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    for number, net in enumerate(("100", "-60", "20")):
        journal.put(closed(net, hours=number))
    equity = (await service.view(VIEWER, 0)).equity
    assert equity is not None
    assert equity.end - equity.start == pytest.approx(60)
    assert equity.max_drawdown == pytest.approx(60 / (equity.start + 100))


async def test_an_unreadable_row_hides_no_other(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("3"))
    journal.put(closed("4"), payload="{")
    assert (await service.view(VIEWER, 0)).statistics.net == Decimal(3)


async def test_without_trades_there_is_no_curve(service: AnalyticsService) -> None:
    view = await service.view(VIEWER, 30)
    assert (view.statistics.trades, view.equity, view.return_pct) == (0, None, Decimal(0))


@pytest.mark.parametrize(("days", "by"), [(8, "symbol"), (7, "moon")])
async def test_what_is_not_offered_is_refused(
    service: AnalyticsService, days: int, by: str
) -> None:
    with pytest.raises(InputError):
        await service.ranking(VIEWER, by, days, 1)


async def test_a_stranger_sees_nothing(service: AnalyticsService) -> None:
    with pytest.raises(InputError):
        await service.view(STRANGER, 7)


async def test_a_trade_that_a_person_left_out_is_no_part_of_the_statistics(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("10"))
    left_out = closed("-4")
    left_out = replace(left_out, result=replace(left_out.result, trade_id="gone"))
    journal.put(left_out)
    journal.put(TradeHidden(at_ns=3, trade_id="gone", is_hidden=True))
    view = await service.view(VIEWER, 0)
    groups = (await service.ranking(VIEWER, "reason", 0, 1)).rows
    assert (view.statistics.trades, view.statistics.net) == (1, Decimal(10))
    assert [group.trades for _, group in groups] == [1]


async def test_profit_is_of_one_side_where_one_is_asked_for(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("5", side=Side.SHORT))
    journal.put(closed("-2"))
    assert (await service.profit(VIEWER, None)).statistics.net == Decimal(3)
    short = await service.profit(VIEWER, Side.SHORT)
    assert (short.statistics.net, short.best) == (Decimal(5), ("BTC/USDT", Decimal(5)))


async def test_profit_tells_the_users_day_week_and_month(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    for net, hours in (("1", -24 * 20), ("10", -24), ("100", 0)):
        journal.put(closed(net, hours=hours))
    view = await service.profit(VIEWER, None)
    assert (view.today, view.week, view.month) == (Decimal(100), Decimal(100), Decimal(110))


async def test_days_without_a_trade_are_told_and_the_current_one_comes_first(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("-100", hours=-48))
    journal.put(closed("30"))
    view = await service.periods(VIEWER, "day", 3)
    assert [row.period.net for row in view.rows] == [Decimal(30), Decimal(0), Decimal(-100)]
    assert (view.net, view.trades, view.count) == (Decimal(-70), 2, 3)


async def test_a_share_is_of_the_equity_that_the_period_began_with(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("-100", hours=-24))
    journal.put(closed("30"))
    now, before = (await service.periods(VIEWER, "day", 2)).rows
    end = (await service.view(VIEWER, 0)).equity
    assert end is not None
    start = Decimal(repr(end.start))
    assert now.share_pct == (3_000 / (start - 100)).quantize(Decimal("0.01"))
    assert before.share_pct == (-10_000 / start).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("unit", "asked", "count"),
    [("day", 0, 7), ("week", 0, 8), ("month", 0, 6), ("day", 99, 60), ("month", 99, 36)],
)
async def test_there_is_a_usual_number_of_periods_and_a_most(
    service: AnalyticsService, unit: str, asked: int, count: int
) -> None:
    assert len((await service.periods(VIEWER, unit, asked)).rows) == count


async def test_a_decade_is_not_offered(service: AnalyticsService) -> None:
    with pytest.raises(InputError):
        await service.periods(VIEWER, "decade")


async def test_a_long_ranking_has_pages(service: AnalyticsService, journal: FakeJournal) -> None:
    for number in range(RANKED + 2):
        journal.put(replace(closed(str(number)), title=f"S{number:02}"))
    first = await service.ranking(VIEWER, "symbol", 0, 1)
    last = await service.ranking(VIEWER, "symbol", 0, 99)
    assert (first.pages, len(first.rows), first.rows[0][0]) == (2, RANKED, "S11")
    assert (last.page, [name for name, _ in last.rows]) == (2, ["S01", "S00"])


async def test_entries_are_told_by_the_signals_of_the_journal(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(ready(1, "dip"))
    journal.put(opened(20))
    rows = (await service.ranking(VIEWER, "tag", 0, 1)).rows
    assert [name for name, _ in rows] == ["dip"]


async def test_a_silent_market_costs_the_regimes_and_not_the_screen(
    journal: FakeJournal,
) -> None:
    trading = FakeTrading()
    trading.is_market_down = True
    seats = Seats(make_members(), FakeDesk(trading))
    service = AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(NOW_NS))
    journal.put(replace(closed("1"), instrument=BTC))
    rows = (await service.ranking(VIEWER, "regime", 0, 1)).rows
    assert [name for name, _ in rows] == ["unknown"]


class Sums:
    """Sums as storage would keep them, whatever the journal says."""

    def __init__(self, *nets: str) -> None:
        self._sums = sums_of(closed(net).result for net in nets)

    async def sums(
        self, account: AccountId, mode: Mode, by: str
    ) -> Sequence[tuple[str, TradeSums]]:
        label = {"": "", "strategy": "TREND"}
        return ((label[by], self._sums),) if by in label else ()


@pytest.fixture
def summed(journal: FakeJournal) -> AnalyticsService:
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    clock = ManualClock(NOW_NS)
    return AnalyticsService(seats, journal, TradeAnalyst(), clock, Sums("7", "-3"))


async def test_a_ranking_of_all_time_is_read_from_the_sums(summed: AnalyticsService) -> None:
    view = await summed.ranking(VIEWER, "strategy", 0, 1)
    assert [(name, group.net) for name, group in view.rows] == [("TREND", Decimal(4))]
    assert (view.trades, view.net) == (2, Decimal(4))


async def test_a_window_and_what_is_not_summed_are_read_trade_by_trade(
    summed: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("10", hours=59 * 24))
    assert (await summed.ranking(VIEWER, "strategy", 7, 1)).net == Decimal(10)
    assert (await summed.ranking(VIEWER, "hour", 0, 1)).net == Decimal(10)


async def test_a_trade_that_is_left_out_is_not_in_the_sums_either(
    summed: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("10"))
    journal.put(TradeHidden(at_ns=3, trade_id="gone", is_hidden=True))
    assert (await summed.ranking(VIEWER, "strategy", 0, 1)).net == Decimal(10)


async def test_very_many_trades_are_not_read_one_by_one(journal: FakeJournal) -> None:
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    many = Sums(*("1", "-0.5") * (MOST_READ // 2 + 1))
    service = AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(NOW_NS), many)
    journal.put(closed("10"))
    view = await service.view(VIEWER, 0)
    assert (view.statistics.trades, view.equity) == (MOST_READ + 2, None)


class Pages(FakeJournal):
    """Says how far back the trades were read; where it `goes_on`, one closes whenever a page was
    read."""

    def __init__(self, *, goes_on: bool = False) -> None:
        super().__init__()
        self.farthest = 0
        self._goes_on = goes_on

    async def page(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        offset: int,
        limit: int,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> Sequence[JournalEntry]:
        self.farthest = max(self.farthest, offset)
        found = await super().page(
            account, names, offset=offset, limit=limit, beside=beside, agent=agent, after=after
        )
        if self._goes_on:
            self.put(closed("1"))
        return found


async def test_no_more_is_read_than_the_periods_shown() -> None:
    journal, trading = Pages(), FakeTrading()
    trading.last_event_ns = MONDAY_NS
    seats = Seats(make_members(), FakeDesk(trading))
    service = AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(NOW_NS))
    for number in range(3 * PAGE):
        journal.put(closed("1", hours=number - 3 * PAGE - 2))
    assert (await service.periods(VIEWER, "day", 2)).trades == 24
    assert journal.farthest == 0


async def test_a_trade_that_closes_meanwhile_counts_no_other_one_twice() -> None:
    journal = Pages(goes_on=True)
    for number in range(2 * PAGE):
        journal.put(closed("10", hours=number))
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    found = await ClosedTrades(journal, ManualClock(NOW_NS)).of(await seats.of(VIEWER), 0)
    assert sum(trade.result.net for trade in found) == 10 * 2 * PAGE
    assert [trade.at_ns for trade in found] == sorted({trade.at_ns for trade in found})


async def test_this_month_is_all_of_it_whatever_window_is_looked_at(journal: FakeJournal) -> None:
    trading = FakeTrading()
    trading.last_event_ns = MONDAY_NS + 23 * DAY_NS
    clock = ManualClock(trading.last_event_ns)
    seats = Seats(make_members(), FakeDesk(trading))
    service = AnalyticsService(seats, journal, TradeAnalyst(), clock)
    for net, day in (("100", 5), ("10", 21), ("1", 22)):
        journal.put(closed(net, hours=day * 24))
    view = await service.profit(VIEWER, None, 7)
    assert view.statistics.net == Decimal(11)
    assert (view.today, view.week, view.month) == (Decimal(0), Decimal(11), Decimal(111))


async def test_this_month_of_one_side_is_of_that_side(journal: FakeJournal) -> None:
    trading = FakeTrading()
    trading.last_event_ns = MONDAY_NS + 23 * DAY_NS
    clock = ManualClock(trading.last_event_ns)
    seats = Seats(make_members(), FakeDesk(trading))
    service = AnalyticsService(seats, journal, TradeAnalyst(), clock)
    journal.put(closed("100", hours=5 * 24, side=Side.SHORT))
    journal.put(closed("10", hours=6 * 24))
    assert (await service.profit(VIEWER, Side.SHORT, 7)).month == Decimal(100)


async def test_a_trade_from_before_the_signals_that_are_read_was_not_made_by_hand(
    journal: FakeJournal, service: AnalyticsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.surroundings.MOST_SIGNALS", PAGE)
    journal.put(ready(10, "old"))
    journal.put(opened(20))
    for number in range(PAGE):
        journal.put(ready(100 + number, "dip"))
    journal.put(opened(100 + PAGE))
    view = await service.ranking(VIEWER, "tag", 0, 1)
    assert {name for name, _ in view.rows} == {"dip", "no_reason"}
