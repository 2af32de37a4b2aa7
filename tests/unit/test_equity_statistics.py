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
    assert under_ns == 2 * DAY_NS


def test_time_under_water_lasts_to_the_end() -> None:
    assert drawdown(curve(100, 90, 95, 99))[2] == 3 * DAY_NS


def test_a_day_is_the_users() -> None:
    hourly = curve(*range(100, 148), step_ns=HOUR_NS)
    assert daily_returns(hourly) == pytest.approx([123 / 100 - 1, 147 / 123 - 1])
    assert len(daily_returns(hourly, utc_offset_min=60)) == 3


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
