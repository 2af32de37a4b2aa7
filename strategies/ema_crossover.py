"""EMA_CROSSOVER: be on the side of the fast average, while the market goes anywhere at all.

Source: the moving average crossover is Donchian's (1960s; Brock, Lakonishok and LeBaron, Journal of
Finance 47:5, 1992, tested it); the filter is Wilder's index of direction (New Concepts in Technical
Trading Systems, 1978), without which crossovers lose in ranges what they earn in trends.

    BUY  while fast > slow and ADX >= min_adx; SELL mirrored
    confidence = 0.5 at the cross, 1 where the averages are FULL_GAP true ranges apart
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.market import Candle
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import Adx, Ema, RangeEma
from strategies.settings import FAST_ABOUT, SLOW_ABOUT, real, whole
from strategies.shared import ema_lines, grade, ordered
from strategies.stepped import FORGOTTEN_AFTER, WILDER_FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_GAP = 2.0


class CrossoverFigures:
    """The distance of the averages, what the market moves, and how directed it is."""

    __slots__ = ("_adx", "_fast", "_slow", "_span", "adx", "gap", "span", "taken")

    def __init__(self, fast: int, slow: int, adx: int) -> None:
        self._fast, self._slow = Ema(fast), Ema(slow)
        self._span, self._adx = RangeEma(slow), Adx(adx)
        self.taken = 0
        self.gap = self.span = self.adx = 0.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        self.gap = self._fast.update(candle.close) - self._slow.update(candle.close)
        self.span = self._span.update(candle.high, candle.low, candle.close)
        direction = self._adx.update(candle.high, candle.low, candle.close)
        self.adx = 0.0 if direction is None else direction.adx


class EmaCrossoverStrategy(SteppedStrategy[CrossoverFigures]):
    """A state, not an event: it stays BUY as long as the averages and the index say so."""

    name = "EMA_CROSSOVER"
    description = "Two EMAs, filtered by the strength of the trend"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("fast", 12, 2, 100, FAST_ABOUT),
        whole("slow", 26, 3, 200, SLOW_ABOUT),
        whole("adx_period", 14, 2, 100, "Candles of the directional index"),
        real("min_adx", 18.0, 0.0, 60.0, "Least directional index; 0 is no filter"),
    )
    fast: int
    slow: int
    adx_period: int
    min_adx: float

    @property
    def warmup(self) -> int:
        return max(self.slow * FORGOTTEN_AFTER, self.adx_period * WILDER_FORGOTTEN_AFTER)

    @property
    def speaks_after(self) -> int:
        return max(self.slow, 2 * self.adx_period)

    def _agree(self, values: Mapping[str, Value]) -> None:
        ordered(values)

    def fresh(self) -> CrossoverFigures:
        return CrossoverFigures(self.fast, self.slow, self.adx_period)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.ema_crossover import crossover_part

        return partial(crossover_part, self)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """Both averages, from the first candle on."""
        return ema_lines(candles, self.fast, self.slow)

    def advice(self, now: CrossoverFigures) -> SignalResult:
        directed = Reason("adx", f"{now.adx:.0f}")
        if now.span <= 0.0 or now.adx < self.min_adx or now.gap == 0.0:
            return self.advise(0, 0.0, (Reason("no_direction"), directed))
        is_above = now.gap > 0.0
        cross = Reason("ema_above" if is_above else "ema_below", f"{self.fast}/{self.slow}")
        sure = grade(abs(now.gap) / now.span, FULL_GAP)
        return self.advise(1 if is_above else -1, sure, (cross, directed))
