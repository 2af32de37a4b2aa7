"""How far candles go, and what follows from it: true ranges, direction, Supertrend."""

from typing import NamedTuple

from indicators.formulas import (
    directed,
    direction_pct,
    divergence_pct,
    followed,
    true_range,
    turned,
)
from indicators.incremental.averages import Ema, Wilder


class Direction(NamedTuple):
    """Wilder's index of how much a market goes anywhere, and the two ways it may go."""

    adx: float
    plus: float
    minus: float


class RangeEma:
    """Volatility in units of price: the exponential average of the true range.

    It is not Wilder's ATR, whose slower smoothing remembers its start twice as long.
    """

    __slots__ = ("_close", "_ema")

    def __init__(self, period: int) -> None:
        self._ema = Ema(period)
        self._close: float | None = None

    def update(self, high: float, low: float, close: float) -> float:
        before = self._close
        self._close = close
        return self._ema.update(high - low if before is None else true_range(high, low, before))


class Atr:
    """Wilder's average true range, from the second candle on; None until `period` are known."""

    __slots__ = ("_average", "_close")

    def __init__(self, period: int) -> None:
        self._average = Wilder(period)
        self._close: float | None = None

    def update(self, high: float, low: float, close: float) -> float | None:
        before, self._close = self._close, close
        return None if before is None else self._average.update(true_range(high, low, before))


class Adx:
    """Wilder's average directional index with its two directions; None until it is known."""

    __slots__ = ("_before", "_index", "_minus", "_plus", "_span")

    def __init__(self, period: int) -> None:
        self._plus, self._minus, self._span = Wilder(period), Wilder(period), Wilder(period)
        self._index = Wilder(period)
        self._before: tuple[float, float, float] | None = None

    def update(self, high: float, low: float, close: float) -> Direction | None:
        before, self._before = self._before, (high, low, close)
        if before is None:
            return None
        high_before, low_before, close_before = before
        up, down = directed(high - high_before, low_before - low)
        span = self._span.update(true_range(high, low, close_before))
        mean_up, mean_down = self._plus.update(up), self._minus.update(down)
        if span is None or mean_up is None or mean_down is None:
            return None
        plus, minus = direction_pct(mean_up, span), direction_pct(mean_down, span)
        adx = self._index.update(divergence_pct(plus, minus))
        return None if adx is None else Direction(adx, plus, minus)


class Supertrend:
    """Seban's Supertrend: the line that the price must break for the trend to turn, and whether it
    points up. It starts upwards; None until the true range is known."""

    __slots__ = ("_atr", "_ceiling", "_close", "_floor", "_is_up", "_multiplier")

    def __init__(self, period: int, multiplier: float = 3.0) -> None:
        self._atr = Atr(period)
        self._multiplier = multiplier
        self._floor, self._ceiling = float("-inf"), float("inf")
        self._close = 0.0
        self._is_up = True

    def update(self, high: float, low: float, close: float) -> tuple[float, bool] | None:
        span = self._atr.update(high, low, close)
        before, self._close = self._close, close
        if span is None:
            return None
        middle, reach = (high + low) / 2.0, self._multiplier * span
        basic = (middle - reach, middle + reach)
        self._floor, self._ceiling = followed(self._floor, self._ceiling, before, basic)
        self._is_up = turned(self._is_up, close, self._floor, self._ceiling)
        return (self._floor if self._is_up else self._ceiling), self._is_up
