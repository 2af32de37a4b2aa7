"""Wilder's relative strength, and what the market screen reads of a trend."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.board import SLOW, TrendBoard
from indicators.columns import column
from indicators.incremental import Rsi
from indicators.vectorised import rsi

WILDER = (
    *(44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.10, 45.42, 45.84, 46.08),
    *(45.89, 46.03, 45.61, 46.28, 46.28, 46.00, 46.03, 46.41, 46.22, 45.64),
)
prices = st.lists(st.floats(0.01, 1e6), max_size=120)


def told(closes: list[float] | tuple[float, ...], period: int = 14) -> list[float | None]:
    one = Rsi(period)
    return [one.update(close) for close in closes]


def test_it_is_what_the_textbook_counts() -> None:
    found = told(WILDER)
    assert found[:14] == [None] * 14
    assert [round(value or 0, 2) for value in found[14:]] == [
        70.46,
        66.25,
        66.48,
        69.35,
        66.29,
        57.92,
    ]


@given(prices, st.integers(1, 20))
def test_both_twins_agree_to_the_last_bit(closes: list[float], period: int) -> None:
    values = rsi(column(closes), period).tolist()
    for one, all_ in zip(told(closes, period), values, strict=True):
        assert (one is None and math.isnan(all_)) or one == all_


@given(prices)
def test_it_stays_between_nought_and_a_hundred(closes: list[float]) -> None:
    assert all(value is None or 0 <= value <= 100 for value in told(closes))


@pytest.mark.parametrize(
    ("step", "value"), [(1.0, 100.0), (-1.0, 0.0), (0.0, 50.0)], ids=["up", "down", "level"]
)
def test_a_price_that_goes_one_way_is_at_its_end(step: float, value: float) -> None:
    assert told([100 + step * number for number in range(20)])[-1] == value


@pytest.mark.parametrize(("step", "direction"), [(1.0, 1), (-1.0, -1), (0.0, 0)])
def test_the_trend_is_the_fast_average_against_the_slow(step: float, direction: int) -> None:
    trend = TrendBoard().trend([1000 + step * number for number in range(80)])
    assert trend is not None
    assert (trend.fast, trend.slow, trend.direction) == (20, 50, direction)


def test_there_is_no_trend_of_too_few_closes() -> None:
    assert TrendBoard().trend([1.0] * (SLOW - 1)) is None
    assert TrendBoard().trend([1.0] * SLOW) is not None
