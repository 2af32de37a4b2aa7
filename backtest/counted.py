"""What lanes are worth at the points ahead, side by side, so that many are added up in one go."""

import numpy as np

from backtest.columns import Ints
from backtest.tracks import AHEAD, POINTS, Track

ROWS = 4 * AHEAD


class Worths:
    """A column for each track: its worth at every point of the bars ahead, 0 without a position."""

    def __init__(self, tracks: int) -> None:
        self._table: Ints = np.zeros((POINTS * ROWS + 1, tracks), np.int64)
        self._first = 0

    def sums(self, row: int, end: int) -> Ints:
        """How far the account has moved after each point of the rows: of a point all tracks in
        turn."""
        start = self._place(POINTS * row - 1)
        table = self._table[start : start + POINTS * (end - row) + 1]
        found: Ints = np.diff(table, axis=0).ravel().cumsum()
        return found

    def hold_still(self, column: int, row: int) -> None:
        """In this row the track is followed by itself."""
        place = self._place(POINTS * row)
        self._table[place : place + POINTS, column] = self._table[place - 1, column]

    def put(self, column: int, track: Track, row: int) -> None:
        """Takes what a track has found out, from a row on; its worth stands at the end of the one
        before."""
        place = self._place(POINTS * row)
        self._table[place - 1, column] = track.worth if track.is_held else 0
        if not track.is_held:
            self._table[place:, column] = 0
        elif track.written != track.plans:
            ahead = track.worths[POINTS * row - track.base :]
            self._table[place : place + len(ahead), column] = ahead
        track.written = track.plans

    def reach(self, row: int) -> None:
        """Makes room for what is ahead of a row."""
        if row + 2 * AHEAD < self._first + ROWS:
            return
        kept = self._table[self._place(POINTS * row - 1) :].copy()
        self._table[:] = 0
        self._table[: len(kept)] = kept
        self._first = row

    def _place(self, slot: int) -> int:
        return slot - POINTS * self._first + 1
