"""The falls of a curve: by hand, and against empyrical's own accounting."""

import empyrical
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.drawdowns import drawdowns
from core.statistics import EquityPoint
from core.types import DAY_NS

RETURNS = st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=60)


def curve(*values: float) -> list[EquityPoint]:
    return [EquityPoint(day * DAY_NS, value) for day, value in enumerate(values)]


def test_each_fall_has_its_peak_its_bottom_and_its_end() -> None:
    first, second = drawdowns(curve(100, 120, 90, 110, 130, 117))
    assert (first.start_ns, first.bottom_ns, first.end_ns) == (DAY_NS, 2 * DAY_NS, 4 * DAY_NS)
    assert first.depth == pytest.approx(0.25)
    assert (second.start_ns, second.end_ns) == (4 * DAY_NS, None)
    assert second.depth == pytest.approx(0.1)


def test_the_deepest_come_first_and_only_so_many() -> None:
    found = drawdowns(curve(10, 9, 11, 8, 12, 10, 13), most=2)
    assert [fall.depth for fall in found] == [pytest.approx(3 / 11), pytest.approx(1 / 6)]


def test_a_curve_that_only_rises_has_none() -> None:
    assert drawdowns(curve(1, 2, 2, 3)) == ()
    assert drawdowns([]) == ()


def test_a_curve_that_starts_at_nothing_has_none() -> None:
    assert drawdowns(curve(0, -5, -2)) == ()


@settings(max_examples=60, deadline=None)
@given(RETURNS)
def test_the_deepest_is_that_of_an_independent_library(returns: list[float]) -> None:
    values = [100.0, *(100.0 * np.cumprod([1 + each for each in returns]))]
    found = drawdowns(curve(*values))
    expected = -empyrical.max_drawdown(np.array(returns))
    assert (found[0].depth if found else 0.0) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(RETURNS)
def test_the_time_under_water_is_that_of_a_plain_count(returns: list[float]) -> None:
    values = pd.Series([100.0, *(100.0 * np.cumprod([1 + each for each in returns]))])
    under = values < values.cummax()
    found = drawdowns(curve(*values), most=1_000)
    spans = [
        ((fall.end_ns or (len(values)) * DAY_NS) - fall.start_ns) // DAY_NS - 1 for fall in found
    ]
    assert sum(spans) == int(under.sum())
