"""Indicators over whole columns: Series in, Series of the same index out.

NaN in gives NaN from there on: a hole is the caller's to fill, not ours to guess.
"""

import math
from itertools import accumulate
from typing import TypeAlias

import numpy as np
import pandas as pd

from indicators.formulas import ema_step, ema_weight, strength, wilder_step

Column: TypeAlias = "pd.Series[float]"


def ema(values: Column, period: int) -> Column:
    """Exponential average, from the first value on. A recurrence, so that it is `Ema` exactly."""
    weight = ema_weight(period)
    steps = accumulate(values.tolist(), lambda average, value: ema_step(average, value, weight))
    return pd.Series(list(steps), index=values.index, dtype=float)


def true_range(high: Column, low: Column, close: Column) -> Column:
    """The way the price went in each candle; the first has no candle before it."""
    before = close.shift(1)
    before.iloc[:1] = close.iloc[:1].clip(low.iloc[:1], high.iloc[:1])
    spans = np.maximum(high.to_numpy(float), before.to_numpy(float)) - np.minimum(
        low.to_numpy(float), before.to_numpy(float)
    )
    return pd.Series(spans, index=close.index)


def range_ema(high: Column, low: Column, close: Column, period: int) -> Column:
    """Volatility in units of price: the exponential average of the true range."""
    return ema(true_range(high, low, close), period)


def slope(values: Column, over: int) -> Column:
    """Mean change per value over the last `over` values; NaN until there are enough."""
    return (values - values.shift(over)) / over


def rsi(values: Column, period: int) -> Column:
    """Wilder's relative strength index; NaN until `period` changes are known. It is `Rsi`
    exactly: Wilder's mean of the first changes, one after the other, is their plain mean."""
    changes = np.diff(values.to_numpy(float))
    gains, losses = _wilder(np.maximum(changes, 0.0), period), _wilder(-changes.clip(max=0), period)
    found = [strength(gain, loss) for gain, loss in zip(gains, losses, strict=True)]
    known = [math.nan] * min(period, len(values)) + found[period - 1 :]
    return pd.Series(known, index=values.index, dtype=float)


def _wilder(changes: "np.ndarray[tuple[int], np.dtype[np.float64]]", period: int) -> list[float]:
    average, averages = 0.0, []
    for count, change in enumerate(changes.tolist(), 1):
        average = wilder_step(average, change, min(count, period))
        averages.append(average)
    return averages
