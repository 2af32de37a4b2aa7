"""Both kinds of indicators: what they compute, and that they agree to the last bit."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import incremental as inc
from indicators import vectorised as vec
from indicators.columns import Column
from indicators.formulas import ema_weight, true_range
from tests.regimes import walk

BRIEF = settings(max_examples=60, deadline=None)
PRICES = st.lists(
    st.floats(min_value=1e-6, max_value=1e9, allow_nan=False), min_size=1, max_size=120
)
TICKS = st.lists(st.integers(1, 10**9), min_size=1, max_size=120)
Candles = tuple[Column, Column, Column]
Update = Callable[..., float | tuple[float, ...] | None]


@st.composite
def bars(draw: st.DrawFn) -> Candles:
    rows = [
        sorted(draw(st.tuples(*[st.integers(1, 10**9)] * 3)))
        for _ in range(draw(st.integers(1, 60)))
    ]
    low, close, high = np.array(rows, dtype=float).T
    return high, low, close


def long_bars() -> Candles:
    close = np.array(walk(3_000, seed=7), dtype=float)
    spread = np.array(walk(3_000, seed=8, noise=500), dtype=float) % 3_000
    return close + spread, close - spread / 2.0, close


def steps(update: Update, *columns: Column) -> Column:
    """What an indicator answers candle by candle: a column for each of its answers."""
    told = [update(*row) for row in zip(*(each.tolist() for each in columns), strict=True)]
    wide = max((len(each) for each in told if isinstance(each, tuple)), default=1)
    rows = [(np.nan,) * wide if each is None else np.ravel(each) for each in told]
    return np.array(rows, dtype=float).reshape(len(told), wide).T


def assert_equal(stepped: Column, whole: Column | Sequence[Column]) -> None:
    wanted = [whole] if isinstance(whole, np.ndarray) else list(whole)
    assert len(stepped) == len(wanted) or np.isnan(stepped).all()
    for one, other in zip(stepped, wanted, strict=False):
        np.testing.assert_array_equal(one, other)


def test_an_average_moves_by_its_weight_towards_the_new_value() -> None:
    average = inc.Ema(3)
    assert ema_weight(3) == 0.5
    assert [average.update(value) for value in (10, 20, 20)] == [10.0, 15.0, 17.5]


def test_the_true_range_counts_the_jump_from_the_candle_before() -> None:
    assert true_range(12, 11, 10) == 2
    assert true_range(12, 11, 14) == 3
    assert true_range(12, 8, 10) == 4


def test_volatility_averages_true_ranges() -> None:
    span = inc.RangeEma(3)
    assert [span.update(12, 10, 10), span.update(14, 13, 13)] == [2.0, 3.0]


def test_a_slope_waits_for_enough_values() -> None:
    rise = inc.Slope(2)
    assert [rise.update(value) for value in (1.0, 2.0, 5.0, 6.0)] == [None, None, 2.0, 2.0]


def test_wilders_average_starts_from_a_plain_mean() -> None:
    average = inc.Wilder(2)
    assert [average.update(value) for value in (1.0, 3.0, 4.0)] == [None, 2.0, 3.0]


def test_relative_strength_is_the_share_of_the_gains() -> None:
    strength = inc.Rsi(2)
    assert [strength.update(value) for value in (10, 13, 12, 12)] == [None, None, 75.0, 75.0]
    still = inc.Rsi(2)
    assert [still.update(5) for _ in range(3)] == [None, None, 50.0]


def test_bands_stand_so_many_deviations_around_the_mean() -> None:
    bands = inc.Bollinger(4, 2.0)
    found = [bands.update(value) for value in (2.0, 4.0, 4.0, 6.0)]
    assert found[:3] == [None] * 3
    assert found[3] == pytest.approx((4 - 2 * 2**0.5, 4.0, 4 + 2 * 2**0.5))


def test_a_window_in_which_nothing_moves_has_a_score_of_nothing() -> None:
    score = inc.ZScore(3)
    assert [score.update(0.1) for _ in range(3)][2] == 0.0


def test_a_channel_holds_the_newest_candle_too() -> None:
    channel = inc.Donchian(2)
    assert channel.update(5, 1) is None
    assert channel.update(4, 2) == (1, 5)
    assert channel.update(3, 2) == (2, 4)


def test_supertrend_turns_where_the_price_breaks_its_line() -> None:
    rising = [(100 + n, 98 + n, 99 + n) for n in range(20)]
    line = inc.Supertrend(3, 2.0)
    up = [line.update(*candle) for candle in rising][-1]
    down = line.update(110, 90, 91)
    assert up is not None
    assert down is not None
    assert (up[0] < 118, up[1]) == (True, True)
    assert (down[0] > 91, down[1]) == (True, False)


@BRIEF
@given(PRICES, st.integers(2, 30))
def test_of_any_prices_both_paths_of_recurrences_and_windows_are_equal(
    prices: list[float], period: int
) -> None:
    values = np.array(prices)
    assert_equal(steps(inc.Ema(period).update, values), vec.ema(values, period))
    assert_equal(steps(inc.Wilder(period).update, values), vec.wilder(values, period))
    assert_equal(steps(inc.Slope(period).update, values), vec.slope(values, period))
    assert_equal(steps(inc.Change(period).update, values), vec.change(values, period))
    assert_equal(steps(inc.Rsi(period).update, values), vec.rsi(values, period))
    assert_equal(steps(inc.Deviation(period).update, values), vec.deviation(values, period))
    assert_equal(steps(inc.Bollinger(period).update, values), vec.bollinger(values, period))
    assert_equal(steps(inc.ZScore(period).update, values), vec.zscore(values, period))
    assert_equal(steps(inc.Macd(3, 5, 4).update, values), vec.macd(values, 3, 5, 4))


@BRIEF
@given(TICKS, st.integers(1, 30))
def test_of_prices_in_ticks_both_plain_averages_are_equal(ticks: list[int], period: int) -> None:
    values = np.array(ticks, dtype=float)
    assert_equal(steps(inc.Sma(period).update, values), vec.sma(values, period))


@BRIEF
@given(PRICES, st.integers(1, 30))
def test_of_fractions_both_plain_averages_are_close(prices: list[float], period: int) -> None:
    values = np.array(prices)
    (stepped,) = steps(inc.Sma(period).update, values)
    np.testing.assert_allclose(stepped, vec.sma(values, period), rtol=1e-9, atol=1e-5)


@BRIEF
@given(bars(), st.integers(2, 20))
def test_of_any_candles_both_paths_are_equal(candles: Candles, period: int) -> None:
    high, low, _ = candles
    assert_equal(steps(inc.RangeEma(period).update, *candles), vec.range_ema(*candles, period))
    assert_equal(steps(inc.Atr(period).update, *candles), vec.atr(*candles, period))
    assert_equal(steps(inc.Adx(period).update, *candles), vec.adx(*candles, period))
    assert_equal(steps(inc.Donchian(period).update, high, low), vec.donchian(high, low, period))
    assert_equal(steps(inc.Stochastic(period).update, *candles), vec.stochastic(*candles, period))


@BRIEF
@given(bars(), st.integers(2, 20))
def test_of_any_candles_both_supertrends_are_equal(candles: Candles, period: int) -> None:
    line, way = vec.supertrend(*candles, period)
    stepped = steps(inc.Supertrend(period).update, *candles)
    assert_equal(stepped[:1], line)
    if len(stepped) == 2:
        assert_equal(np.where(stepped[1:] == 0.0, -1.0, stepped[1:]), way)


@pytest.mark.parametrize("period", [8, 21])
def test_over_a_long_walk_both_paths_are_equal(period: int) -> None:
    _, _, close = candles = long_bars()
    assert_equal(steps(inc.Ema(period).update, close), vec.ema(close, period))
    assert_equal(steps(inc.Sma(period).update, close), vec.sma(close, period))
    assert_equal(steps(inc.Adx(period).update, *candles), vec.adx(*candles, period))
    assert_equal(steps(inc.Stochastic(period).update, *candles), vec.stochastic(*candles, period))
    assert_equal(steps(inc.Bollinger(period).update, close), vec.bollinger(close, period))


def test_the_start_of_an_average_is_forgotten_to_the_last_bit() -> None:
    prices = walk(2_000, seed=11)
    old, young = inc.Ema(21), inc.Ema(21)
    for price in prices[: 2_000 - 24 * 21]:
        old.update(price)
    for price in prices[2_000 - 24 * 21 :]:
        old.update(price)
        young.update(price)
    assert old.value == young.value


def test_a_window_holds_nothing_of_what_went_out_of_it() -> None:
    values = [0.1, 1e15, 0.3, 0.2, 0.4, 0.5]
    fresh, old = inc.Deviation(3), inc.Deviation(3)
    told = [old.update(value) for value in values][-1]
    assert told == [fresh.update(value) for value in values[3:]][-1]


def test_no_values_give_no_values() -> None:
    empty = np.array([])
    assert len(vec.ema(empty, 8)) == len(vec.sma(empty, 8)) == len(vec.rsi(empty, 8)) == 0
    assert len(vec.range_ema(empty, empty, empty, 8)) == 0
    assert [len(each) for each in vec.adx(empty, empty, empty, 8)] == [0, 0, 0]
    assert [len(each) for each in vec.supertrend(empty, empty, empty, 8)] == [0, 0]
