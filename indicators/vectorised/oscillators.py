"""Changes, relative strength and places within the range, over columns."""

import numpy as np

from indicators import recurrences
from indicators.columns import Column, late, shifted
from indicators.recurrences import Steps, stepped
from indicators.vectorised.averages import sma
from indicators.vectorised.windows import donchian


def rsi(values: Column, period: int, steps: Steps = stepped) -> Column:
    """Wilder's relative strength index."""
    return steps(recurrences.rsi, (values,), (period,), 1)[0]


def change(values: Column, over: int) -> Column:
    """Rate of change over `over` values, in percent; 0 where the price was nothing."""
    then = shifted(values, over)
    was = np.where(then == 0.0, 1.0, then)
    return np.where(then == 0.0, 0.0, 100.0 * (values - then) / was)


def stochastic(
    high: Column, low: Column, close: Column, period: int, smooth: int = 3, signal: int = 3
) -> tuple[Column, Column]:
    """Lane's %K and %D, both from the row on where both are known."""
    floor, ceiling = donchian(high, low, period)
    known = slice(period - 1, None)
    span = ceiling[known] - floor[known]
    place = 100.0 * (close[known] - floor[known]) / np.where(span > 0.0, span, 1.0)
    k = sma(np.where(span > 0.0, place, 50.0), smooth)
    d = sma(k[smooth - 1 :], signal)
    known_k = k[smooth - 1 + signal - 1 :]
    return late(known_k, len(close)), late(d[signal - 1 :], len(close))
