"""ARBITRAGE: of two instruments that go together, buy the one that fell behind.

Source: pairs trading (Gatev, Goetzmann and Rouwenhorst, Review of Financial Studies 19:3, 2006);
the stop against pairs that part for good: Vidyamurthy, Pairs Trading, 2004.

    ratio = close / close of the partner; score = (ratio - mean) / deviation, over `period` candles
    BUY  from -broken < score <= -entry until score >= -leave or score <= -broken; SELL mirrored
    confidence = 0.5 at the mean, 1 at FULL_SCORE deviations from it

It trades its own instrument alone; the other leg is a second agent with the instruments exchanged,
whose signals are the opposite of these. In a frame the partner's close is the column `pair_close`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from core.errors import InputError
from core.market import Candle
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import ZScore
from strategies.settings import real, whole
from strategies.shared import Latch, grade, rising
from strategies.stepped import SteppedStrategy

if TYPE_CHECKING:
    import pandas as pd

    from strategies.frames.parts import Decision, Part

FULL_SCORE = 4.0


class PairFigures:
    """How far the ratio of two closes strayed, and which side is waited for."""

    __slots__ = ("_long", "_rules", "_score", "_short", "score", "taken", "way")

    def __init__(self, rules: "ArbitrageStrategy") -> None:
        self._rules, self._score = rules, ZScore(rules.period)
        self._long, self._short = Latch(), Latch()
        self.taken = self.way = 0
        self.score = 0.0

    def take(self, candle: Candle) -> None:
        self.taken += 1
        score = self._score.update(self._rules.ratio(candle))
        if score is None:
            return
        rules, self.score = self._rules, score
        is_parted = abs(score) >= rules.broken
        is_long = self._long.step(
            not is_parted and score <= -rules.entry, is_parted or score >= -rules.leave
        )
        is_short = self._short.step(
            not is_parted and score >= rules.entry, is_parted or score <= rules.leave
        )
        self.way = is_long - is_short


class ArbitrageStrategy(SteppedStrategy[PairFigures]):
    """Fulfils `core.ports.PairStrategy`: alone it holds. A candle that the partner lacks is a hole,
    after which it starts afresh."""

    name = "ARBITRAGE"
    description = "Buys the one of a pair that fell behind"
    columns = ("close", "pair_close")
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="partner", default="ETHUSDT", description="Symbol of the other instrument"),
        whole("period", 60, 10, 500, "Candles of the mean ratio"),
        real("entry", 2.0, 0.5, 5.0, "Deviations at which it enters"),
        real("leave", 0.5, 0.0, 3.0, "Deviations at which the signal ends"),
        real("broken", 4.0, 1.0, 10.0, "Deviations at which the pair counts as parted"),
    )
    partner: str
    period: int
    entry: float
    leave: float
    broken: float

    def __init__(self, **parameters: object) -> None:
        self._others: dict[int, int] = {}
        super().__init__(**parameters)

    @property
    def warmup(self) -> int:
        return max(500, 2 * self.period)

    @property
    def speaks_after(self) -> int:
        return self.period

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return self.advise(0, 0.0, (Reason("no_partner", self.partner),))

    def evaluate_pair(self, candles: Sequence[Candle], others: Sequence[Candle]) -> SignalResult:
        self._others = {other.at_ns: other.close for other in others}
        if not candles or candles[-1].at_ns not in self._others:
            return self.evaluate(candles)
        return super().evaluate([each for each in candles if each.at_ns in self._others])

    def ratio(self, candle: Candle) -> float:
        """Of a candle that the partner has too."""
        other = self._others[candle.at_ns]
        return candle.close / other if other > 0 else 0.0

    def fresh(self) -> PairFigures:
        return PairFigures(self)

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        if "pair_close" not in df.columns:
            return df.assign(signal=0, signal_strength=0.0)
        return super().generate_signals(df)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.arbitrage import arbitrage_part

        return partial(arbitrage_part, self)

    def advice(self, now: PairFigures) -> SignalResult:
        told = (Reason("pair", self.partner), Reason("strayed", f"{now.score:+.1f}"))
        return self.advise(now.way, grade(abs(now.score), FULL_SCORE), told)

    def _agree(self, values: Mapping[str, Value]) -> None:
        if not rising(values, "leave", "entry", "broken"):
            raise InputError("leave, entry and broken must rise", code="pair_bounds_not_rising")
