"""One instrument's bars as columns, so that many of them can be looked at in one go."""

from collections.abc import Sequence
from typing import Self, cast

import numpy as np
import numpy.typing as npt

from core.market import Candle, PathPoint
from core.money import Steps, Ticks
from core.types import InstrumentId, Timeframe

Ints = npt.NDArray[np.int64]

POINTS = 4
"""Of the path of a bar."""
AHEAD = 128
"""Bars that are looked at in one go, at most."""
STRETCH = 16
"""Bars whose lowest and highest price are known without looking at each."""
BLOCK = 1024
"""Bars whose paths are made in one go."""


class BarColumns:
    """Oldest first, each time once; prices in ticks. `at_ns` is when each bar closed.

    Single rows, and the extremes of STRETCH rows, are read through views of the columns, which is
    three times as fast. `top` is no lower than any of its prices.
    """

    __slots__ = (
        *("_block", "_first", "_frame_ns", "_high", "_low", "_opens", "_peaks", "_prices"),
        *("_troughs", "_volumes", "at_ns", "closes", "instrument", "timeframe", "top"),
    )

    def __init__(
        self, instrument: InstrumentId, timeframe: Timeframe, at_ns: Ints, values: Ints
    ) -> None:
        """`values` are rows of open, high, low, close and volume."""
        self.instrument = instrument
        self.timeframe = timeframe
        self._frame_ns = timeframe.ns
        self.at_ns = np.ascontiguousarray(at_ns).data
        columns = [np.ascontiguousarray(column) for column in values.T]
        self._opens, self._high, self._low, self.closes, volumes = columns
        self._prices = cast(Sequence[Sequence[Ticks]], [column.data for column in columns[:4]])
        self._volumes = cast(Sequence[Steps], volumes.data)
        self.top = int(self._high.max(initial=0))
        starts = np.arange(0, len(at_ns), STRETCH)
        self._troughs = np.minimum.reduceat(self._low, starts).data
        self._peaks = np.maximum.reduceat(self._high, starts).data
        self._first, self._block = 0, np.zeros(0, np.int64)

    @classmethod
    def opening(
        cls, instrument: InstrumentId, timeframe: Timeframe, opens_ns: Ints, values: Ints
    ) -> Self:
        """The same by opening times."""
        return cls(instrument, timeframe, opens_ns + timeframe.ns, values)

    def __len__(self) -> int:
        return len(self.at_ns)

    def candle(self, index: int) -> Candle:
        first, high, low, last = self._prices
        return Candle(
            self.instrument,
            self.at_ns[index],
            self.timeframe,
            first[index],
            high[index],
            low[index],
            last[index],
            self._volumes[index],
        )

    def point(self, slot: int) -> PathPoint:
        """As `core.candles.expand` makes it."""
        row, place = divmod(slot, POINTS)
        _, high, low, _ = self._prices
        at_ns, price = self.time_of(row, place), self.path_price(row, place)
        return PathPoint(self.instrument, at_ns, price, not place, low[row], high[row])

    def time_of(self, row: int, place: int) -> int:
        """When a bar's path comes to a point, as `core.candles.expand` says."""
        close_ns, frame_ns = self.at_ns[row], self._frame_ns
        return close_ns - 1 if place == 3 else close_ns - frame_ns + place * (frame_ns // 3)

    def path_price(self, row: int, place: int) -> Ticks:
        """The price of a point."""
        first, high, low, last = self._prices
        if place == 0 or place == 3:
            return last[row] if place else first[row]
        is_low = (first[row] - low[row] <= high[row] - first[row]) is (place == 1)
        return low[row] if is_low else high[row]

    def extremes(self, start: int, end: int) -> tuple[int, int]:
        """Lowest and highest of some bars."""
        _, high, low, _ = self._prices
        first, last = -(-start // STRETCH), end // STRETCH
        if first >= last:
            return min(low[start:end]), max(high[start:end])
        before, after = first * STRETCH, last * STRETCH
        lows = (*low[start:before], *self._troughs[first:last], *low[after:end])
        highs = (*high[start:before], *self._peaks[first:last], *high[after:end])
        return min(lows), max(highs)

    def path(self, slot: int, end: int) -> Ints:
        """The prices of the points up to a slot, of little more than AHEAD bars at most."""
        first = POINTS * self._first
        if slot < first or end - first > len(self._block):
            row = slot // POINTS
            self._first, first = row, POINTS * row
            self._block = self.paths(row, min(row + BLOCK, len(self))).ravel()
        return self._block[slot - first : end - first]

    def holes(self) -> list[int]:
        """The bars that do not open where the one before closed."""
        gaps = np.diff(np.asarray(self.at_ns)) != self._frame_ns
        found: list[int] = (np.flatnonzero(gaps) + 1).tolist()
        return found

    def paths(self, start: int, end: int) -> Ints:
        """The four prices of each bar's path."""
        opens, high = self._opens[start:end], self._high[start:end]
        low = self._low[start:end]
        is_low_first = opens - low <= high - opens
        found = np.empty((end - start, 4), np.int64)
        found[:, 0], found[:, 3] = opens, self.closes[start:end]
        found[:, 1] = np.where(is_low_first, low, high)
        found[:, 2] = np.where(is_low_first, high, low)
        return found

    def first_beyond(self, start: int, end: int, lower: int, upper: int) -> int:
        """The first bar that reaches down to `lower` or up to `upper`; `end` without one."""
        _, high, low, _ = self._prices
        peaks, troughs = self._peaks, self._troughs
        for part in range(start // STRETCH, -(-end // STRETCH)):
            if troughs[part] <= lower or peaks[part] >= upper:
                first = part * STRETCH
                for row in range(max(start, first), min(end, first + STRETCH)):
                    if low[row] <= lower or high[row] >= upper:
                        return row
        return end


def are_even(bars: Sequence[BarColumns]) -> bool:
    """Have all of them the same times?"""
    first, *others = bars
    return all(
        each.timeframe is first.timeframe and np.array_equal(each.at_ns, first.at_ns)
        for each in others
    )
