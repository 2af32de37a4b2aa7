"""Indicators that see a window of the newest values and nothing before it."""

from collections import deque
from math import sqrt
from typing import NamedTuple

from indicators.formulas import score


class Bands(NamedTuple):
    lower: float
    middle: float
    upper: float


class Channel(NamedTuple):
    low: float
    high: float


class Deviation:
    """Mean and standard deviation (of the whole, not of a sample) of the last `period` values.

    Deviations are counted from the mean, twice over the window: a difference of two running sums
    of squares, the usual way, loses most digits of prices in ticks.
    """

    __slots__ = ("_period", "_values")

    def __init__(self, period: int) -> None:
        self._period = period
        self._values: deque[float] = deque(maxlen=period)

    def update(self, value: float) -> tuple[float, float] | None:
        values, period = self._values, self._period
        values.append(value)
        if len(values) < period:
            return None
        total = 0.0
        for each in values:
            total += each
        mean, squares = total / period, 0.0
        for each in values:
            away = each - mean
            squares += away * away
        return mean, sqrt(squares / period)


class Bollinger:
    """Bollinger's bands: so many deviations below and above the mean."""

    __slots__ = ("_deviation", "_width")

    def __init__(self, period: int, width: float = 2.0) -> None:
        self._deviation = Deviation(period)
        self._width = width

    def update(self, value: float) -> Bands | None:
        found = self._deviation.update(value)
        if found is None:
            return None
        mean, deviation = found
        reach = self._width * deviation
        return Bands(mean - reach, mean, mean + reach)


class ZScore:
    """How many deviations the newest value is away from the mean of its window."""

    __slots__ = ("_deviation",)

    def __init__(self, period: int) -> None:
        self._deviation = Deviation(period)

    def update(self, value: float) -> float | None:
        found = self._deviation.update(value)
        return None if found is None else score(value, *found)


class Donchian:
    """Donchian's channel: the lowest low and the highest high of the last `period` candles, the
    newest included."""

    __slots__ = ("_highs", "_lows", "_period")

    def __init__(self, period: int) -> None:
        self._period = period
        self._highs: deque[float] = deque(maxlen=period)
        self._lows: deque[float] = deque(maxlen=period)

    def update(self, high: float, low: float) -> Channel | None:
        self._highs.append(high)
        self._lows.append(low)
        if len(self._highs) < self._period:
            return None
        return Channel(min(self._lows), max(self._highs))
