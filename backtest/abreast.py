"""Recorded bars of one clock through a runtime, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backtest.chronicle import Chronicle
from backtest.columns import POINTS, BarColumns, are_even
from backtest.course import Progress
from backtest.fast import BarHistory
from backtest.foreseen import Foreseen
from backtest.plan import Plan
from backtest.rows import Rows
from backtest.tracks import Track
from core.market import Candle, Funding
from core.types import InstrumentId
from engine.history import Appending, apply
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime


@dataclass(frozen=True, slots=True)
class Abreast:
    """A course over bars that all have the same times, in order of their instruments; fundings are
    due where one of them opens. `led_in` are the candles that close where the first bars open;
    without `is_last_told` those that close at the end come too late."""

    bars: Sequence[BarColumns]
    fundings: Mapping[InstrumentId, Sequence[Funding]]
    led_in: Sequence[Candle] = ()
    is_last_told: bool = True

    def run(
        self, runtime: TradeRuntime, journal: Appending, chronicle: Chronicle, progress: Progress
    ) -> None:
        for candle in self.led_in:
            chronicle.watch(candle, runtime.engine.state.equity)
            apply(runtime, runtime.on_market(candle), journal)
        self._tell_ahead(chronicle)
        told = self._told

        def note(row: int, equities: Sequence[int]) -> None:
            times = told[row : row + len(equities)]
            chronicle.note(times, equities[: len(times)])

        tracks = [self._track(runtime, bars) for bars in self.bars]
        rows = Rows(runtime, journal, tracks, note)
        rows.run(progress, is_last_told=self.is_last_told)

    @property
    def _told(self) -> list[int]:
        """When the rows close whose candles are told."""
        times: list[int] = list(self.bars[0].at_ns)
        return times if self.is_last_told else times[:-1]

    def _tell_ahead(self, chronicle: Chronicle) -> None:
        """What is known of a history before it passes."""
        count, told = len(self.bars[0]), len(self._told)
        fundings = sum(len(each) for each in self.fundings.values())
        chronicle.events += len(self.led_in) + (POINTS * count + told) * len(self.bars) + fundings
        for bars in self.bars if told else ():
            chronicle.begins(bars.instrument, bars.path_price(0, 0))

    def _track(self, runtime: TradeRuntime, bars: BarColumns) -> Track:
        agents = runtime.engine.state.agents
        runners = [
            runner
            for name, runner in runtime.runners.items()
            if agents[name].instrument == bars.instrument
        ]
        due = self.fundings.get(bars.instrument, ())
        opens_ns = np.asarray(bars.at_ns) - bars.timeframe.ns
        by_row: dict[int, list[Funding]] = {}
        for each in due:
            row = int(np.searchsorted(opens_ns, each.at_ns))
            by_row.setdefault(row, []).append(each)
        return Track(runtime, bars, runners, _turns(runners), by_row)


def abreast_of(plan: Plan, histories: Sequence[BarHistory]) -> Abreast | None:
    """A course over the bars of the plan's instruments; None where they have not all the same
    times, or where the span or a funding begins within a bar."""
    held, frame = plan.instruments, plan.timeframe
    bars = [
        BarColumns.opening(each.id, frame, history.opens_ns[before:], history.values[before:])
        for each, history in zip(held, histories, strict=True)
        for before in [history.before]
    ]
    is_whole = not (plan.start_ns % frame.ns or plan.end_ns % frame.ns) and len(bars[0]) > 0
    if not (is_whole and are_even(bars)):
        return None
    due = {each.id: history.fundings for each, history in zip(held, histories, strict=True)}
    opens_ns = histories[0].opens_ns[histories[0].before :]
    if not np.isin([each.at_ns for dues in due.values() for each in dues], opens_ns).all():
        return None
    led_in = [
        candle
        for each, history in zip(held, histories, strict=True)
        for candle in _last_before(each.id, plan, history)
    ]
    return Abreast(bars, due, led_in, is_last_told=bars[0].at_ns[-1] < plan.end_ns)


def _last_before(held: InstrumentId, plan: Plan, history: BarHistory) -> list[Candle]:
    """The candle that closes where the span begins, which is its first event; none without one."""
    before = history.before
    earlier = BarColumns.opening(
        held, plan.timeframe, history.opens_ns[:before], history.values[:before]
    )
    is_there = before > 0 and earlier.at_ns[-1] == plan.start_ns
    return [earlier.candle(before - 1)] if is_there else []


def _turns(runners: Sequence[AutoTradeRunner]) -> list[int] | None:
    """Where any of the advice turns; None where nobody knows."""
    strategies = [runner.strategy for runner in runners]
    known = [each for each in strategies if isinstance(each, Foreseen)]
    if len(known) < len(strategies):
        return None
    return sorted({turn for each in known for turn in each.turns})
