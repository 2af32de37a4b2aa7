"""SUPERTREND: be on the side of a line that follows the price at so many true ranges.

Source: Olivier Seban's Supertrend, on Wilder's average true range (New Concepts in Technical
Trading Systems, 1978). The line only ever closes in on the price; the trend turns where a close
breaks it.

    BUY  while the line is below the price; SELL while it is above
    none while the true range is below min_range_bp of the price
    confidence = 0.5 at the line, 1 where the price is FULL_ROOM times the line's reach from it
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.market import Candle
from core.parameters import Parameter
from core.trading import Reason, SignalResult
from indicators.incremental import RangeEma, Supertrend
from strategies.settings import MIN_RANGE, real, whole
from strategies.shared import BASIS_POINT, grade
from strategies.stepped import WILDER_FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_ROOM = 2.0


class SupertrendFigures:
    """The line, where it points, and what the market moves."""

    __slots__ = ("_line", "_span", "close", "line", "span", "taken", "way")

    def __init__(self, period: int, multiplier: float) -> None:
        self._line, self._span = Supertrend(period, multiplier), RangeEma(period)
        self.taken = self.way = 0
        self.close = self.line = self.span = 0.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        self.close = candle.close
        self.span = self._span.update(candle.high, candle.low, candle.close)
        found = self._line.update(candle.high, candle.low, candle.close)
        if found is not None:
            self.line, self.way = found[0], 1 if found[1] else -1


class SupertrendStrategy(SteppedStrategy[SupertrendFigures]):
    """Always on one side, while the market moves."""

    name = "SUPERTREND"
    description = "On the side of a line that follows the price"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("period", 10, 2, 100, "Candles of the true range"),
        real("multiplier", 3.0, 0.5, 10.0, "True ranges between the price and the line"),
        MIN_RANGE,
    )
    period: int
    multiplier: float
    min_range_bp: float

    @property
    def warmup(self) -> int:
        return self.period * WILDER_FORGOTTEN_AFTER

    @property
    def speaks_after(self) -> int:
        """Twice the range's period: the first line starts upwards, whatever the market does."""
        return 2 * self.period + 1

    def fresh(self) -> SupertrendFigures:
        return SupertrendFigures(self.period, self.multiplier)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.supertrend import supertrend_part

        return partial(supertrend_part, self)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """The line; the close until it is known."""
        line, values = Supertrend(self.period, self.multiplier), list[float]()
        for candle in candles:
            found = line.update(candle.high, candle.low, candle.close)
            values.append(float(candle.close) if found is None else found[0])
        return {f"ST {self.period}": values}

    def advice(self, now: SupertrendFigures) -> SignalResult:
        moved = Reason("volatility", f"{100.0 * now.span / now.close:.3f}" if now.close else "")
        if now.span <= 0.0 or now.span < self.min_range_bp * BASIS_POINT * now.close:
            return self.advise(0, 0.0, (Reason("flat"), moved))
        line = Reason("line_below" if now.way > 0 else "line_above")
        room = abs(now.close - now.line) / now.span
        return self.advise(now.way, grade(room, FULL_ROOM * self.multiplier), (line, moved))
