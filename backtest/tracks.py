"""One instrument's way through its bars, most of which the engine need not look at."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import numpy as np

from backtest.columns import AHEAD, POINTS, BarColumns, Ints
from core.market import Funding
from engine.lanes import FAR_ABOVE, Lane
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

SAFE = NEVER = 1 << 62


class Track:
    """How far one lane has come, and how far it can go without being asked.

    A point of a path has a slot: four times its bar, and its place in it. `known` is the slot that
    the lane was brought to, and `worth` what the account counts its positions at. `wants` is the
    first candle that must be taken by itself, `live` the first bar of which every point must be, or
    that nobody has looked at yet, and `due` the first row in which there is anything to do;
    `is_busy` says that every point must be taken, `is_loud` that all of this bar must be.
    """

    __slots__ = (
        *("_dues", "_turns", "bars", "due", "fundings", "is_busy", "is_held", "is_loud"),
        *("known", "lane", "live", "runners", "runtime", "taken", "wants", "worth"),
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
        self.wants = self.live = self.worth = self.due = 0
        self.known = self.taken = -1
        self.is_held = self.is_loud = self.is_busy = False

    def sync(self, slot: int) -> None:
        """Brings the lane to where the account has counted it already."""
        if slot <= self.known:
            return
        point, lane = self.bars.point(slot), self.lane
        self.known = slot
        lane.walked(point.price, point.at_ns)
        lane.marked(point.price * lane.instrument.tick_e8)
        self.worth = lane.unrealised
        self.runtime.broker.on_market(point)

    def count_to(self, slot: int) -> None:
        """Its worth at a slot that the account was moved over."""
        if self.is_held and slot > self.known:
            self.worth = self.worth_at(self.bars.path_price(*divmod(slot, POINTS)))

    def worth_at(self, price: int) -> int:
        """What its positions come to at a price, to the last unit."""
        return self.lane.worth(price * self.lane.instrument.tick_e8)

    def worths(self, prices: Ints) -> Ints:
        """The same at each of several."""
        held, lane = self.lane.instrument, self.lane
        factor, cost = held.tick_e8 * lane.net_qty * held.mark_num, lane.net_cost * held.unit
        if self.bars.top * abs(factor) + abs(cost) >= SAFE:
            return np.array([self.worth_at(price) for price in prices.tolist()], np.int64)
        whole, rest = divmod(factor, held.mark_den)
        found: Ints = prices * factor // held.mark_den if rest else prices * whole
        found -= cost
        return found

    def skip_to(self, candle: int) -> None:
        """A candle is about to be taken; those before it said nothing new."""
        for runner in self.runners:
            runner.cycles += candle - self.taken - 1
        self.taken = candle

    def look(self, row: int) -> None:
        """Looks at the lane as it is now, and ahead from a bar on unless it must be followed."""
        lane, name, runtime = self.lane, self.bars.instrument, self.runtime
        self.is_held = is_held = bool(lane.positions)
        self.is_busy = (
            not runtime.broker.is_idle(name)
            or bool(lane.trails)
            or (is_held and runtime.engine.state.halted is not None)
            or name in runtime.unwatched
        )
        if not self.is_busy:
            self.live = self._alive_from(row)

    def plan(self, candle: int) -> None:
        """Once it was asked in a bar: which candle from that one on must be taken, and when is it
        to be asked next?"""
        self.is_loud = False
        self.wants = self._wanted_from(candle)
        if self.is_busy:
            self.due = candle + 1
            return
        self.due = min(self.wants + 1, self.live)
        if self._dues:
            place = bisect_right(self._dues, candle)
            if place < len(self._dues):
                self.due = min(self.due, self._dues[place])

    def _wanted_from(self, candle: int) -> int:
        turns = self._turns
        if turns is None or not all([runner.is_still for runner in self.runners]):
            return candle
        place = bisect_left(turns, candle)
        return turns[place] if place < len(turns) else NEVER

    def _alive_from(self, row: int) -> int:
        """The first bar from this one on in which a level is reached, or a time stop is due."""
        lane, bars, live = self.lane, self.bars, NEVER
        if self.is_held:
            tick = lane.instrument.tick_e8
            lower = max(lane.lower, lane.lower_mark // tick)
            upper = min(lane.upper, -(-lane.upper_mark // tick))
            live = bars.first_beyond(row, min(row + AHEAD, len(bars)), lower, upper)
        if lane.due_ns != FAR_ABOVE:
            live = min(live, bisect_left(bars.at_ns, lane.due_ns + 1, row))
        return live
