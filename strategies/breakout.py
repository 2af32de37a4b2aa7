"""BREAKOUT: go with a price that leaves the range of many candles, on volume.

Source: Donchian's channel as the Turtles traded it (Faith, The Original Turtle Trading Rules,
2003): enter beyond the range of `entry_period` candles, leave at the opposite end of the shorter
`exit_period`. The volume filter: Edwards and Magee, Technical Analysis of Stock Trends, 1948.

    BUY  from a close above the highest high of the `entry_period` candles before, with at least
         `volume_ratio` of their mean volume, until a close below the lowest low of the last
         `exit_period` before; SELL mirrored
    confidence = 0.5 at the line where it leaves, 1 where that is FULL_ROOM true ranges away
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import Channel, Donchian, RangeEma, Sma
from strategies.settings import real, whole
from strategies.shared import Latch, grade, rising
from strategies.stepped import FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_ROOM = 6.0


class BreakoutFigures:
    """Both channels as they stood before the candle, and which side broke out."""

    __slots__ = (
        "_entry",
        "_exit",
        "_long",
        "_ratio",
        "_short",
        "_span",
        "_volume",
        "inner",
        "mean_volume",
        "outer",
        "room",
        "span",
        "taken",
        "way",
    )

    def __init__(self, rules: "BreakoutStrategy") -> None:
        self._entry, self._exit = Donchian(rules.entry_period), Donchian(rules.exit_period)
        self._volume, self._span = Sma(rules.entry_period), RangeEma(rules.entry_period)
        self._long, self._short = Latch(), Latch()
        self._ratio = rules.volume_ratio
        self.outer: Channel | None = None
        self.inner: Channel | None = None
        self.mean_volume: float | None = None
        self.taken = self.way = 0
        self.span = self.room = 0.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        self.span = self._span.update(candle.high, candle.low, candle.close)
        if self.outer is not None and self.inner is not None and self.mean_volume is not None:
            is_loud = candle.volume >= self._ratio * self.mean_volume
            self._judge(candle.close, self.outer, self.inner, is_loud)
        self.outer = self._entry.update(candle.high, candle.low)
        self.inner = self._exit.update(candle.high, candle.low)
        self.mean_volume = self._volume.update(candle.volume)

    def _judge(self, close: float, outer: Channel, inner: Channel, is_loud: bool) -> None:
        is_long = self._long.step(is_loud and close > outer.high, close < inner.low)
        is_short = self._short.step(is_loud and close < outer.low, close > inner.high)
        self.way = is_long - is_short
        self.room = close - inner.low if is_long else inner.high - close


class BreakoutStrategy(SteppedStrategy[BreakoutFigures]):
    """Goes with new extremes."""

    name = "BREAKOUT"
    description = "Goes with a price that leaves its range on volume"
    columns = ("high", "low", "close", "volume")
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("entry_period", 20, 5, 200, "Candles of the range that must be left"),
        whole("exit_period", 10, 2, 100, "Candles of the range that ends the signal"),
        real("volume_ratio", 1.0, 0.0, 10.0, "Least volume, in means of the range; 0 is no filter"),
    )
    entry_period: int
    exit_period: int
    volume_ratio: float

    @property
    def warmup(self) -> int:
        return self.entry_period * FORGOTTEN_AFTER

    @property
    def speaks_after(self) -> int:
        return self.entry_period + 1

    def _agree(self, values: Mapping[str, Value]) -> None:
        if rising(values, "entry_period", "exit_period"):
            raise InputError(
                "exit_period must not be longer than entry_period", code="exit_longer_than_entry"
            )

    def fresh(self) -> BreakoutFigures:
        return BreakoutFigures(self)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.breakout import breakout_part

        return partial(breakout_part, self)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """The range that must be left, as it stood before each candle; the candle's own extremes
        until it is known."""
        channel, lows, highs = Donchian(self.entry_period), list[float](), list[float]()
        before: Channel | None = None
        for candle in candles:
            lows.append(float(candle.low if before is None else before.low))
            highs.append(float(candle.high if before is None else before.high))
            before = channel.update(candle.high, candle.low)
        return {f"↑ {self.entry_period}": highs, f"↓ {self.entry_period}": lows}

    def advice(self, now: BreakoutFigures) -> SignalResult:
        if now.way == 0 or now.span <= 0.0:
            return self.advise(0, 0.0, (Reason("in_range", str(self.entry_period)),))
        told = Reason("broke_up" if now.way > 0 else "broke_down", str(self.entry_period))
        return self.advise(now.way, grade(max(now.room, 0.0) / now.span, FULL_ROOM), (told,))
