"""How far prices went against trades and for them, counted by hand."""

from decimal import Decimal

import pytest

from analytics.excursions import excursion, excursion_statistics
from core.events import TradeResult
from core.statistics import Excursion, PriceBar
from core.types import Side
from core.values import asdict, replace
from tests.unit.test_trade_statistics import closed


def bar(number: int, low: float, high: float) -> PriceBar:
    return PriceBar(open_ns=number * 10, at_ns=(number + 1) * 10, high=high, low=low, close=low)


BARS = [bar(0, 50, 150), bar(1, 95, 104), bar(2, 97, 112), bar(3, 20, 300)]


def trade(side: Side, *, opened_ns: int = 12, closed_ns: int = 28) -> TradeResult:
    return replace(
        closed("1", side=side).result,
        entry=Decimal(100),
        exit=Decimal(108),
        opened_at_ns=opened_ns,
        closed_at_ns=closed_ns,
    )


def nearly(found: Excursion | None, adverse: float, favourable: float) -> bool:
    return found is not None and tuple(asdict(found).values()) == pytest.approx(
        (adverse, favourable)
    )


def test_a_long_suffers_from_lows_and_gains_by_highs() -> None:
    assert nearly(excursion(trade(Side.LONG), BARS), 0.05, 0.12)


def test_a_short_suffers_from_highs_and_gains_by_lows() -> None:
    assert nearly(excursion(trade(Side.SHORT), BARS), 0.12, 0.05)


def test_bars_before_and_after_a_trade_say_nothing_of_it() -> None:
    found = excursion(trade(Side.LONG, opened_ns=10, closed_ns=20), BARS)
    assert nearly(found, 0.05, 0.08)


def test_its_own_fills_count_where_bars_are_narrower() -> None:
    found = excursion(trade(Side.SHORT), [bar(1, 101, 102), bar(2, 101, 102)])
    assert nearly(found, 0.08, 0.0)


def test_without_prices_nothing_is_said() -> None:
    assert excursion(trade(Side.LONG), []) is None
    assert excursion(trade(Side.LONG, opened_ns=400, closed_ns=410), BARS) is None


def test_many_are_summed_up_by_means_and_the_worst() -> None:
    found = excursion_statistics([Excursion(0.01, 0.03), Excursion(0.03, 0.05)])
    assert found is not None
    assert (found.trades, found.worst) == (2, 0.03)
    assert [found.adverse, found.favourable] == pytest.approx([0.02, 0.04])
    assert found.edge == pytest.approx(2.0)


def test_nothing_against_them_is_no_edge_and_no_trade_no_statistics() -> None:
    found = excursion_statistics([Excursion(0.0, 0.03)])
    assert found is not None
    assert found.edge is None
    assert excursion_statistics([]) is None
