"""True ranges, direction and Supertrend, over columns."""

import numpy as np

from indicators.columns import Column, late, unknown
from indicators.incremental import Supertrend
from indicators.vectorised.averages import ema, wilder


def true_range(high: Column, low: Column, close: Column) -> Column:
    """The way the price went in each candle; the first has no candle before it."""
    before = np.concatenate((np.clip(close[:1], low[:1], high[:1]), close[:-1]))
    return np.maximum(high, before) - np.minimum(low, before)


def range_ema(high: Column, low: Column, close: Column, period: int) -> Column:
    """Volatility in units of price: the exponential average of the true range."""
    return ema(true_range(high, low, close), period)


def atr(high: Column, low: Column, close: Column, period: int) -> Column:
    """Wilder's average true range, from the second candle on."""
    return late(wilder(true_range(high, low, close)[1:], period), len(close))


def adx(high: Column, low: Column, close: Column, period: int) -> tuple[Column, Column, Column]:
    """Wilder's index, and the plus and the minus direction, from the row on where all are known."""
    up, down = np.diff(high), -np.diff(low)
    plus = _direction(np.where((up > down) & (up > 0.0), up, 0.0), period)
    minus = _direction(np.where((down > up) & (down > 0.0), down, 0.0), period)
    span = wilder(true_range(high, low, close)[1:], period)[period - 1 :]
    moves = span > 0.0
    divided = np.where(moves, span, 1.0)
    plus = np.where(moves, 100.0 * plus / divided, 0.0)
    minus = np.where(moves, 100.0 * minus / divided, 0.0)
    index = wilder(_divergence(plus, minus), period)
    is_known = ~np.isnan(index)
    found = (index, np.where(is_known, plus, np.nan), np.where(is_known, minus, np.nan))
    return late(found[0], len(close)), late(found[1], len(close)), late(found[2], len(close))


def supertrend(
    high: Column, low: Column, close: Column, period: int, multiplier: float = 3.0
) -> tuple[Column, Column]:
    """The line that the price must break for the trend to turn, and 1 or -1 for where it points."""
    twin = Supertrend(period, multiplier)
    lines, ways = unknown(len(close)), unknown(len(close))
    rows = zip(high.tolist(), low.tolist(), close.tolist(), strict=True)
    for row, candle in enumerate(rows):
        found = twin.update(*candle)
        if found is not None:
            lines[row], ways[row] = found[0], 1.0 if found[1] else -1.0
    return lines, ways


def _direction(movement: Column, period: int) -> Column:
    return wilder(movement, period)[period - 1 :]


def _divergence(plus: Column, minus: Column) -> Column:
    total = plus + minus
    divided = np.where(total > 0.0, total, 1.0)
    return np.where(total > 0.0, 100.0 * np.abs(plus - minus) / divided, 0.0)
