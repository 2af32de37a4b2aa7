"""SCALPING: take a short step with the trend after a dip, where the step pays for its costs.

Source: Connors' RSI(2) pullbacks (Connors and Alvarez, Short Term Trading Strategies That Work,
2008) on a fast average; the imbalance of the book as a forecast of the next move: Cont, Kukanov and
Stoikov, Journal of Financial Econometrics 12:1, 2014.

    dip   RSI <= dip while fast > slow; the signal ends at RSI >= 100 - dip, with the trend,
          after `max_hold` candles, and then rests for `cooldown`; SELL mirrored
    step  true range x sqrt(max_hold) must be `edge` times the costs: two fees and the spread
    book  the spread must not pass max_spread_bp, and the mean of (bid - ask) / (bid + ask) of the
          quantities must be `min_imbalance` in the direction of the signal
    confidence = 0.5 where the step pays for nothing, 1 where it pays FULL_PAY times its costs

It hears quotes where the desk gives them; without, the spread counts as the most it allows, and the
book has no say. A frame may tell both in the columns `spread_bp` and `imbalance`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, ClassVar

from core.market import Candle, Quote
from core.parameters import Parameter, Value
from core.trading import Reason, SignalResult
from indicators.incremental import Ema, RangeEma, Rsi
from strategies.patience import Patience
from strategies.settings import FAST_ABOUT, SLOW_ABOUT, real, whole
from strategies.shared import BASIS_POINT, Latch, ema_lines, grade, ordered
from strategies.stepped import FORGOTTEN_AFTER, WILDER_FORGOTTEN_AFTER, SteppedStrategy

if TYPE_CHECKING:
    import pandas as pd

    from strategies.frames.parts import Decision, Part

FULL_PAY = 8.0
BOOK_COLUMNS = ("spread_bp", "imbalance")


class HeardBook:
    """What the quotes since the last candle said, on average."""

    __slots__ = ("_imbalance", "_spread", "heard")

    def __init__(self) -> None:
        self.heard = 0
        self._spread = self._imbalance = 0.0

    def hear(self, quote: Quote) -> None:
        shown = quote.bid_qty + quote.ask_qty
        self.heard += 1
        self._spread += 2.0 * (quote.ask - quote.bid) / (quote.ask + quote.bid) / BASIS_POINT
        self._imbalance += (quote.bid_qty - quote.ask_qty) / shown if shown else 0.0

    @property
    def spread_bp(self) -> float | None:
        return self._spread / self.heard if self.heard else None

    @property
    def imbalance(self) -> float | None:
        return self._imbalance / self.heard if self.heard else None


class ScalpingFigures:
    """The short trend, the dip in it, and what a step would pay."""

    __slots__ = (
        "_fast",
        "_long",
        "_patience",
        "_rsi",
        "_rules",
        "_short",
        "_slow",
        "_span",
        "book",
        "pays",
        "rsi",
        "taken",
        "way",
    )

    def __init__(self, rules: "ScalpingStrategy") -> None:
        self._rules = rules
        self._fast, self._slow = Ema(rules.fast), Ema(rules.slow)
        self._rsi, self._span = Rsi(rules.rsi_period), RangeEma(rules.slow)
        self._long, self._short = Latch(), Latch()
        self._patience = Patience(rules.max_hold, rules.cooldown)
        self.book = HeardBook()
        self.taken = self.way = 0
        self.rsi, self.pays = 50.0, 0.0

    def take(self, candle: Candle) -> None:
        book, self.book = self.book, HeardBook()
        self.taken += 1
        close = candle.close
        gap = self._fast.update(close) - self._slow.update(close)
        span = self._span.update(candle.high, candle.low, close)
        rsi = self._rsi.update(close)
        if rsi is None:
            return
        rules, self.rsi = self._rules, rsi
        spread = rules.max_spread_bp if book.spread_bp is None else book.spread_bp
        self.pays = rules.pays(span, close, spread)
        may = self.pays >= rules.edge and spread <= rules.max_spread_bp
        self.way = self._patience.step(self._wanted(gap, rsi, may, book.imbalance))

    def _wanted(self, gap: float, rsi: float, may: bool, imbalance: float | None) -> int:
        rules = self._rules
        leans = rules.min_imbalance
        is_bid = may and (imbalance is None or imbalance >= leans)
        is_asked = may and (imbalance is None or -imbalance >= leans)
        is_long = self._long.step(
            is_bid and gap > 0.0 and rsi <= rules.dip, gap <= 0.0 or rsi >= 100.0 - rules.dip
        )
        is_short = self._short.step(
            is_asked and gap < 0.0 and rsi >= 100.0 - rules.dip, gap >= 0.0 or rsi <= rules.dip
        )
        return is_long - is_short


class ScalpingStrategy(SteppedStrategy[ScalpingFigures]):
    """Short steps, only where they pay."""

    name = "SCALPING"
    description = "Short steps after dips, where they pay for their costs"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        whole("fast", 8, 2, 50, FAST_ABOUT),
        whole("slow", 21, 3, 100, SLOW_ABOUT),
        whole("rsi_period", 4, 2, 50, "Candles of the relative strength"),
        real("dip", 30.0, 1.0, 49.0, "Relative strength at which a dip is bought"),
        whole("max_hold", 15, 1, 200, "Most candles a signal stands"),
        whole("cooldown", 5, 0, 200, "Candles of rest after a signal"),
        real("fee_bp", 5.0, 0.0, 100.0, "Fee of one fill, in hundredths of a percent"),
        real("edge", 1.5, 0.0, 20.0, "How many times its costs a step must pay"),
        real("max_spread_bp", 5.0, 0.1, 100.0, "Widest spread, in hundredths of a percent"),
        real("min_imbalance", 0.0, -1.0, 1.0, "How much the book must lean with it"),
    )
    fast: int
    slow: int
    rsi_period: int
    dip: float
    max_hold: int
    cooldown: int
    fee_bp: float
    edge: float
    max_spread_bp: float
    min_imbalance: float

    @property
    def warmup(self) -> int:
        return max(self.slow * FORGOTTEN_AFTER, self.rsi_period * WILDER_FORGOTTEN_AFTER)

    @property
    def speaks_after(self) -> int:
        return self.slow + self.rsi_period

    def pays(self, span: float, close: float, spread_bp: float) -> float:
        """How many times its costs the usual step of `max_hold` candles is."""
        costs = 2.0 * self.fee_bp + spread_bp
        if close <= 0.0 or costs <= 0.0:
            return 0.0
        return span * sqrt(self.max_hold) / close / BASIS_POINT / costs

    def on_quote(self, quote: Quote) -> None:
        """Counts a quote of the candle that is not closed yet."""
        if self._figures is not None:
            self._figures.book.hear(quote)

    def _agree(self, values: Mapping[str, Value]) -> None:
        ordered(values)

    def fresh(self) -> ScalpingFigures:
        return ScalpingFigures(self)

    def frame_part(self) -> "Callable[[Part], Decision]":
        from strategies.frames.scalping import scalping_part

        return partial(scalping_part, self)

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        from strategies.frames.parts import signalled

        part = self.frame_part()
        return signalled(df, self.columns, self.speaks_after, part, BOOK_COLUMNS)

    def lines(self, candles: Sequence[Candle]) -> dict[str, list[float]]:
        """Both averages, from the first candle on."""
        return ema_lines(candles, self.fast, self.slow)

    def advice(self, now: ScalpingFigures) -> SignalResult:
        told = (Reason("strength", f"{now.rsi:.0f}"), Reason("pays", f"{now.pays:.1f}"))
        if now.way == 0:
            return self.advise(0, 0.0, (Reason("no_step"), *told))
        return self.advise(now.way, grade(now.pays, FULL_PAY), (Reason("dip"), *told))
