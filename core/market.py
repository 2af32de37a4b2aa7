"""What a market says: every event the runtime is fed, in market time."""

from core.instrument import Instrument
from core.money import Steps, Ticks
from core.types import FeedStatus, InstrumentId, OrderSide, Timeframe
from core.values import Frozen

Level = tuple[Ticks, Steps]
"""One price level of a book: price and displayed size."""


class Quote(Frozen, frozen=True):
    """Best bid and ask with their displayed sizes."""

    instrument: InstrumentId
    at_ns: int
    bid: Ticks
    ask: Ticks
    bid_qty: Steps
    ask_qty: Steps

    def taker_price(self, side: OrderSide) -> Ticks:
        return self.ask if side is OrderSide.BUY else self.bid

    @property
    def mid_x2(self) -> int:
        """Twice the mid, in ticks, so that it stays whole."""
        return self.bid + self.ask


class Trade(Frozen, frozen=True):
    """A print; `taker` is the side that crossed the book."""

    instrument: InstrumentId
    at_ns: int
    price: Ticks
    qty: Steps
    taker: OrderSide


class Book(Frozen, frozen=True):
    """Depth, best level first on both sides; implies a quote."""

    instrument: InstrumentId
    at_ns: int
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]


class Mark(Frozen, frozen=True):
    """The venue's mark price, an integer of 10^-8 quote."""

    instrument: InstrumentId
    at_ns: int
    mark: int


class Funding(Frozen, frozen=True):
    """A funding instant: `rate` in 10^-8, positive means longs pay; `mark` in 10^-8 quote."""

    instrument: InstrumentId
    at_ns: int
    rate: int
    mark: int


class Candle(Frozen, frozen=True):
    """A closed candle of [open_ns, open_ns + timeframe); `at_ns` is the instant it closed."""

    instrument: InstrumentId
    at_ns: int
    timeframe: Timeframe
    open: Ticks
    high: Ticks
    low: Ticks
    close: Ticks
    volume: Steps

    @property
    def open_ns(self) -> int:
        return self.at_ns - self.timeframe.ns


class PathPoint(Frozen, frozen=True):
    """One point of a bar's expanded path (PAPER, 'Grades of data': candles).

    The way from the previous point is continuous, or a jump where `is_jump` (a bar's open).
    `low` and `high` are the whole bar's, for the ambiguity rule P11.
    """

    instrument: InstrumentId
    at_ns: int
    price: Ticks
    is_jump: bool
    low: Ticks
    high: Ticks


class FeedState(Frozen, frozen=True):
    """The feed of one instrument changed its state."""

    instrument: InstrumentId
    at_ns: int
    status: FeedStatus
    reason: str


class NewRules(Frozen, frozen=True):
    """The venue changed its rules of an instrument, or opened or halted it. The units are those of
    before: prices and sizes count on."""

    instrument: InstrumentId
    at_ns: int
    held: Instrument


MarketEvent = Quote | Trade | Book | Mark | Funding | Candle | PathPoint | FeedState | NewRules
