"""Bars of several instruments of one clock, row by row: what stands still is only counted.

Every point has its turn as a replay would give it: of a row the opens among the candles that close
there, then the first extremes, the second ones, the closes, each by instrument. Of a lane on which
nothing can happen a point changes its worth and with it the account's equity, and nothing else: so
the equities are added up, and the guard is shown them. The engine takes what may decide something.
What comes out is the same, to the last digit; only what a unit keeps of the broker tells of lanes
at rest what they were when they were last asked, which nobody reads of a test in memory.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from backtest.columns import BarColumns
from backtest.counted import Worths
from backtest.tracks import AHEAD, POINTS, Track
from core.market import MarketEvent
from engine.history import Appending, apply
from engine.runtime import TradeRuntime

Note = Callable[[int, int], None]


class Rows:
    """Takes the bars of all tracks, which are in order of their instruments and all of the same
    times."""

    def __init__(
        self,
        runtime: TradeRuntime,
        journal: Appending,
        tracks: Sequence[Track],
        note: Note = lambda _at_ns, _equity: None,
    ) -> None:
        """`note` is told the equity of every instant at which candles close, before any of them is
        taken."""
        self._runtime = runtime
        self._journal = journal
        self._tracks = tracks
        self._note = note
        self._state = runtime.engine.state
        self._bars = tracks[0].bars
        self._worths = Worths(len(tracks))
        self._is_all = False
        self._row = self._done = 0
        self._sums: list[int] = []

    def run(self, progress: Callable[[int], None] = lambda _at_ns: None) -> None:
        row, count, at_ns = 0, len(self._bars), self._bars.at_ns
        while row < count:
            end = self._still_until(row)
            if end > row and self._glide(row, end):
                row = end
            else:
                self._take(row)
                row += 1
            self._worths.reach(row)
            self._note(at_ns[row - 1], self._state.equity)
            progress(at_ns[row - 1])
        self._row, self._done = count, 0
        for track in self._tracks:
            self._close(track)

    def _still_until(self, row: int) -> int:
        """The first row from this one on in which there is more to do than to count."""
        midnight = bisect_right(self._bars.at_ns, self._state.guardian.day_end_ns)
        due = min(track.due for track in self._tracks)
        return min(due, midnight, row + AHEAD // 2, len(self._bars)) if row else 0

    def _glide(self, row: int, end: int) -> bool:
        """Takes rows as a whole; False, and nothing is taken, where the guard might act."""
        state, at_ns = self._state, self._bars.at_ns
        equities = np.zeros(0, np.int64)
        if state.positions:
            sums = self._worths.sums(row, end)
            if not self._is_calm(int(sums.min()), int(sums.max())):
                return False
            size = POINTS * len(self._tracks)
            equities = sums[size - 1 :: size]
        for place, gained in enumerate(equities[:-1].tolist(), row):
            self._note(at_ns[place], state.equity + gained)
        if not len(equities):
            for place in range(row, end - 1):
                self._note(at_ns[place], state.equity)
        else:
            state.ledger.unrealised += int(equities[-1])
        state.now_ns = max(state.now_ns, at_ns[end - 1] - 1)
        return True

    def _is_calm(self, least: int, most: int) -> bool:
        """Shows the guard by how much equity falls and rises; False where it might act."""
        guardian, equity = self._state.guardian, self._state.equity
        worst, best = equity + least, equity + most
        if worst >= guardian.day_low and worst > guardian.floor and best <= guardian.high_water:
            return True
        return guardian.stays_calm(min(worst, equity), max(best, equity))

    def _take(self, row: int) -> None:
        """Takes a row of which some tracks have their own affairs."""
        state, closes_ns = self._state, self._bars.at_ns[row]
        self._row, self._done = row, 0
        self._is_all = not row or closes_ns > state.guardian.day_end_ns
        woken = [
            column for column, track in enumerate(self._tracks) if self._is_all or track.due <= row
        ]
        for column in woken:
            self._worths.hold_still(column, row)
        self._sums = self._worths.sums(row, row + 1).tolist()
        if not self._step(woken):
            self._crawl(woken)
        state.now_ns = max(state.now_ns, closes_ns - 1)
        for column in range(len(self._tracks)) if self._is_all else woken:
            self._plan(column, row)
        self._is_all = False

    def _plan(self, column: int, row: int) -> None:
        track = self._tracks[column]
        track.sync(POINTS * row + POINTS - 1)
        track.is_loud = False
        track.look(row + 1)
        track.heed(row)
        track.set_due(row + 1)
        self._worths.put(column, track, row + 1)

    def _step(self, woken: Sequence[int]) -> bool:
        """Goes from one of the woken to the next; False where the guard must see every point."""
        for place in range(POINTS):
            for column in woken:
                if not self._advance(place * len(self._tracks) + column):
                    return False
                self._act(self._tracks[column], place)
                self._done += 1
                if self._is_all and len(woken) < len(self._tracks):
                    return False
        return self._advance(POINTS * len(self._tracks))

    def _advance(self, until: int) -> bool:
        """Counts the points of the row up to one."""
        done, sums = self._done, self._sums
        if until > done and self._state.positions:
            before = sums[done - 1] if done else 0
            passed = sums[done:until]
            if not self._is_calm(min(passed) - before, max(passed) - before):
                return False
            self._state.ledger.unrealised += passed[-1] - before
        self._done = until
        return True

    def _crawl(self, woken: Sequence[int]) -> None:
        """Goes on point by point."""
        tracks = self._tracks
        for track in tracks:
            slot = POINTS * self._row + self._done // len(tracks)
            self._place(track, slot if self._is_past(track) else slot - 1)
        for turn in range(self._done, POINTS * len(tracks)):
            place, column = divmod(turn, len(tracks))
            self._done = turn
            if column in woken or self._is_all:
                self._act(tracks[column], place)
            elif tracks[column].is_held:
                self._move(tracks[column], POINTS * self._row + place)

    def _act(self, track: Track, place: int) -> None:
        """A point of a track that has affairs of its own."""
        slot = POINTS * self._row + place
        if not place:
            self._open(track)
        elif track.is_loud or self._is_all:
            self._show(track, slot)
        elif track.is_held:
            self._move(track, slot)

    def _open(self, track: Track) -> None:
        """Takes what a row begins with."""
        row, slot = self._row, POINTS * self._row
        if row:
            track.sync(slot - 1)
        if row and (track.wants < row or self._is_all):
            self._close(track)
        for funding in track.fundings.get(row, ()):
            self._tell(track, slot - 1, funding)
        track.look(row)
        if track.is_busy or self._is_all or track.live <= row:
            self._show(track, slot)
            track.look(row)
            track.is_loud = track.is_busy or track.live <= row
        elif track.is_held:
            self._move(track, slot)

    def _close(self, track: Track) -> None:
        """Takes the candle that closes where a row begins."""
        row = self._row
        if track.taken == row - 1:
            return
        track.skip_to(row - 1)
        self._tell(track, POINTS * row - 1, track.bars.candle(row - 1))
        track.heed(row)

    def _show(self, track: Track, slot: int) -> None:
        """Lets the engine take a point."""
        self._tell(track, slot - 1, track.point(slot))
        track.took(slot)

    def _tell(self, track: Track, slot: int, event: MarketEvent) -> None:
        """Lets the engine take an event that comes after a point."""
        if slot >= 0:
            track.sync(slot)
        if self._state.guardian.drawdown is not None:
            self._bring_all(track)
        step = self._runtime.on_market(event)
        if not step.is_empty:
            self._hear(track)
            apply(self._runtime, step, self._journal)
            self._is_all |= self._state.halted is not None
        track.took(max(slot, track.known))

    def _hear(self, but: Track) -> None:
        """What is stored says of when prices were heard last."""
        place, past = divmod(self._done, len(self._tracks))
        slot = POINTS * self._row + place
        now_ns = self._time(slot) if past else 0
        before_ns = self._time(slot - 1) if slot else 0
        for column, track in enumerate(self._tracks):
            if track.is_held and track.known < slot and track is not but:
                track.lane.heard_ns = now_ns if column < past else before_ns

    def _bring_all(self, but: Track) -> None:
        """Brings the other lanes to where they are: a halt would flatten them from there."""
        place, past = divmod(self._done, len(self._tracks))
        slot = POINTS * self._row + place
        for column, track in enumerate(self._tracks):
            if track is not but:
                track.sync(slot if column < past else slot - 1)

    def _time(self, slot: int) -> int:
        return self._bars.time_of(*divmod(slot, POINTS))

    def _is_past(self, track: Track) -> bool:
        """Has its turn of this point come already?"""
        return self._tracks.index(track) < self._done % len(self._tracks)

    def _place(self, track: Track, slot: int) -> None:
        """Its worth at a point that it was moved over."""
        if track.is_held and slot >= track.base and slot > track.known:
            track.worth = track.worths[slot - track.base]

    def _move(self, track: Track, slot: int) -> None:
        """Counts what a lane's positions are worth at a point."""
        state, worth = self._state, track.worths[slot - track.base]
        moved = worth - track.worth
        if not self._is_calm(min(moved, 0), max(moved, 0)):
            self._is_all = True
            self._show(track, slot)
            return
        state.ledger.unrealised += moved
        track.worth = worth


def are_even(bars: Sequence[BarColumns]) -> bool:
    """Have all of them the same times?"""
    first, *others = bars
    return all(
        each.timeframe is first.timeframe and np.array_equal(each.at_ns, first.at_ns)
        for each in others
    )
