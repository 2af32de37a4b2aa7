"""One instrument's way through its bars, most of which the engine need not look at."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np

from backtest.columns import AHEAD, POINTS, BarColumns, Ints
from core.market import Funding, PathPoint
from engine.lanes import FAR_ABOVE, Lane
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

SAFE = NEVER = 1 << 62
NONE: Ints = np.zeros(0, np.int64)
Seen = tuple[int, ...]
"""What of a lane says how it will fare."""


class Track:
    """How far one lane has come, and how far it can go without being asked.

    A point of a path has a slot: four times its bar, and its place in it. `known` is the slot that
    the lane was brought to, `worth` what the account counts its positions at, and `worths` what
    they come to at the slots from `base` on, `moves` from one to the next. `wants` is the first
    candle that must be taken by itself, `live` the first bar of which every point must be, or that
    nobody has looked at yet, and `due` the first row in which there is anything to do; `is_loud`
    says that every point of this bar must be taken.
    """

    __slots__ = (
        *("_dues", "_has_advice", "_seen", "_turns", "bars", "base", "due", "fundings", "is_busy"),
        *("is_held", "is_loud", "known", "lane", "live", "moves", "runners", "runtime", "taken"),
        *("wants", "worth", "worths"),
    )

    def __init__(
        self,
        runtime: TradeRuntime,
        bars: BarColumns,
        runners: Sequence[AutoTradeRunner],
        turns: Sequence[int] | None = None,
        fundings: Mapping[int, Sequence[Funding]] | None = None,
    ) -> None:
        """Between two `turns` the advice of its agents is the same; None where nobody knows.
        `fundings` are by the bar that opens when they are due."""
        self.runtime = runtime
        self.bars = bars
        self.runners = runners
        self.fundings = fundings or {}
        self.lane: Lane = runtime.engine.state.lanes[bars.instrument]
        self._turns = turns
        self._dues = sorted(self.fundings)
        self._seen: Seen = ()
        self.base = self.wants = self.live = self.worth = self.due = 0
        self.known = self.taken = -1
        self.is_held = self.is_loud = self.is_busy = False
        self.worths, self.moves = NONE.data, NONE

    def point(self, slot: int) -> PathPoint:
        """As `core.candles.expand` makes it."""
        row, place = divmod(slot, POINTS)
        bars = self.bars
        low, high = bars.extremes(row)
        at_ns, price = bars.time_of(row, place), bars.path_price(row, place)
        return PathPoint(bars.instrument, at_ns, price, not place, low, high)

    def sync(self, slot: int) -> None:
        """Brings the lane to where the account has counted it already."""
        if slot <= self.known:
            return
        point, lane = self.point(slot), self.lane
        self.count_to(slot)
        self.known = slot
        lane.walked(point.price, point.at_ns)
        lane.mark = point.price * lane.instrument.tick_e8
        lane.unrealised = self.worth
        self.runtime.broker.on_market(point)

    def count_to(self, slot: int) -> None:
        """Its worth at a slot that the account was moved over."""
        if self.is_held and slot > self.known and slot >= self.base:
            self.worth = self.worths[slot - self.base]

    def took(self, slot: int) -> None:
        """The engine has taken a point, or what follows it, itself."""
        self.known, self.worth = slot, self.lane.unrealised

    def skip_to(self, candle: int) -> None:
        """A candle is about to be taken; those before it said nothing new."""
        for runner in self.runners:
            runner.cycles += candle - self.taken - 1
        self.taken = candle

    def look(self, row: int) -> None:
        """Looks at the lane as it is now, and ahead from a bar on."""
        lane, runtime = self.lane, self.runtime
        name = self.bars.instrument
        self.is_held = is_held = bool(lane.positions)
        is_over = is_held and runtime.engine.state.halted is not None
        self.is_busy = (
            not runtime.broker.is_idle(name)
            or bool(lane.trails)
            or is_over
            or name in runtime.unwatched
        )
        now = (
            *(lane.net_qty, lane.net_cost, lane.lower, lane.upper),
            *(lane.lower_mark, lane.upper_mark, lane.due_ns),
        )
        if now != self._seen or row >= self.live:
            self._seen, self.base = now, POINTS * row
            self._look_ahead(row)

    def heed(self, candle: int) -> None:
        """Finds the first candle from this one on that must be taken by itself."""
        turns = self._turns
        if turns is None or not all([runner.is_still for runner in self.runners]):
            self.wants = candle
            return
        place = bisect_left(turns, candle)
        self.wants = turns[place] if place < len(turns) else NEVER

    def set_due(self, row: int) -> None:
        """From a row on."""
        if self.is_busy:
            self.due = row
            return
        self.due = min(self.wants + 1, self.live)
        if self._dues:
            place = bisect_left(self._dues, row)
            if place < len(self._dues):
                self.due = min(self.due, self._dues[place])

    def _look_ahead(self, row: int) -> None:
        lane, bars, self.live = self.lane, self.bars, NEVER
        if self.is_held:
            until = min(row + AHEAD, len(bars))
            self.live = bars.first_beyond(row, until, *self._levels())
            self._foresee(bars.path(row, self.live))
        if lane.due_ns != FAR_ABOVE:
            self.live = min(self.live, bisect_left(bars.at_ns, lane.due_ns + 1, row))

    def _levels(self) -> tuple[int, int]:
        """Between which nothing is reached, in ticks."""
        lane, tick = self.lane, self.lane.instrument.tick_e8
        lower = max(lane.lower, lane.lower_mark // tick)
        return lower, min(lane.upper, -(-lane.upper_mark // tick))

    def _foresee(self, path: Ints) -> None:
        """What the positions come to at every price, to the last unit."""
        worths = self._worths(path)
        self.worths = worths.data
        self.moves = np.empty(len(worths), np.int64)
        if len(worths):
            self.moves[0] = worths[0] - self.worth
            np.subtract(worths[1:], worths[:-1], out=self.moves[1:])

    def _worths(self, path: Ints) -> Ints:
        held, lane = self.lane.instrument, self.lane
        factor, cost = held.tick_e8 * lane.net_qty * held.mark_num, lane.net_cost * held.unit
        if self.bars.top * abs(factor) + abs(cost) >= SAFE:
            worths = [lane.worth(price * held.tick_e8) for price in path.tolist()]
            return np.array(worths, np.int64)
        whole, rest = divmod(factor, held.mark_den)
        found: Ints = path * factor // held.mark_den if rest else path * whole
        found -= cost
        return found
