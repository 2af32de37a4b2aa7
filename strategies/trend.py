"""TREND: go with two exponential averages while the market moves enough to pay for it.

On each closed candle, with `span` the average true range and `slope` the slow average's mean
change per candle:

    gap  = (fast - slow) / span      how far the averages are apart
    tilt = slope / span              how steep the slow one is
    BUY  when gap > 0, tilt >= min_tilt and span >= min_range_bp of the price; SELL mirrored
    confidence = 0.5 + 0.3 * min(1, |gap| / FULL_GAP) + 0.2 * min(1, |tilt| / FULL_TILT)

All of it is relative to the market's own range, so that it means the same on every symbol and
timeframe. The advice is a state: BUY stays BUY while its conditions hold, else it is HOLD.
Confirming it by repeats is the engine's part. The reasons `slope` and `volatility` are in percent
of the price; `ema_above` and `ema_below` name the two periods.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.market import Candle
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import Ema, RangeEma, Slope
from strategies.settings import FAST_ABOUT, MIN_RANGE, SLOW_ABOUT, real, whole
from strategies.shared import BASIS_POINT, ema_lines, ordered
from strategies.stepped import FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_GAP = 2.0
FULL_TILT = 0.3
SLOPE_OVER = 3


class TrendAverages:
    """Where the averages stand after the candles taken so far."""

    __slots__ = (
        "_fast",
        "_slope",
        "_slow",
        "_span",
        "close",
        "fast",
        "slope",
        "slow",
        "span",
        "taken",
    )

    def __init__(self, fast: int, slow: int) -> None:
        self._fast, self._slow = Ema(fast), Ema(slow)
        self._span, self._slope = RangeEma(slow), Slope(SLOPE_OVER)
        self.taken = 0
        self.close = self.fast = self.slow = self.span = self.slope = 0.0

    def take(self, candle: Candle) -> None:
        close = candle.close
        self.taken += 1
        self.close = close
        self.fast = self._fast.update(close)
        self.slow = slow = self._slow.update(close)
        self.span = self._span.update(candle.high, candle.low, close)
        self.slope = self._slope.update(slow) or 0.0


class TrendStrategy(SteppedStrategy[TrendAverages]):
    """The live path keeps running averages and takes each candle once, without pandas."""

    name = "TREND"
    description = "EMA cross with slope and volatility filter"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("fast", 8, 2, 100, FAST_ABOUT),
        whole("slow", 21, 3, 200, SLOW_ABOUT),
        real("min_tilt", 0.03, 0.0, 1.0, "Least slope of the slow average, in true ranges"),
        MIN_RANGE,
    )
    fast: int
    slow: int
    min_tilt: float
    min_range_bp: float

    @property
    def warmup(self) -> int:
        return self.slow * FORGOTTEN_AFTER

    @property
    def speaks_after(self) -> int:
        return self.slow + SLOPE_OVER

    def _agree(self, values: Mapping[str, Value]) -> None:
        ordered(values)

    def fresh(self) -> TrendAverages:
        return TrendAverages(self.fast, self.slow)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.trend import trend_part

        return partial(trend_part, self)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """Both averages, from the first candle on."""
        return ema_lines(candles, self.fast, self.slow)

    def advice(self, now: TrendAverages) -> SignalResult:
        moved = (
            Reason("slope", f"{100.0 * now.slope / now.close:+.3f}"),
            Reason("volatility", f"{100.0 * now.span / now.close:.3f}"),
        )
        way = self._way(now)
        if way == 0:
            return self.advise(0, 0.0, (Reason("flat"), *moved))
        cross = Reason("ema_above" if way > 0 else "ema_below", f"{self.fast}/{self.slow}")
        sure = confidence((now.fast - now.slow) / now.span, now.slope / now.span)
        return self.advise(way, sure, (cross, *moved))

    def _way(self, now: TrendAverages) -> int:
        moves = now.span > 0.0 and now.span >= self.min_range_bp * BASIS_POINT * now.close
        gap, needed = now.fast - now.slow, self.min_tilt * now.span
        if moves and gap > 0.0 and now.slope >= needed:
            return 1
        if moves and gap < 0.0 and -now.slope >= needed:
            return -1
        return 0


def confidence(gap: float, tilt: float) -> float:
    """0.5 at the very cross, 1 for averages far apart on a steep slope."""
    return 0.5 + 0.3 * min(1.0, abs(gap) / FULL_GAP) + 0.2 * min(1.0, abs(tilt) / FULL_TILT)
