"""Bars of several instruments of one clock, side by side: what stands still is only counted.

Every point has its turn as a replay would give it: of a row the opens among the candles that close
there, then the first extremes, the second ones, the closes, each by instrument. Of a lane on which
nothing can happen a point changes its worth and with it the account's equity, and nothing else: so
the equities are added up, and the guard is shown them. The engine takes what may decide something.
What comes out is the same, to the last digit; only what a unit keeps of the broker tells of lanes
at rest what they were when they were last asked, which nobody reads of a test in memory.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from backtest.columns import POINTS
from backtest.counted import Alone, Moves
from backtest.counting import Counting, Note
from backtest.tracks import NEVER, Track
from core.market import MarketEvent
from engine.history import Appending, apply
from engine.runtime import TradeRuntime

EVERY = 1024
"""Rows from one word of how far it has come to the next."""


class Rows:
    """Takes the bars of all tracks, which are in order of their instruments and all of the same
    times; there may be holes, where all of them have one."""

    def __init__(
        self,
        runtime: TradeRuntime,
        journal: Appending,
        tracks: Sequence[Track],
        note: Note | None = None,
    ) -> None:
        self._runtime = runtime
        self._journal = journal
        self._tracks = tracks
        self._state = runtime.engine.state
        runtime.engine.state.catch_up = self._bring_all
        self._bars = tracks[0].bars
        self._moves = Moves(len(tracks)) if len(tracks) > 1 else Alone(tracks[0])
        self._counting = Counting(self._state, self._moves, note)
        self._dues = [0] * len(tracks)
        self._holes = [*self._bars.holes(), NEVER]
        self._common = 0
        self._is_all = False
        self._slot = self._done = 0

    def run(
        self, progress: Callable[[int], None] = lambda _at_ns: None, *, is_last_told: bool = True
    ) -> None:
        """Without `is_last_told` the candles that close at the end are left out."""
        count, at_ns, said = len(self._bars), self._bars.at_ns, EVERY
        while self._slot < POINTS * count:
            row = self._next_loud(-(-self._slot // POINTS))
            if self._slot < POINTS * row:
                self._glide(POINTS * row)
            if self._slot == POINTS * row and row < count:
                self._take(row)
            row = self._slot // POINTS
            if row >= said:
                progress(at_ns[row - 1])
                said = row + EVERY
        for track in self._tracks:
            if is_last_told:
                self._close(track, count)
            track.sync(POINTS * count - 1)

    def _next_loud(self, row: int) -> int:
        """The first row from this one on in which there is more to do than to count."""
        if row >= self._common:
            self._common = self._next_common(row)
        return min(*self._dues, self._common)

    def _next_common(self, row: int) -> int:
        """The first row from this one on that begins a history or a day, or is behind a hole."""
        if not row:
            return 0
        midnight = bisect_right(self._bars.at_ns, self._state.guardian.day_end_ns)
        hole = self._holes[bisect_left(self._holes, row)]
        return min(midnight, hole, len(self._bars))

    # --- what is only counted

    def _glide(self, end: int) -> None:
        """Counts the points up to a slot that begins a row; where the guard might act, it goes row
        by row, and in the one where it does point by point."""
        state, row, last = self._state, self._slot // POINTS, end // POINTS
        if self._counting.stretch(self._slot, end):
            state.now_ns = max(state.now_ns, self._bars.at_ns[last - 1] - 1)
            self._slot = end
        elif last - row > 1:
            self._glide(POINTS * (row + 1))
        else:
            self._crawl(row)

    # --- what is looked at

    def _take(self, row: int) -> None:
        """Takes a row of which some tracks have their own affairs: whole, or where after the opens
        nobody has any the rest of it is left to be counted with what follows."""
        if row >= self._common:
            self._take_all(row)
            return
        woken = [column for column, due in enumerate(self._dues) if due <= row]
        if not self._pass(woken):
            self._crawl(row)
            return
        loud = list[int]()
        for column in woken:
            if self._tracks[column].is_loud:
                loud.append(column)
            else:
                self._plan(column, row)
        if loud:
            self._take_rest(row, loud)

    def _take_all(self, row: int) -> None:
        """A row that is the affair of all tracks."""
        self._is_all = True
        if row in self._holes:
            for track in self._tracks:
                self._close(track, row)
        self._crawl(row)

    def _take_rest(self, row: int, loud: Sequence[int]) -> None:
        """What comes after the opens."""
        for _ in range(POINTS - 1):
            if not self._pass(loud):
                self._crawl(row)
                return
        self._end(row, loud)

    def _end(self, row: int, columns: Sequence[int]) -> None:
        """A row has passed."""
        state = self._state
        state.now_ns = max(state.now_ns, self._bars.at_ns[row] - 1)
        for column in columns:
            self._tracks[column].look(row + 1)
            self._plan(column, row)
        self._counting.note(row)

    def _plan(self, column: int, row: int) -> None:
        """A track was asked in this row: when is it to be asked next?"""
        track = self._tracks[column]
        track.plan(row)
        self._dues[column] = track.due
        self._moves.put(column, track, self._slot)

    def _pass(self, columns: Sequence[int]) -> bool:
        """Goes over the turns of a point, and asks these tracks; False where from a turn on all
        must be asked one by one."""
        sums = self._moves.sums(self._slot)
        for column in columns:
            if not self._advance(sums, column):
                return False
            self._act(self._tracks[column])
            self._done += 1
            if self._is_all:
                return False
        if not self._advance(sums, len(self._tracks)):
            return False
        self._slot, self._done = self._slot + 1, 0
        return True

    def _advance(self, sums: Sequence[int], until: int) -> bool:
        """Counts the turns up to one, if the guard lets it."""
        is_calm = until == self._done or self._counting.turns(sums, self._done, until)
        if is_calm:
            self._done = until
        return is_calm

    def _crawl(self, row: int) -> None:
        """Goes on to the end of a row turn by turn."""
        for column, track in enumerate(self._tracks):
            track.count_to(self._slot if column < self._done else self._slot - 1)
        size = len(self._tracks)
        for turn in range(self._slot * size + self._done, POINTS * (row + 1) * size):
            self._slot, self._done = divmod(turn, size)
            track = self._tracks[self._done]
            is_woken = track.is_loud or (self._slot == POINTS * row and track.due <= row)
            if is_woken or self._is_all:
                self._act(track)
            elif track.is_held:
                self._move(track)
        self._slot, self._done = POINTS * (row + 1), 0
        self._end(row, range(size))
        self._is_all = False

    def _act(self, track: Track) -> None:
        """A point of a track that has affairs of its own."""
        if self._slot % POINTS:
            self._show(track)
        else:
            self._open(track, self._slot // POINTS)

    def _open(self, track: Track, row: int) -> None:
        """Takes what a row begins with."""
        track.sync(self._slot - 1)
        if self._is_all or track.wants < row:
            self._close(track, row)
        for funding in track.fundings.get(row, ()):
            self._tell(track, self._slot - 1, funding)
        track.look(row)
        if self._is_all or track.is_busy or track.live <= row:
            self._show(track)
            track.look(row)
            track.is_loud = track.is_busy or track.live <= row
        elif track.is_held:
            self._move(track)

    def _close(self, track: Track, row: int) -> None:
        """Takes the candle that closes where a row begins."""
        if row and track.taken != row - 1:
            track.skip_to(row - 1)
            self._tell(track, POINTS * row - 1, track.bars.candle(row - 1))

    def _show(self, track: Track) -> None:
        """Lets the engine take a point."""
        self._tell(track, self._slot - 1, track.bars.point(self._slot))
        track.known = self._slot

    def _tell(self, track: Track, slot: int, event: MarketEvent) -> None:
        """Lets the engine take an event that comes after a point."""
        track.sync(slot)
        step = self._runtime.on_market(event)
        if not step.is_empty:
            if len(self._tracks) > 1:
                self._hear(track)
            apply(self._runtime, step, self._journal)
            self._is_all |= self._state.halted is not None
        track.worth = track.lane.unrealised

    def _hear(self, but: Track) -> None:
        """What is stored says of when prices were heard last."""
        slot, done, tracks = self._slot, self._done, self._tracks
        now_ns = self._time(slot) if done else 0
        before_ns = self._time(slot - 1) if slot else 0
        for column, track in enumerate(tracks):
            if track.is_held and track.known < slot and track is not but:
                track.lane.heard_ns = now_ns if column < done else before_ns

    def _bring_all(self) -> None:
        """Brings all lanes to where they are: a halt flattens them from there."""
        for column, track in enumerate(self._tracks):
            track.sync(self._slot if column < self._done else self._slot - 1)

    def _time(self, slot: int) -> int:
        return self._bars.time_of(*divmod(slot, POINTS))

    def _move(self, track: Track) -> None:
        """Counts what a lane's positions are worth at a point."""
        row, place = divmod(self._slot, POINTS)
        worth = track.worth_at(track.bars.path_price(row, place))
        if self._counting.turn(worth - track.worth):
            track.worth = worth
        else:
            self._is_all = True
            self._show(track)
