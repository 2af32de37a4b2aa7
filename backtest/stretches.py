"""Bars through a runtime in stretches: those in which nothing is decided are settled as one.

A quiet bar changes prices, the day's extremes and nothing else, and many of them one after the
other come to the same as one bar over all of them. So only bars that matter go through the engine
one by one: where the advice changes or waits to be traded, an order is at work, a level is
reached, or the user's day ends. What comes out is the same, to the last digit.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from backtest.columns import BarColumns
from core.ports import Strategy
from engine.history import Appending, apply, take_bar
from engine.lanes import Lane
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime


class Foreseen(Strategy, Protocol):
    """A strategy whose advice on every bar of a history is known before it begins."""

    @property
    def turns(self) -> Sequence[int]:
        """The bars at which its action is another than at the bar before, in order."""
        ...


class Stretches:
    """Takes the bars of one instrument, for the one agent that trades them."""

    def __init__(
        self,
        runtime: TradeRuntime,
        runner: AutoTradeRunner,
        bars: BarColumns,
        journal: Appending,
    ) -> None:
        self._runtime = runtime
        self._runner = runner
        self._bars = bars
        self._journal = journal
        self._lane: Lane = runtime.engine.state.lanes[bars.instrument]

    def run(self, turns: Sequence[int]) -> None:
        """Takes every bar; between two `turns` the agent's advice is the same."""
        place, count = 0, len(self._bars)
        while place < count:
            turn = bisect_left(turns, place)
            still = turns[turn] if turn < len(turns) else count
            place = self._take(place, self._end(place, still))

    def _take(self, start: int, end: int) -> int:
        """Takes the bars up to `end` as one, or what can be taken; answers how far it came."""
        runtime, bars = self._runtime, self._bars
        while end - start > 1:
            if runtime.pass_quiet(bars.merged(start, end)):
                self._runner.cycles += end - start - 1
                apply(runtime, runtime.on_market(bars.candle(end - 1)), self._journal)
                return end
            end = start + (end - start) // 8
        take_bar(runtime, bars.candle(start), self._journal)
        return start + 1

    def _end(self, start: int, still: int) -> int:
        """The first bar after `start` that must be taken by itself, as far as can be told now."""
        runtime, lane, state = self._runtime, self._lane, self._runtime.engine.state
        bars = self._bars
        is_still = still > start + 1 and self._runner.is_still
        if not is_still or not runtime.broker.is_idle(bars.instrument):
            return start
        midnight = bisect_left(bars.at_ns, state.guardian.day_end_ns, start, still) + 1
        due = bisect_left(bars.at_ns, lane.due_ns + 1, start, still)
        end = min(still, midnight, due)
        if not lane.positions:
            return end
        tick = lane.instrument.tick_e8
        lower = max(lane.lower, lane.lower_mark // tick)
        upper = min(lane.upper, -(-lane.upper_mark // tick))
        return bars.first_beyond(start, end, lower, upper)
