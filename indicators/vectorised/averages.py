"""Averages over columns."""

from indicators import recurrences
from indicators.columns import Column, late, unknown
from indicators.formulas import ema_weight
from indicators.recurrences import Steps, stepped
from indicators.vectorised.windows import total


def sma(values: Column, period: int) -> Column:
    """Plain average."""
    return total(values, period) / period


def ema(values: Column, period: int, steps: Steps = stepped) -> Column:
    """Exponential average, from the first value on."""
    return steps(recurrences.ema, (values,), (ema_weight(period),), 1)[0]


def wilder(values: Column, period: int, steps: Steps = stepped) -> Column:
    """Wilder's average, from the plain mean of the first `period` values on."""
    return steps(recurrences.wilder, (values,), (period,), 1)[0]


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
