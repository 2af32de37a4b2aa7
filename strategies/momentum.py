"""MOMENTUM: what has moved further than its noise goes on for a while.

Source: time series momentum (Moskowitz, Ooi and Pedersen, Journal of Financial Economics 104:2,
2012): the sign of the past return, scaled by volatility. Wilder's relative strength keeps it out of
moves that are already exhausted.

    push = (close - close `over` candles ago) / (true range x sqrt(over))
    BUY  while push >= entry and RSI <= exhausted; SELL mirrored (RSI >= 100 - exhausted)
    confidence = 0.5 at a push of nothing, 1 at FULL_PUSH
"""

from collections.abc import Callable
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, ClassVar

from core.market import Candle
from core.parameters import Parameter
from core.trading import Reason, SignalResult
from indicators.incremental import RangeEma, Rsi, Slope
from strategies.settings import real, whole
from strategies.shared import grade
from strategies.stepped import FORGOTTEN_AFTER, WILDER_FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_PUSH = 3.0


class MomentumFigures:
    """The mean change, what the market moves, and how exhausted it is."""

    __slots__ = ("_rsi", "_slope", "_span", "rsi", "slope", "span", "taken")

    def __init__(self, over: int, rsi: int) -> None:
        self._slope, self._span, self._rsi = Slope(over), RangeEma(over), Rsi(rsi)
        self.taken = 0
        self.slope = self.span = 0.0
        self.rsi = 50.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        self.slope = self._slope.update(candle.close) or 0.0
        self.span = self._span.update(candle.high, candle.low, candle.close)
        rsi = self._rsi.update(candle.close)
        self.rsi = 50.0 if rsi is None else rsi


class MomentumStrategy(SteppedStrategy[MomentumFigures]):
    """Goes with moves beyond the noise."""

    name = "MOMENTUM"
    description = "Goes with moves that are larger than the noise"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("over", 20, 2, 200, "Over how many candles the move is measured"),
        real("entry", 1.0, 0.1, 5.0, "Least move, in units of the noise"),
        whole("rsi_period", 14, 2, 100, "Candles of the relative strength"),
        real("exhausted", 85.0, 50.0, 100.0, "Relative strength from which a move is too old"),
    )
    over: int
    entry: float
    rsi_period: int
    exhausted: float

    @property
    def warmup(self) -> int:
        return max(self.over * FORGOTTEN_AFTER, self.rsi_period * WILDER_FORGOTTEN_AFTER)

    @property
    def speaks_after(self) -> int:
        return 1 + max(self.over, self.rsi_period)

    @property
    def root(self) -> float:
        return sqrt(self.over)

    def fresh(self) -> MomentumFigures:
        return MomentumFigures(self.over, self.rsi_period)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.momentum import momentum_part

        return partial(momentum_part, self)

    def advice(self, now: MomentumFigures) -> SignalResult:
        push = now.slope * self.root / now.span if now.span > 0.0 else 0.0
        told = (Reason("push", f"{push:+.1f}"), Reason("strength", f"{now.rsi:.0f}"))
        if push >= self.entry and now.rsi <= self.exhausted:
            return self.advise(1, grade(push, FULL_PUSH), told)
        if push <= -self.entry and now.rsi >= 100.0 - self.exhausted:
            return self.advise(-1, grade(-push, FULL_PUSH), told)
        return self.advise(0, 0.0, (Reason("flat"), *told))
