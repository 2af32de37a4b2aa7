"""Averages over columns."""

from collections.abc import Callable

import numpy as np

from indicators.columns import Column, late, unknown
from indicators.incremental import Ema, Wilder
from indicators.vectorised.windows import total


def stepped(update: Callable[[float], float | None], values: Column) -> Column:
    """A recurrence, one value after the other; None is NaN."""
    return np.array([update(value) for value in values.tolist()], dtype=np.float64)


def sma(values: Column, period: int) -> Column:
    """Plain average."""
    return total(values, period) / period


def ema(values: Column, period: int) -> Column:
    """Exponential average, from the first value on."""
    return stepped(Ema(period).update, values)


def wilder(values: Column, period: int) -> Column:
    """Wilder's average, from the plain mean of the first `period` values on."""
    return stepped(Wilder(period).update, values)


def slope(values: Column, over: int) -> Column:
    """Mean change per value over the last `over` values."""
    if len(values) <= over:
        return unknown(len(values))
    return late((values[over:] - values[:-over]) / over, len(values))


def macd(values: Column, fast: int, slow: int, signal: int) -> tuple[Column, Column, Column]:
    """The distance of two exponential averages, its own average, and how far it is from it."""
    line = ema(values, fast) - ema(values, slow)
    average = ema(line, signal)
    return line, average, line - average
