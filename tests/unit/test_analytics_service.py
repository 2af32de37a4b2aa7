"""Analytics as the screen asks for them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from analytics.desk import TradeAnalyst
from core.clock import ManualClock
from core.errors import InputError
from core.events import TradeHidden
from core.types import DAY_NS, ExitReason, Side
from services.analytics import AnalyticsService
from services.closed import PAGE
from services.seats import Seats
from tests.fakes import FakeDesk, FakeJournal, FakeTrading, make_members
from tests.samples import STRANGER, VIEWER
from tests.unit.test_trade_statistics import MONDAY_NS, closed

NOW_NS = MONDAY_NS + 60 * DAY_NS


@pytest.fixture
def journal() -> FakeJournal:
    return FakeJournal()


@pytest.fixture
def service(journal: FakeJournal) -> AnalyticsService:
    seats = Seats(make_members(), FakeDesk(FakeTrading()))
    return AnalyticsService(seats, journal, TradeAnalyst(), ManualClock(NOW_NS))


async def test_a_window_counts_its_own_trades(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("-50"))
    journal.put(closed("10", hours=59 * 24))
    assert (await service.view(VIEWER, 7, "")).statistics.net == Decimal(10)
    assert (await service.view(VIEWER, 0, "")).statistics.net == Decimal(-40)


async def test_more_than_a_page_of_trades_is_counted(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    for _ in range(PAGE + 1):
        journal.put(closed("1"))
    assert (await service.view(VIEWER, 0, "")).statistics.trades == PAGE + 1


async def test_groups_come_when_asked_for(service: AnalyticsService, journal: FakeJournal) -> None:
    journal.put(closed("5", side=Side.SHORT, reason=ExitReason.FLIP))
    journal.put(closed("7"))
    view = await service.view(VIEWER, 0, "reason")
    assert [(name, group.net) for name, group in view.groups] == [
        ("FLIP", Decimal(5)),
        ("TP", Decimal(7)),
    ]
    assert (await service.view(VIEWER, 0, "")).groups == ()


async def test_the_drawdown_is_of_the_realised_curve(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    for number, net in enumerate(("100", "-60", "20")):
        journal.put(closed(net, hours=number))
    equity = (await service.view(VIEWER, 0, "")).equity
    assert equity is not None
    assert equity.end - equity.start == pytest.approx(60)
    assert equity.max_drawdown == pytest.approx(60 / (equity.start + 100))


async def test_an_unreadable_row_hides_no_other(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("3"))
    journal.put(closed("4"), payload="{")
    assert (await service.view(VIEWER, 0, "")).statistics.net == Decimal(3)


async def test_without_trades_there_is_no_curve(service: AnalyticsService) -> None:
    view = await service.view(VIEWER, 30, "")
    assert (view.statistics.trades, view.equity, view.return_pct) == (0, None, Decimal(0))


@pytest.mark.parametrize(("days", "by"), [(8, ""), (7, "moon")])
async def test_what_is_not_offered_is_refused(
    service: AnalyticsService, days: int, by: str
) -> None:
    with pytest.raises(InputError):
        await service.view(VIEWER, days, by)


async def test_a_stranger_sees_nothing(service: AnalyticsService) -> None:
    with pytest.raises(InputError):
        await service.view(STRANGER, 7, "")


async def test_a_trade_that_a_person_left_out_is_no_part_of_the_statistics(
    service: AnalyticsService, journal: FakeJournal
) -> None:
    journal.put(closed("10"))
    left_out = closed("-4")
    left_out = replace(left_out, result=replace(left_out.result, trade_id="gone"))
    journal.put(left_out)
    journal.put(TradeHidden(at_ns=3, trade_id="gone", is_hidden=True))
    view = await service.view(VIEWER, 0, "reason")
    assert (view.statistics.trades, view.statistics.net) == (1, Decimal(10))
    assert [group.trades for _, group in view.groups] == [1]
