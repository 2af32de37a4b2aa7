"""Windows over columns: each row sees the newest `period` values and nothing before them."""

from collections.abc import Callable, Iterator

import numpy as np

from indicators.columns import Column, late, unknown
from indicators.formulas import ROUNDED

BLOCK = 8192
"""Rows worked on at a time, so that they stay in the processor's cache."""


def total(values: Column, period: int) -> Column:
    """Of each full window, added from its oldest value to its newest."""
    found = unknown(len(values))
    for start, stop in _blocks(len(values), period):
        rows = np.zeros(stop - start)
        for offset in range(period):
            rows += values[start + offset : stop + offset]
        found[start + period - 1 : stop + period - 1] = rows
    return found


def deviation(values: Column, period: int) -> tuple[Column, Column]:
    """Mean and standard deviation (of the whole, not of a sample) of each window."""
    mean = total(values, period) / period
    squares = unknown(len(values))
    for start, stop in _blocks(len(values), period):
        last = slice(start + period - 1, stop + period - 1)
        middle, rows = mean[last], np.zeros(stop - start)
        for offset in range(period):
            away = values[start + offset : stop + offset] - middle
            rows += away * away
        squares[last] = rows
    return mean, np.sqrt(squares / period)


def _blocks(length: int, period: int) -> Iterator[tuple[int, int]]:
    """The first rows of all full windows, some at a time."""
    count = length - period + 1
    for start in range(0, count, BLOCK):
        yield start, min(start + BLOCK, count)


def bollinger(values: Column, period: int, width: float = 2.0) -> tuple[Column, Column, Column]:
    """Lower, middle and upper band: so many deviations around the mean."""
    mean, deviated = deviation(values, period)
    reach = width * deviated
    return mean - reach, mean, mean + reach


def zscore(values: Column, period: int) -> Column:
    """How many deviations each value is away from the mean of its window."""
    mean, deviated = deviation(values, period)
    moves = deviated > np.abs(mean) * ROUNDED
    found = np.where(moves, (values - mean) / np.where(moves, deviated, 1.0), 0.0)
    return np.where(np.isnan(mean), np.nan, found)


def highest(values: Column, period: int) -> Column:
    return _extreme(values, period, np.maximum)


def lowest(values: Column, period: int) -> Column:
    return _extreme(values, period, np.minimum)


def _extreme(values: Column, period: int, pick: Callable[[Column, Column], Column]) -> Column:
    """Of each full window; the extreme of a window is that of two which cover it."""
    if len(values) < period:
        return unknown(len(values))
    found, width = values, 1
    while width < period:
        more = min(width, period - width)
        found, width = pick(found[:-more], found[more:]), width + more
    return late(found, len(values))


def donchian(high: Column, low: Column, period: int) -> tuple[Column, Column]:
    """The lowest low and the highest high of each window."""
    return lowest(low, period), highest(high, period)
