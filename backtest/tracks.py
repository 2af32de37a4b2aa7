"""One instrument's way through its bars, most of which the engine need not look at."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from backtest.columns import BarColumns, Ints
from core.market import Funding, PathPoint
from engine.lanes import FAR_ABOVE, Lane
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

AHEAD = 64
"""Bars that are looked at in one go."""
SAFE = NEVER = 1 << 62
POINTS = 4


class Track:
    """How far one lane has come, and how far it can go without being asked.

    A point of a path has a slot: four times its bar, and its place in it. `known` is the slot that
    the lane was brought to, `worth` what the account counts its positions at, and `worths` what
    they come to at the slots from `base` on. `wants` is the first candle that must be taken by
    itself, `live` the first bar of which every point must be, and `due` the first row in which
    there is anything to do; `is_loud` says that every point of this bar must be taken.
    """

    __slots__ = (
        *("_seen", "_turns", "bars", "base", "due", "fundings", "is_busy", "is_held", "is_loud"),
        *("known", "lane", "live", "plans", "runners", "runtime", "taken", "wants", "worth"),
        *("written", "worths"),
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
        self._seen: tuple[int, ...] = ()
        self.base = self.wants = self.live = self.worth = self.due = 0
        self.plans = self.written = 0
        self.known = self.taken = -1
        self.is_held = self.is_loud = self.is_busy = False
        self.worths: list[int] = []

    def point(self, slot: int) -> PathPoint:
        """As `core.candles.expand` makes it."""
        row, place = divmod(slot, POINTS)
        bars = self.bars
        low, high = bars.extremes(row)
        return PathPoint(
            bars.instrument,
            bars.time_of(row, place),
            bars.path_price(row, place),
            not place,
            low,
            high,
        )

    def sync(self, slot: int) -> None:
        """Brings the lane to where the account has counted it already."""
        if slot <= self.known:
            return
        point, lane = self.point(slot), self.lane
        self.known = slot
        if self.is_held and slot >= self.base:
            self.worth = self.worths[slot - self.base]
        lane.walked(point.price, point.at_ns)
        lane.mark = point.price * lane.instrument.tick_e8
        lane.unrealised = self.worth
        self.runtime.broker.on_market(point)

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
        is_odd = bool(lane.trails) or name in runtime.unwatched
        self.is_held = bool(lane.positions)
        is_over = runtime.engine.state.halted is not None and self.is_held
        self.is_busy = is_odd or is_over or not runtime.broker.is_idle(name)
        now = (lane.net_qty, lane.net_cost, *self._levels(), lane.due_ns)
        if now != self._seen or row >= self.live:
            self._seen, self.base = now, POINTS * row
            self.plans += 1
            self._look_ahead(row)

    def heed(self, candle: int) -> None:
        """Finds the first candle from this one on that must be taken by itself."""
        turns = self._turns
        if turns is None or not all(runner.is_still for runner in self.runners):
            self.wants = candle
            return
        place = bisect_left(turns, candle)
        self.wants = turns[place] if place < len(turns) else NEVER

    def set_due(self, row: int) -> None:
        """From a row on."""
        funded = min((each for each in self.fundings if each >= row), default=NEVER)
        self.due = row if self.is_busy else min(self.wants + 1, self.live, funded)

    def _look_ahead(self, row: int) -> None:
        lane, self.live = self.lane, NEVER
        if self.is_held:
            until = min(row + AHEAD, len(self.bars))
            self.worths = self._worths(self.bars.paths(row, until))
            self.live = self.bars.first_beyond(row, until, *self._levels())
        if lane.due_ns != FAR_ABOVE:
            self.live = min(self.live, bisect_left(self.bars.at_ns, lane.due_ns + 1))

    def _levels(self) -> tuple[int, int]:
        """Between which nothing is reached, in ticks."""
        lane, tick = self.lane, self.lane.instrument.tick_e8
        lower = max(lane.lower, lane.lower_mark // tick)
        return lower, min(lane.upper, -(-lane.upper_mark // tick))

    def _worths(self, paths: Ints) -> list[int]:
        """What the positions come to at every price, to the last unit."""
        held, lane = self.lane.instrument, self.lane
        factor = held.tick_e8 * lane.net_qty * held.mark_num
        if int(paths.max(initial=0)) * abs(factor) + abs(lane.net_cost) * held.unit >= SAFE:
            return [lane.worth(price * held.tick_e8) for price in paths.ravel().tolist()]
        values: Ints = paths.ravel() * factor // held.mark_den - lane.net_cost * held.unit
        found: list[int] = values.tolist()
        return found
