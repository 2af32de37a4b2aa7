"""Statistics of an equity curve: by hand, and against an independent library."""

import empyrical
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.equity import (
    daily_returns,
    drawdown,
    equity_statistics,
    sharpe,
    sortino,
)
from core.statistics import EquityPoint
from core.types import DAY_NS, HOUR_NS

RETURNS = st.lists(st.floats(-0.2, 0.2), min_size=31, max_size=120)


def curve(*values: float, step_ns: int = DAY_NS) -> list[EquityPoint]:
    return [EquityPoint(number * step_ns, value) for number, value in enumerate(values)]


def grown(returns: list[float]) -> list[EquityPoint]:
    values = [10_000.0]
    for each in returns:
        values.append(values[-1] * (1 + each))
    return curve(*values)


def test_the_deepest_fall_is_from_the_peak_before_it() -> None:
    depth, now, under_ns = drawdown(curve(100, 120, 90, 110, 130, 117))
    assert depth == pytest.approx(0.25)
    assert now == pytest.approx(0.1)
    assert under_ns == 3 * DAY_NS


def test_time_under_water_lasts_until_the_peak_is_reached_again() -> None:
    points = [EquityPoint(0, 100.0), EquityPoint(DAY_NS, 90.0), EquityPoint(40 * DAY_NS, 100.0)]
    assert drawdown(points)[2] == 40 * DAY_NS
    assert drawdown(curve(100, 100, 101))[2] == 0


def test_time_under_water_lasts_to_the_end() -> None:
    assert drawdown(curve(100, 90, 95, 99))[2] == 3 * DAY_NS


def test_a_day_is_the_users() -> None:
    hourly = curve(*range(100, 148), step_ns=HOUR_NS)
    assert daily_returns(hourly) == pytest.approx([124 / 100 - 1, 147 / 124 - 1])
    assert len(daily_returns(hourly, utc_offset_min=120)) == 3


def test_equity_at_midnight_ends_the_day_before() -> None:
    candles_of_a_day = curve(100, 110, 99, 99)
    assert daily_returns(candles_of_a_day) == pytest.approx([0.1, -0.1, 0.0])


def test_a_day_without_a_trade_is_a_day_without_return() -> None:
    sparse = [EquityPoint(0, 100.0), EquityPoint(3 * DAY_NS + HOUR_NS, 101.0)]
    assert daily_returns(sparse) == pytest.approx([0.0, 0.0, 0.0, 0.01])


def test_trading_one_day_in_ten_is_not_judged_as_if_every_day_were_such_a_day() -> None:
    returns = [0.01, -0.004] * 10
    values, points = 1_000.0, [EquityPoint(0, 1_000.0)]
    every_day: list[float] = []
    for number, each in enumerate(returns):
        values *= 1 + each
        points.append(EquityPoint(number * 10 * DAY_NS + HOUR_NS, values))
        every_day += [each, *([0.0] * 9)]
    found = equity_statistics(points)
    assert found is not None
    assert found.sharpe == pytest.approx(
        empyrical.sharpe_ratio(np.array(every_day[:-9]), annualization=365)
    )


def test_a_curve_that_came_to_nothing_has_no_ratio() -> None:
    found = equity_statistics(curve(*([100.0] * 30), 0.0, 5.0, -5.0))
    assert found is not None
    assert (found.sharpe, found.sortino) == (None, None)
    assert found.max_drawdown == pytest.approx(1.05)


@pytest.mark.parametrize("values", [(), (100.0,), (0.0, 1.0)])
def test_a_curve_that_says_nothing_has_no_statistics(values: tuple[float, ...]) -> None:
    assert equity_statistics(curve(*values)) is None


def test_a_short_curve_says_nothing_of_a_year() -> None:
    found = equity_statistics(curve(*(100 + number for number in range(20))))
    assert found is not None
    assert (found.sharpe, found.sortino, found.calmar, found.yearly_return) == (None,) * 4
    assert found.total_return == pytest.approx(0.19)


def test_a_year_is_compounded() -> None:
    found = equity_statistics([EquityPoint(0, 100.0), EquityPoint(365 * DAY_NS, 110.0)])
    assert found is not None
    assert found.yearly_return == pytest.approx(0.1)


@settings(max_examples=60, deadline=None)
@given(RETURNS)
def test_sharpe_sortino_and_drawdown_agree_with_an_independent_library(
    returns: list[float],
) -> None:
    series = np.array(returns)
    points = grown(returns)
    deepest, _, _ = drawdown(points)
    assert deepest == pytest.approx(-empyrical.max_drawdown(series), abs=1e-9)
    if np.std(series, ddof=1) > 1e-6:
        expected = empyrical.sharpe_ratio(series, annualization=365)
        assert sharpe(returns) == pytest.approx(expected, rel=1e-6)
    if series.min() < -1e-6:
        expected = empyrical.sortino_ratio(series, annualization=365)
        assert sortino(returns) == pytest.approx(expected, rel=1e-6)
