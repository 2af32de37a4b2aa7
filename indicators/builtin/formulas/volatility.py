"""Volatility formulas of our own; volatilities are per candle, in percent."""

from math import log, log10

import numpy as np

from indicators.columns import Column, late
from indicators.vectorised import bollinger, deviation, donchian, highest, sma
from indicators.vectorised.ranges import true_range
from indicators.vectorised.windows import total

PARKINSON = 4.0 * log(2.0)
GARMAN_KLASS = 2.0 * log(2.0) - 1.0


def bollinger_place(close: Column, period: int, width: float) -> Column:
    """0 at the lower band, 1 at the upper; one half where the bands are one."""
    lower, _, upper = bollinger(close, period, width)
    span = upper - lower
    place = (close - lower) / np.where(span > 0.0, span, 1.0)
    return np.where(span == 0.0, 0.5, np.where(np.isnan(span), np.nan, place))


def bollinger_width(close: Column, period: int, width: float) -> Column:
    lower, middle, upper = bollinger(close, period, width)
    return _percent(upper - lower, middle)


def ulcer(close: Column, period: int) -> Column:
    """Root of the mean square of how far the price is below its highest, in percent."""
    below = _percent(close - highest(close, period), highest(close, period))[period - 1 :]
    return late(np.sqrt(sma(below * below, period)), len(close))


def choppiness(high: Column, low: Column, close: Column, period: int) -> Column:
    """100 where all ways led back, 0 where the market went straight."""
    floor, ceiling = donchian(high, low, period)
    way = total(true_range(high, low, close), period)
    span = ceiling - floor
    ratio = way / np.where(span > 0.0, span, np.nan)
    chopped: Column = 100.0 * np.log10(np.where(ratio > 0.0, ratio, np.nan)) / log10(period)
    return chopped


def historical(close: Column, period: int) -> Column:
    """Deviation of log returns."""
    returns = np.diff(_log(close))
    return late(100.0 * deviation(returns, period)[1], len(close))


def parkinson(high: Column, low: Column, period: int) -> Column:
    spread = _log(high) - _log(low)
    volatility: Column = 100.0 * np.sqrt(sma(spread * spread, period) / PARKINSON)
    return volatility


def garman_klass(open_: Column, high: Column, low: Column, close: Column, period: int) -> Column:
    spread, moved = _log(high) - _log(low), _log(close) - _log(open_)
    variance = sma(0.5 * spread * spread - GARMAN_KLASS * moved * moved, period)
    volatility: Column = 100.0 * np.sqrt(np.maximum(variance, 0.0))
    return volatility


def _log(prices: Column) -> Column:
    return np.log(np.where(prices > 0.0, prices, np.nan))


def _percent(part: Column, whole: Column) -> Column:
    return 100.0 * part / np.where(whole == 0.0, np.nan, whole)
