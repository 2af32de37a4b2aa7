"""By how much lanes move the account at the points ahead.

A way goes over all turns up to a slot that begins a row: the least and the most that it comes to,
and what it has come to where rows end; of all of them only where somebody is told of it.
"""

from collections.abc import Sequence

import numpy as np

from backtest.columns import AHEAD, POINTS, Ints
from backtest.tracks import Track

ROWS = 4 * AHEAD
Way = tuple[int, int, Sequence[int]]


class Alone:
    """A single lane: at its extremes it is worth least and most."""

    def __init__(self, track: Track) -> None:
        self._track = track

    def way(self, slot: int, end: int, *, is_told: bool) -> Way:
        track, row, last = self._track, slot // POINTS, end // POINTS
        track.count_to(slot - 1)
        bars, before = track.bars, track.worth
        low, high = bars.extremes(row, last)
        one, other = track.worth_at(low) - before, track.worth_at(high) - before
        if is_told:
            ends = (track.worths(bars.closes[row:last]) - before).tolist()
        else:
            ends = [track.worth_at(bars.path_price(last - 1, POINTS - 1)) - before]
        return min(one, other), max(one, other), ends

    def sums(self, slot: int) -> Sequence[int]:
        """Nothing is counted of a point at which it is asked."""
        return ()

    def put(self, column: int, track: Track, slot: int) -> None:
        """It is asked itself when it is counted."""


class Moves:
    """Many lanes in a table, so that they are added up in one go: point after point, and of a point
    all of them in turn; 0 without a position, and where a lane is followed by itself."""

    def __init__(self, tracks: int) -> None:
        self._table: Ints = np.zeros(POINTS * ROWS * tracks, np.int64)
        self._width = tracks
        self._first = 0
        self._filled = [0] * tracks

    def way(self, slot: int, end: int, *, is_told: bool) -> Way:
        sums = self._table[self._place(slot) : self._place(end)].cumsum()
        row = POINTS * self._width
        ends = sums[(-slot % POINTS or POINTS) * self._width - 1 :: row] if is_told else sums[-1:]
        return int(np.minimum.reduce(sums)), int(np.maximum.reduce(sums)), ends.tolist()

    def sums(self, slot: int) -> Sequence[int]:
        """How far the account has moved after each turn of a point."""
        place = self._place(slot)
        found: list[int] = self._table[place : place + self._width].cumsum().tolist()
        return found

    def put(self, column: int, track: Track, slot: int) -> None:
        """Takes what a track will be worth, from a slot on until it is due."""
        self._make_room(slot // POINTS)
        table, width, filled = self._table, self._width, self._filled[column]
        place = self._place(slot) + column
        if filled > slot:
            table[place : self._place(filled) : width] = 0
        end = POINTS * track.due if track.is_held else slot
        if end > slot:
            worths = track.worths(track.bars.path(slot - 1, end))
            np.subtract(worths[1:], worths[:-1], out=table[place : self._place(end) : width])
        self._filled[column] = end

    def _make_room(self, row: int) -> None:
        """For what is ahead of a row."""
        if row + 2 * AHEAD < self._first + ROWS:
            return
        kept = self._table[self._place(POINTS * row) :].copy()
        self._table[:] = 0
        self._table[: len(kept)] = kept
        self._first = row

    def _place(self, slot: int) -> int:
        return (slot - POINTS * self._first) * self._width
