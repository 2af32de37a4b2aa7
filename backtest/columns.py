"""One instrument's bars as columns, so that many of them can be looked at in one go."""

from collections.abc import Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from core.market import Candle
from core.money import Steps, Ticks
from core.types import InstrumentId, Timeframe

Ints = npt.NDArray[np.int64]

FIRST_LOOK = 64
"""Bars looked at first for a level; four times as many each time nothing was found."""
POINTS = 4
"""Of the path of a bar."""
AHEAD = 128
"""Bars whose paths are looked at in one go, at most."""
BLOCK = 1024
"""Bars whose paths are made in one go."""


class BarColumns:
    """Oldest first, each time once; prices in ticks. `at_ns` is when each bar closed.

    Single rows are read through views of the columns, which is three times as fast. `top` is no
    lower than any of its prices.
    """

    __slots__ = (
        *("_block", "_first", "_frame_ns", "_high", "_low", "_opens", "_rows", "at_ns", "closes"),
        *("instrument", "timeframe", "top"),
    )

    def __init__(
        self, instrument: InstrumentId, timeframe: Timeframe, at_ns: Ints, values: Ints
    ) -> None:
        """`values` are rows of open, high, low, close and volume."""
        self.instrument = instrument
        self.timeframe = timeframe
        self._frame_ns = timeframe.ns
        columns = [np.ascontiguousarray(column) for column in (at_ns, *values.T)]
        self._rows = [column.data for column in columns]
        self.at_ns = self._rows[0]
        _, self._opens, self._high, self._low, self.closes, _ = columns
        self.top = int(self._high.max(initial=0))
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
        at_ns, first, high, low, last, volume = self._rows
        return Candle(
            self.instrument,
            at_ns[index],
            self.timeframe,
            Ticks(first[index]),
            Ticks(high[index]),
            Ticks(low[index]),
            Ticks(last[index]),
            Steps(volume[index]),
        )

    def time_of(self, row: int, place: int) -> int:
        """When a bar's path comes to a point, as `core.candles.expand` says."""
        close_ns, frame_ns = self.at_ns[row], self._frame_ns
        return close_ns - 1 if place == 3 else close_ns - frame_ns + place * (frame_ns // 3)

    def path_price(self, row: int, place: int) -> Ticks:
        """The price of a point."""
        _, first, high, low, last, _ = self._rows
        if place in (0, 3):
            return Ticks(first[row] if place == 0 else last[row])
        is_low = (first[row] - low[row] <= high[row] - first[row]) is (place == 1)
        return Ticks(low[row] if is_low else high[row])

    def extremes(self, row: int) -> tuple[Ticks, Ticks]:
        """Lowest and highest."""
        _, _, high, low, _, _ = self._rows
        return Ticks(low[row]), Ticks(high[row])

    def path(self, start: int, end: int) -> Ints:
        """The prices of the points of at most AHEAD bars."""
        first = self._first
        if start < first or POINTS * (end - first) > len(self._block):
            self._first = first = start
            self._block = self.paths(start, min(start + BLOCK, len(self))).ravel()
        return self._block[POINTS * (start - first) : POINTS * (end - first)]

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
        size = FIRST_LOOK
        while start < end:
            until = min(start + size, end)
            is_reached = self._low[start:until] <= lower
            is_reached |= self._high[start:until] >= upper
            place = int(is_reached.argmax())
            if is_reached[place]:
                return start + place
            start, size = until, size * 4
        return end


def are_even(bars: Sequence[BarColumns]) -> bool:
    """Have all of them the same times?"""
    first, *others = bars
    return all(
        each.timeframe is first.timeframe and np.array_equal(each.at_ns, first.at_ns)
        for each in others
    )
