"""Results by day, week and month."""

from datetime import date
from decimal import Decimal

import pytest

from analytics.periods import by_period
from core.events import PositionClosed
from core.types import DAY_NS, HOUR_NS
from core.values import replace
from tests.unit.test_trade_statistics import MONDAY_NS, closed

D = Decimal


def at(net: str, closed_ns: int) -> PositionClosed:
    trade = closed(net)
    return replace(trade, result=replace(trade.result, closed_at_ns=closed_ns))


def test_a_day_sums_what_closed_on_it() -> None:
    trades = [at("10", MONDAY_NS), at("-4", MONDAY_NS + HOUR_NS), at("3", MONDAY_NS + DAY_NS)]
    first, second = by_period(trades, "day")
    assert (first.start, first.trades, first.wins, first.net) == (date(2026, 1, 5), 2, 1, D(6))
    assert (second.start, second.net, second.fees) == (date(2026, 1, 6), D(3), D(1))


def test_the_day_is_the_users() -> None:
    late = [at("1", MONDAY_NS + 22 * HOUR_NS)]
    assert by_period(late, "day")[0].start == date(2026, 1, 5)
    assert by_period(late, "day", utc_offset_min=180)[0].start == date(2026, 1, 6)
    assert by_period([at("1", MONDAY_NS)], "day", utc_offset_min=-60)[0].start == date(2026, 1, 4)


def test_a_week_begins_on_monday() -> None:
    trades = [at("1", MONDAY_NS - 1), at("2", MONDAY_NS), at("4", MONDAY_NS + 7 * DAY_NS - 1)]
    assert [(week.start, week.net) for week in by_period(trades, "week")] == [
        (date(2025, 12, 29), D(1)),
        (date(2026, 1, 5), D(6)),
    ]


def test_a_month_without_a_trade_has_no_row() -> None:
    trades = [at("1", MONDAY_NS), at("2", MONDAY_NS + 70 * DAY_NS)]
    assert [month.start for month in by_period(trades, "month")] == [
        date(2026, 1, 1),
        date(2026, 3, 1),
    ]


def test_an_unknown_unit_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        by_period([], "decade")
