"""Strategies whose advice on every bar of a history is known before it begins."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from backtest.advising import advice
from backtest.columns import BarColumns
from backtest.fast import BarHistory
from core.market import Candle
from core.ports import PairStrategy, Strategy, TimedStrategy
from core.trading import SignalResult
from strategies.stepped import SteppedStrategy


@runtime_checkable
class Foreseen(Strategy, Protocol):
    """A strategy of which is known where its advice turns."""

    @property
    def turns(self) -> Sequence[int]:
        """The bars at which its action is another than at the bar before, in order."""
        ...


class Steady:
    """A strategy that is asked at few candles, and is shown then all that closed since: what it
    says is its own, with its reasons and how sure it is."""

    def __init__(self, strategy: Strategy, bars: BarColumns, turns: Sequence[int]) -> None:
        self.turns = turns
        self._strategy = strategy
        self._bars = bars
        self._next = 0

    @property
    def name(self) -> str:
        return self._strategy.name

    @property
    def warmup(self) -> int:
        return self._strategy.warmup

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        """Of the newest; those of before the history are there as they always were."""
        newest, bars = candles[-1], self._bars
        if newest.at_ns < bars.at_ns[0]:
            return self._strategy.evaluate(candles)
        row = bisect_left(bars.at_ns, newest.at_ns, self._next)
        missed = [bars.candle(each) for each in range(self._next, row)]
        self._next = row + 1
        return self._strategy.evaluate([*missed, newest])


class SteadyTimed(Steady):
    """One that closes its positions by the clock as well."""

    def __init__(
        self, strategy: Strategy, bars: BarColumns, turns: Sequence[int], max_hold: int
    ) -> None:
        super().__init__(strategy, bars, turns)
        self.max_hold = max_hold


def foreseen(strategy: Strategy, history: BarHistory, bars: BarColumns) -> Strategy:
    """The strategy with its turns where it gives signal arrays over columns, else as it is; the
    bars are those of the history that do not come before its start."""
    if not isinstance(strategy, SteppedStrategy) or isinstance(strategy, PairStrategy):
        return strategy
    found = np.flatnonzero(np.diff(advice(strategy, history, bars.timeframe.ns))) + 1
    turns: list[int] = (found[found >= history.before] - history.before).tolist()
    if isinstance(strategy, TimedStrategy):
        return SteadyTimed(strategy, bars, turns, strategy.max_hold)
    return Steady(strategy, bars, turns)
