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

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.trading import Reason, SignalResult
from core.types import Action
from indicators.incremental import Ema, RangeEma, Slope
from strategies.base import BaseStrategy, Bounds, Number

if TYPE_CHECKING:
    import pandas as pd

FULL_GAP = 2.0
FULL_TILT = 0.3
SLOPE_OVER = 3
BASIS_POINT = 1e-4
# Slow periods after which floats hold nothing of where an average started: a restarted desk, fed
# that much history, goes on with the very same numbers.
FORGOTTEN_AFTER = 24


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


class TrendStrategy(BaseStrategy):
    """The live path keeps running averages and takes each candle once, without pandas."""

    name = "TREND"
    description = "EMA cross with slope and volatility filter"
    bounds: ClassVar[Mapping[str, Bounds]] = {
        "fast": Bounds(2, 100, is_whole=True),
        "slow": Bounds(3, 200, is_whole=True),
        "min_tilt": Bounds(0, 1),
        "min_range_bp": Bounds(0, 1000),
    }

    def __init__(self) -> None:
        super().__init__()
        self.fast = 8
        self.slow = 21
        self.min_tilt = 0.03
        self.min_range_bp = 1.0
        self._last: Candle | None = None
        self._averages = TrendAverages(self.fast, self.slow)

    @property
    def warmup(self) -> int:
        return self.slow * FORGOTTEN_AFTER

    @property
    def speaks_after(self) -> int:
        """Candles without a hole that it needs before it says more than HOLD."""
        return self.slow + SLOPE_OVER

    def set_parameters(self, parameters: Mapping[str, Number]) -> None:
        wanted = {**self.get_parameters(), **parameters}
        if wanted["fast"] >= wanted["slow"]:
            raise InputError("fast must be shorter than slow", code="fast_not_below_slow")
        super().set_parameters(parameters)
        self._last = None

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        # The live path must not load pandas.
        from strategies.trend_frame import trend_signals

        return trend_signals(self, df)

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        """The advice of the newest candle. Takes those it has not seen yet; starts afresh after a
        hole, on another instrument or timeframe, or when time went back."""
        if not candles:
            return _warming_up(0, self.speaks_after)
        for index in range(self._first_unseen(candles), len(candles)):
            self._take(candles[index])
        return self._advice(self._averages)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """Both averages, from the first candle on."""
        averages = {f"EMA {period}": Ema(period) for period in (self.fast, self.slow)}
        return {
            name: [average.update(candle.close) for candle in candles]
            for name, average in averages.items()
        }

    def _first_unseen(self, candles: Sequence[Candle]) -> int:
        last, index = self._last, len(candles)
        if last is None or not _is_same_series(candles[-1], last) or candles[-1].at_ns < last.at_ns:
            return 0
        while index and candles[index - 1].at_ns > last.at_ns:
            index -= 1
        return index

    def _take(self, candle: Candle) -> None:
        last = self._last
        if last is None or candle.open_ns != last.at_ns or not _is_same_series(candle, last):
            self._averages = TrendAverages(self.fast, self.slow)
        self._averages.take(candle)
        self._last = candle

    def _advice(self, now: TrendAverages) -> SignalResult:
        if now.taken < self.speaks_after:
            return _warming_up(now.taken, self.speaks_after)
        moved = (
            Reason("slope", f"{100.0 * now.slope / now.close:+.3f}"),
            Reason("volatility", f"{100.0 * now.span / now.close:.3f}"),
        )
        way = self._way(now)
        if way is Action.HOLD:
            return SignalResult(action=way, reasons=(Reason("flat"), *moved))
        cross = Reason(
            "ema_above" if way is Action.BUY else "ema_below", f"{self.fast}/{self.slow}"
        )
        sure = confidence((now.fast - now.slow) / now.span, now.slope / now.span)
        return SignalResult(action=way, confidence=sure, reasons=(cross, *moved))

    def _way(self, now: TrendAverages) -> Action:
        moves = now.span > 0.0 and now.span >= self.min_range_bp * BASIS_POINT * now.close
        gap, needed = now.fast - now.slow, self.min_tilt * now.span
        if moves and gap > 0.0 and now.slope >= needed:
            return Action.BUY
        if moves and gap < 0.0 and -now.slope >= needed:
            return Action.SELL
        return Action.HOLD


def confidence(gap: float, tilt: float) -> float:
    """0.5 at the very cross, 1 for averages far apart on a steep slope."""
    return 0.5 + 0.3 * min(1.0, abs(gap) / FULL_GAP) + 0.2 * min(1.0, abs(tilt) / FULL_TILT)


def _is_same_series(one: Candle, other: Candle) -> bool:
    return one.instrument == other.instrument and one.timeframe is other.timeframe


def _warming_up(taken: int, needed: int) -> SignalResult:
    return SignalResult(action=Action.HOLD, reasons=(Reason("warming_up", f"{taken}/{needed}"),))
