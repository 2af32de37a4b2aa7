"""The values of our own indicators, against TA-Lib and against formulas written out another way."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import talib

from indicators import vectorised as vec
from indicators.catalogue import builtin_indicators
from indicators.columns import Column
from tests.regimes import candles, walk

HISTORY = candles(walk(1_500, seed=21), seed=21)
OPEN, HIGH, LOW, CLOSE, VOLUME = (
    np.array([getattr(candle, name) for candle in HISTORY], dtype=float)
    for name in ("open", "high", "low", "close", "volume")
)
FRAME = {"open": OPEN, "high": HIGH, "low": LOW, "close": CLOSE, "volume": VOLUME}
CANDLES = (HIGH, LOW, CLOSE)
CATALOGUE = builtin_indicators()
FORGOTTEN = 1_000
"""Rows after which an average holds nothing of where it started: TA-Lib starts some elsewhere."""


def rolled(values: Column, period: int, what: Callable[[Column], float]) -> Column:
    """A window at a time, the plainest way there is."""
    found = [what(values[end - period : end]) for end in range(period, len(values) + 1)]
    return np.array([np.nan] * (period - 1) + found)


def close_to(found: Column, wanted: Column, start: int = 0) -> None:
    assert np.isfinite(wanted[max(start, 500) :]).all()
    np.testing.assert_allclose(found[start:], wanted[start:], rtol=1e-9, atol=1e-9)


def test_the_twins_that_talib_starts_alike_are_its_values_everywhere() -> None:
    close_to(vec.sma(CLOSE, 20), talib.SMA(CLOSE, 20))
    close_to(vec.rsi(CLOSE, 14), talib.RSI(CLOSE, 14))
    close_to(vec.atr(*CANDLES, 14), talib.ATR(*CANDLES, 14))
    close_to(vec.wilder(CLOSE, 14), talib.RMA(CLOSE, 14))
    close_to(vec.change(CLOSE, 10), talib.ROC(CLOSE, 10))
    close_to(vec.slope(CLOSE, 5) * 5, talib.MOM(CLOSE, 5))
    close_to(vec.true_range(*CANDLES)[1:], talib.TRANGE(*CANDLES)[1:])


def test_bands_and_channels_are_talibs() -> None:
    for ours, theirs in zip(
        reversed(vec.bollinger(CLOSE, 20, 2.0)), talib.BBANDS(CLOSE, 20, 2.0, 2.0), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    upper, _, lower = talib.DONCHIAN(HIGH, LOW, 20)
    close_to(vec.donchian(HIGH, LOW, 20)[0], lower)
    close_to(vec.donchian(HIGH, LOW, 20)[1], upper)


def test_the_stochastic_is_talibs() -> None:
    theirs = talib.STOCH(*CANDLES, fastk_period=14, slowk_period=3, slowd_period=3)
    for ours, other in zip(vec.stochastic(*CANDLES, 14), theirs, strict=True):
        close_to(ours, other)


def test_the_twins_that_talib_starts_elsewhere_are_its_values_once_that_is_forgotten() -> None:
    close_to(vec.ema(CLOSE, 20), talib.EMA(CLOSE, 20), FORGOTTEN)
    for ours, theirs in zip(vec.macd(CLOSE, 12, 26, 9), talib.MACD(CLOSE, 12, 26, 9), strict=True):
        np.testing.assert_allclose(ours[FORGOTTEN:], theirs[FORGOTTEN:], atol=1e-6)
    index, plus, minus = vec.adx(*CANDLES, 14)
    close_to(index, talib.ADX(*CANDLES, 14), FORGOTTEN)
    close_to(plus, talib.PLUS_DI(*CANDLES, 14), FORGOTTEN)
    close_to(minus, talib.MINUS_DI(*CANDLES, 14), FORGOTTEN)


def test_supertrend_is_talibs() -> None:
    line, way = vec.supertrend(*CANDLES, 10, 3.0)
    theirs, pointed = talib.SUPERTREND(*CANDLES, 10, 3.0)
    close_to(line, theirs, 100)
    np.testing.assert_array_equal(way[100:], pointed[100:])


def test_a_deviation_keeps_the_digits_that_a_difference_of_sums_loses() -> None:
    large = np.array([1e9 + step for step in (0.0, 1.0, 0.0, 1.0) * 10])
    _, deviated = vec.deviation(large, 4)
    np.testing.assert_array_equal(deviated[3:], 0.5)


def calculated(name: str, **parameters: float) -> Column:
    (found,) = CATALOGUE.get(name).calculate(FRAME, **parameters).values()
    return found


def test_statistics_of_returns_are_those_of_pandas() -> None:
    returns = pd.Series(np.log(CLOSE)).diff()
    skew = rolled(
        returns.to_numpy()[1:], 50, lambda w: float(((w - w.mean()) ** 3).mean() / w.std() ** 3)
    )
    kurt = rolled(
        returns.to_numpy()[1:], 50, lambda w: float(((w - w.mean()) ** 4).mean() / w.std() ** 4 - 3)
    )
    np.testing.assert_allclose(calculated("skewness", period=50)[1:], skew, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(calculated("kurtosis", period=50)[1:], kurt, rtol=1e-6, atol=1e-9)
    lagged = returns.rolling(50).corr(returns.shift(1))
    np.testing.assert_allclose(
        calculated("autocorrelation", period=50)[60:], lagged.to_numpy()[60:], rtol=1e-6, atol=1e-9
    )
    volatility = 100 * returns.rolling(20).std(ddof=0)
    np.testing.assert_allclose(
        calculated("historical_volatility", period=20), volatility.to_numpy(), rtol=1e-6
    )


def test_parkinson_and_garman_klass_are_their_formulas() -> None:
    parkinson = np.log(HIGH / LOW) ** 2 / (4 * np.log(2))
    wanted = 100 * pd.Series(parkinson).rolling(20).mean() ** 0.5
    np.testing.assert_allclose(calculated("parkinson", period=20), wanted, rtol=1e-6)
    klass = 0.5 * np.log(HIGH / LOW) ** 2 - (2 * np.log(2) - 1) * np.log(CLOSE / OPEN) ** 2
    wanted = 100 * pd.Series(klass).rolling(20).mean() ** 0.5
    np.testing.assert_allclose(calculated("garman_klass", period=20), wanted, rtol=1e-6)


def test_choppiness_and_ulcer_are_their_formulas() -> None:
    way = pd.Series(vec.true_range(*CANDLES)).rolling(14).sum()
    span = pd.Series(HIGH).rolling(14).max() - pd.Series(LOW).rolling(14).min()
    wanted = 100 * np.log10(way / span) / np.log10(14)
    np.testing.assert_allclose(calculated("choppiness", period=14), wanted, rtol=1e-9)
    below = 100 * (CLOSE / pd.Series(CLOSE).rolling(14).max() - 1)
    wanted = (below**2).rolling(14).mean() ** 0.5
    np.testing.assert_allclose(calculated("ulcer", period=14), wanted, rtol=1e-6, atol=1e-9)


def test_vwap_is_the_price_weighed_by_volume() -> None:
    typical = pd.Series((HIGH + LOW + CLOSE) / 3)
    wanted = (typical * VOLUME).rolling(96).sum() / pd.Series(VOLUME).rolling(96).sum()
    np.testing.assert_allclose(calculated("vwap", period=96), wanted, rtol=1e-9)


def test_ichimokus_cloud_stands_where_it_was_drawn() -> None:
    found = CATALOGUE.get("ichimoku").calculate(FRAME)
    middle = {
        period: (pd.Series(HIGH).rolling(period).max() + pd.Series(LOW).rolling(period).min()) / 2
        for period in (9, 26, 52)
    }
    np.testing.assert_allclose(found["conversion"], middle[9])
    np.testing.assert_allclose(found["base"], middle[26])
    np.testing.assert_allclose(found["span_a"], ((middle[9] + middle[26]) / 2).shift(26))
    np.testing.assert_allclose(found["span_b"], middle[52].shift(26))


def test_the_alligators_lines_are_drawn_late() -> None:
    found = CATALOGUE.get("alligator").calculate(FRAME)
    lips = pd.Series(talib.RMA((HIGH + LOW) / 2, 5)).shift(3)
    np.testing.assert_allclose(found["lips"], lips, rtol=1e-9)


def test_the_chandelier_hangs_from_the_extreme() -> None:
    found = CATALOGUE.get("chandelier").calculate(FRAME, period=22, multiplier=3.0)
    reach = 3 * talib.ATR(*CANDLES, 22)
    np.testing.assert_allclose(found["long"], talib.MAX(HIGH, 22) - reach, rtol=1e-9)
    np.testing.assert_allclose(found["short"], talib.MIN(LOW, 22) + reach, rtol=1e-9)


def test_the_know_sure_thing_weighs_four_rates_of_change() -> None:
    found = CATALOGUE.get("kst").calculate(FRAME)
    parts = [
        weight * pd.Series(talib.ROC(CLOSE, over)).rolling(mean).mean()
        for over, mean, weight in ((10, 10, 1), (15, 10, 2), (20, 10, 3), (30, 15, 4))
    ]
    wanted = sum(parts[1:], parts[0])
    np.testing.assert_allclose(found["kst"], wanted, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found["signal"], wanted.rolling(9).mean(), rtol=1e-6, atol=1e-9)


def test_connors_strength_is_the_mean_of_three() -> None:
    streaks, count = [], 0
    for before, now in pairwise(CLOSE):
        way = int(np.sign(now - before))
        count = count + way if count * way > 0 else way
        streaks.append(float(count))
    moved = talib.ROC(CLOSE, 1)
    rank = [np.nan] * 101 + [
        100.0 * float((moved[row - 100 : row] < moved[row]).mean())
        for row in range(101, len(CLOSE))
    ]
    strength = talib.RSI(CLOSE, 3) + talib.RSI(np.array([0.0, *streaks]), 2)
    found = calculated("connors_rsi")
    np.testing.assert_allclose(found[101:], ((strength + rank) / 3)[101:], rtol=1e-6)


def test_the_squeeze_is_on_while_the_bands_lie_in_the_channel() -> None:
    found = CATALOGUE.get("squeeze").calculate(FRAME)
    bands = 2.0 * pd.Series(CLOSE).rolling(20).std(ddof=0)
    channel = 1.5 * pd.Series(vec.true_range(*CANDLES)).rolling(20).mean()
    wanted = (bands < channel).astype(float)
    np.testing.assert_array_equal(found["is_squeezed"][19:], wanted[19:])
    assert {0.0, 1.0} == set(found["is_squeezed"][19:])


def test_fishers_transform_is_odd() -> None:
    """A market upside down transforms to the opposite."""
    found = CATALOGUE.get("fisher").calculate(FRAME)
    mirrored = CATALOGUE.get("fisher").calculate({**FRAME, "high": -LOW, "low": -HIGH})
    np.testing.assert_allclose(found["fisher"], -mirrored["fisher"], rtol=1e-9, atol=1e-12)


def test_ease_of_movement_is_large_where_little_volume_moves_much() -> None:
    eased = CATALOGUE.get("ease_of_movement")
    calm = eased.calculate({**FRAME, "volume": VOLUME * 10})
    quick = eased.calculate(FRAME)
    np.testing.assert_allclose(
        quick["ease_of_movement"], 10 * calm["ease_of_movement"], rtol=1e-9, atol=1e-6
    )


@pytest.mark.parametrize(
    ("ours", "theirs"), [("rsi", "RSI"), ("cci", "CCI"), ("engulfing", "CDLENGULFING")]
)
def test_what_is_over_talib_is_talib(ours: str, theirs: str) -> None:
    indicator = CATALOGUE.get(ours)
    parameters = {"period": 14} if indicator.parameters else {}
    inputs = [FRAME[name] for name in indicator.inputs]
    wanted = getattr(talib, theirs)(*inputs, *parameters.values())
    np.testing.assert_array_equal(calculated(ours, **parameters), np.asarray(wanted, dtype=float))
