"""The two kinds of indicators: what they compute, and that they agree to the last bit."""

import random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas import ema_weight, true_range
from indicators.incremental import Ema, RangeEma, Slope
from indicators.vectorised import ema, range_ema, slope

PRICES = st.lists(
    st.floats(min_value=1e-6, max_value=1e9, allow_nan=False), min_size=1, max_size=120
)


@st.composite
def bars(draw: st.DrawFn) -> pd.DataFrame:
    rows = [
        sorted(draw(st.tuples(*[st.integers(1, 10**9)] * 3)))
        for _ in range(draw(st.integers(1, 60)))
    ]
    return pd.DataFrame(rows, columns=["low", "close", "high"], dtype=float)


def walk(length: int, seed: int) -> pd.Series:
    draw = random.Random(seed)
    price, prices = 6_700_000.0, []
    for _ in range(length):
        price += round(draw.gauss(0, 3000))
        prices.append(price)
    return pd.Series(prices)


def test_an_average_moves_by_its_weight_towards_the_new_value() -> None:
    average = Ema(3)
    assert ema_weight(3) == 0.5
    assert [average.update(value) for value in (10, 20, 20)] == [10.0, 15.0, 17.5]


def test_the_true_range_counts_the_jump_from_the_candle_before() -> None:
    assert true_range(12, 11, 10) == 2
    assert true_range(12, 11, 14) == 3
    assert true_range(12, 8, 10) == 4


def test_volatility_averages_true_ranges() -> None:
    span = RangeEma(3)
    assert [span.update(12, 10, 10), span.update(14, 13, 13)] == [2.0, 3.0]


def test_a_slope_waits_for_enough_values() -> None:
    rise = Slope(2)
    assert [rise.update(value) for value in (1.0, 2.0, 5.0, 6.0)] == [None, None, 2.0, 2.0]


@given(PRICES, st.integers(1, 50))
def test_both_averages_are_equal_bit_for_bit(prices: list[float], period: int) -> None:
    one = Ema(period)
    assert [one.update(price) for price in prices] == ema(pd.Series(prices), period).tolist()


@given(bars(), st.integers(1, 30))
def test_both_volatilities_are_equal_bit_for_bit(frame: pd.DataFrame, period: int) -> None:
    one = RangeEma(period)
    stepwise = [
        one.update(high, low, close)
        for high, low, close in zip(frame.high, frame.low, frame.close, strict=True)
    ]
    assert stepwise == range_ema(frame.high, frame.low, frame.close, period).tolist()


@given(PRICES, st.integers(1, 10))
def test_both_slopes_are_equal_bit_for_bit(prices: list[float], over: int) -> None:
    one = Slope(over)
    stepwise = [one.update(price) for price in prices]
    assert stepwise[over:] == slope(pd.Series(prices), over).tolist()[over:]
    assert stepwise[:over] == [None] * min(over, len(prices))


@pytest.mark.parametrize("period", [8, 21])
def test_both_averages_agree_over_a_long_walk(period: int) -> None:
    prices = walk(20_000, seed=7)
    one = Ema(period)
    assert [one.update(price) for price in prices] == ema(prices, period).tolist()


def test_the_start_of_an_average_is_forgotten_to_the_last_bit() -> None:
    prices = walk(2_000, seed=11).tolist()
    old, young = Ema(21), Ema(21)
    for price in prices[: 2_000 - 24 * 21]:
        old.update(price)
    for price in prices[2_000 - 24 * 21 :]:
        old.update(price)
        young.update(price)
    assert old.value == young.value


def test_no_values_give_no_values() -> None:
    empty = pd.Series([1.0])[:0]
    assert ema(empty, 8).empty
    assert range_ema(empty, empty, empty, 8).empty


def test_a_hole_is_not_filled_by_guessing() -> None:
    assert ema(pd.Series([1.0, float("nan"), 3.0]), 3).isna().tolist() == [False, True, True]
