"""MEAN_REVERSION: what strayed far from its mean comes back, unless a trend carries it.

Source: Bollinger's bands as a standard score (Bollinger on Bollinger Bands, 2001); reversal of
short-term returns: Lehmann, Quarterly Journal of Economics 105:1, 1990. The filter on direction is
Wilder's (1978): in a strong trend the mean comes to the price instead.

    score = (close - mean) / deviation, over `period` candles
    BUY  from score <= -entry with ADX <= max_adx, until score >= -leave; SELL mirrored
    confidence = 0.5 at the mean, 1 at FULL_SCORE deviations from it
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import Adx, Bollinger, ZScore
from strategies.settings import real, whole
from strategies.shared import Latch, grade, rising
from strategies.stepped import WILDER_FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    from strategies.frames.parts import Decision, Part

FULL_SCORE = 4.0


class ReversionFigures:
    """How far the price strayed, how directed the market is, and which side is waited for."""

    __slots__ = ("_adx", "_long", "_rules", "_score", "_short", "adx", "score", "taken", "way")

    def __init__(self, rules: "MeanReversionStrategy") -> None:
        self._rules = rules
        self._score, self._adx = ZScore(rules.period), Adx(rules.adx_period)
        self._long, self._short = Latch(), Latch()
        self.taken = self.way = 0
        self.score = self.adx = 0.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        score = self._score.update(candle.close)
        direction = self._adx.update(candle.high, candle.low, candle.close)
        if score is None or direction is None:
            return
        self.score, self.adx = score, direction.adx
        rules, is_calm = self._rules, direction.adx <= self._rules.max_adx
        is_long = self._long.step(is_calm and score <= -rules.entry, score >= -rules.leave)
        is_short = self._short.step(is_calm and score >= rules.entry, score <= rules.leave)
        self.way = is_long - is_short


class MeanReversionStrategy(SteppedStrategy[ReversionFigures]):
    """Against moves that have gone too far."""

    name = "MEAN_REVERSION"
    description = "Buys far below the mean, sells far above it"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("period", 20, 5, 200, "Candles of the mean"),
        real("entry", 2.0, 0.5, 5.0, "Deviations from the mean at which it enters"),
        real("leave", 0.5, 0.0, 3.0, "Deviations at which the signal ends"),
        whole("adx_period", 14, 2, 100, "Candles of the directional index"),
        real("max_adx", 35.0, 5.0, 100.0, "Directional index above which it does not enter"),
    )
    period: int
    entry: float
    leave: float
    adx_period: int
    max_adx: float

    @property
    def warmup(self) -> int:
        return self.adx_period * WILDER_FORGOTTEN_AFTER + self.period

    @property
    def speaks_after(self) -> int:
        return max(self.period, 2 * self.adx_period)

    def _agree(self, values: Mapping[str, Value]) -> None:
        if not rising(values, "leave", "entry"):
            raise InputError("leave must be nearer to the mean than entry", code="leave_not_nearer")

    def fresh(self) -> ReversionFigures:
        return ReversionFigures(self)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.mean_reversion import reversion_part

        return partial(reversion_part, self)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """The bands at which it enters; the close until they are known."""
        bands, lows, highs = Bollinger(self.period, self.entry), list[float](), list[float]()
        for candle in candles:
            found = bands.update(candle.close)
            lows.append(float(candle.close) if found is None else found.lower)
            highs.append(float(candle.close) if found is None else found.upper)
        return {f"+{self.entry:g} × {self.period}": highs, f"-{self.entry:g} × {self.period}": lows}

    def advice(self, now: ReversionFigures) -> SignalResult:
        told = (Reason("strayed", f"{now.score:+.1f}"), Reason("adx", f"{now.adx:.0f}"))
        return self.advise(now.way, grade(abs(now.score), FULL_SCORE), told)
