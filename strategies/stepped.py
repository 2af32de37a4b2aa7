"""The live path of built-in strategies: running figures that take each closed candle once."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from core.market import Candle
from core.trading import SignalResult
from strategies.base import BaseStrategy, warming_up

if TYPE_CHECKING:
    import pandas as pd

    from strategies.frames.parts import Decision, Part

FORGOTTEN_AFTER = 24
"""Periods after which floats hold nothing of where an exponential average started: a restarted
desk, fed that much history, goes on with the very same numbers."""
WILDER_FORGOTTEN_AFTER = 80
"""The same for an average of Wilder's averages."""


class Figures(Protocol):
    """Where the indicators of a strategy stand after the candles taken so far."""

    taken: int

    def take(self, candle: Candle) -> None: ...


FiguresT = TypeVar("FiguresT", bound=Figures)


class SteppedStrategy(BaseStrategy, Generic[FiguresT]):
    """Advice from running figures, without numpy or pandas, equal to `generate_signals` bar for
    bar. It starts afresh after a hole in the candles, as a frame does after a hole in its rows."""

    columns: ClassVar[tuple[str, ...]] = ("high", "low", "close")

    def __init__(self, **parameters: object) -> None:
        self._last: Candle | None = None
        self._figures: FiguresT | None = None
        super().__init__(**parameters)

    @property
    @abstractmethod
    def speaks_after(self) -> int:
        """Candles without a hole that it needs before it says more than HOLD."""

    @abstractmethod
    def fresh(self) -> FiguresT:
        """Figures that have seen no candle."""

    @abstractmethod
    def advice(self, now: FiguresT) -> SignalResult:
        """What the figures say, once enough candles are taken."""

    @abstractmethod
    def frame_part(self) -> "Callable[[Part], Decision]":
        """The same over columns without a hole."""

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        # The live path must load neither numpy nor pandas.
        from strategies.frames.parts import signalled

        return signalled(df, self.columns, self.speaks_after, self.frame_part())

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        """The advice of the newest candle. Takes those it has not seen yet; starts afresh after a
        hole, on another instrument or timeframe, or when time went back."""
        if not candles:
            return warming_up(0, self.speaks_after)
        figures = self._figures
        for index in range(self._first_unseen(candles), len(candles)):
            figures = self._take(candles[index])
        if figures is None or figures.taken < self.speaks_after:
            return warming_up(figures.taken if figures else 0, self.speaks_after)
        return self.advice(figures)

    def _forget(self) -> None:
        self._last = self._figures = None

    def _first_unseen(self, candles: Sequence[Candle]) -> int:
        last, index = self._last, len(candles)
        if last is None or not _is_same_series(candles[-1], last) or candles[-1].at_ns < last.at_ns:
            self._forget()
            return 0
        while index and candles[index - 1].at_ns > last.at_ns:
            index -= 1
        return index

    def _take(self, candle: Candle) -> FiguresT:
        last, figures = self._last, self._figures
        if last is None or candle.open_ns != last.at_ns or not _is_same_series(candle, last):
            figures = None
        if figures is None:
            figures = self._figures = self.fresh()
        figures.take(candle)
        self._last = candle
        return figures


def _is_same_series(one: Candle, other: Candle) -> bool:
    return one.instrument == other.instrument and one.timeframe is other.timeframe
