"""By how much lanes move the account at the points ahead, so that many are added up in one go."""

import numpy as np

from backtest.columns import AHEAD, POINTS, Ints
from backtest.tracks import Track

ROWS = 4 * AHEAD


class Moves:
    """Point after point, and of a point all tracks in turn: how far each of them moves the account
    there; 0 without a position, and where it is followed by itself."""

    def __init__(self, tracks: int) -> None:
        self._table: Ints = np.zeros(POINTS * ROWS * tracks, np.int64)
        self._width = tracks
        self._first = 0
        self._filled = [0] * tracks

    def sums(self, slot: int, end: int) -> Ints:
        """How far the account has moved after each turn from a slot on."""
        found: Ints = self._table[self._place(slot) : self._place(end)].cumsum()
        return found

    def put(self, column: int, track: Track, slot: int) -> None:
        """Takes what a track has found out, from a slot on until it is due."""
        table, width, filled = self._table, self._width, self._filled[column]
        place = self._place(slot) + column
        if filled > slot:
            table[place : self._place(filled) : width] = 0
        end = POINTS * track.due if track.is_held else slot
        if end > slot:
            base = track.base
            table[place : self._place(end) : width] = track.moves[slot - base : end - base]
        self._filled[column] = end

    def reach(self, row: int) -> None:
        """Makes room for what is ahead of a row."""
        if row + 2 * AHEAD < self._first + ROWS:
            return
        kept = self._table[self._place(POINTS * row) :].copy()
        self._table[:] = 0
        self._table[: len(kept)] = kept
        self._first = row

    def _place(self, slot: int) -> int:
        return (slot - POINTS * self._first) * self._width
