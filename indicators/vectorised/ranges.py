"""True ranges, direction and Supertrend, over columns."""

import numpy as np

from indicators import recurrences
from indicators.columns import Column, late
from indicators.formulas import ema_weight
from indicators.recurrences import Steps, stepped
from indicators.vectorised.averages import wilder


def true_range(high: Column, low: Column, close: Column) -> Column:
    """The way the price went in each candle; the first has no candle before it."""
    before = np.concatenate((np.clip(close[:1], low[:1], high[:1]), close[:-1]))
    return np.maximum(high, before) - np.minimum(low, before)


def range_ema(
    high: Column, low: Column, close: Column, period: int, steps: Steps = stepped
) -> Column:
    """Volatility in units of price: the exponential average of the true range."""
    return steps(recurrences.range_ema, (high, low, close), (ema_weight(period),), 1)[0]


def atr(high: Column, low: Column, close: Column, period: int) -> Column:
    """Wilder's average true range, from the second candle on."""
    return late(wilder(true_range(high, low, close)[1:], period), len(close))


def adx(
    high: Column, low: Column, close: Column, period: int, steps: Steps = stepped
) -> tuple[Column, Column, Column]:
    """Wilder's index, and the plus and the minus direction, from the row on where all are known."""
    index, plus, minus = steps(recurrences.adx, (high, low, close), (period,), 3)
    return index, plus, minus


def supertrend(
    high: Column,
    low: Column,
    close: Column,
    period: int,
    multiplier: float = 3.0,
    steps: Steps = stepped,
) -> tuple[Column, Column]:
    """The line that the price must break for the trend to turn, and 1 or -1 for where it points."""
    numbers = (period, float(multiplier))
    lines, ways = steps(recurrences.supertrend, (high, low, close), numbers, 2)
    return lines, ways
