"""One instrument's frames as market events: the same decoder for recorded and for live ones."""

from core.instrument import Instrument
from core.market import Book, Funding, Level, Mark, MarketEvent, Quote, Trade
from core.types import OrderSide
from exchanges.wire.frames import Data, Frame, Sizes
from exchanges.wire.local_book import LocalBook
from exchanges.wire.scale import Newest, Scale, e8

DEPTH = 20
_MS = 1_000_000


class FrameReader:
    """Turns frames into quotes, prints, books and marks, one after the other.

    What a venue says again, or late after something newer of its kind, is nothing. `is_coarse`
    where the venue's tick is finer than ours: quotes are told to the tick they are no better than,
    prints to the one that their taker passed last, and the book, whose levels would run into one
    another, not at all.
    """

    def __init__(self, instrument: Instrument, *, is_coarse: bool = False) -> None:
        self._id = instrument.id
        self.is_coarse = is_coarse
        self._scale = scale = Scale.of(instrument)
        self._buyers = scale.below if is_coarse else scale.ticks
        self._sellers = scale.above if is_coarse else scale.ticks
        self._bid, self._ask = Newest(self._buyers), Newest(self._sellers)
        self._bid_qty, self._ask_qty = Newest(scale.steps), Newest(scale.steps)
        self._quote_id = self._trade_id = self._mark_ms = 0
        self._quote: Quote | None = None
        self._funding: Funding | None = None
        self.book = LocalBook()

    def read(self, at_ns: int, frame: Frame) -> MarketEvent | None:
        """What a frame says, if anything; raises ValueError when it makes no sense."""
        data = frame.data
        if data is None:
            return self._snapshot(at_ns, frame) if frame.last_update_id else None
        if data.e in ("trade", "aggTrade"):
            return self._trade(at_ns, data)
        if data.e == "depthUpdate":
            return None if self.is_coarse else self._change(at_ns, data)
        if data.e == "markPriceUpdate":
            return self._mark(at_ns, data)
        return self._ticker(at_ns, data) if data.B and data.A else None

    @property
    def wants_book(self) -> bool:
        """Does its book wait for a snapshot?"""
        return not (self.is_coarse or self.book.is_valid)

    def funding_until(self, now_ns: int) -> Funding | None:
        """The funding that was announced for an instant up to `now_ns`, once: at the newest rate
        and mark told before it."""
        due = self._funding
        if due is None or due.at_ns > now_ns:
            return None
        self._funding = None
        return due

    def _mark(self, at_ns: int, data: Data) -> Mark | None:
        if data.E and self._mark_ms >= data.E:
            return None
        self._mark_ms, mark = data.E, e8(data.p)
        if data.r and at_ns < data.T * _MS:
            self._funding = Funding(self._id, data.T * _MS, e8(data.r), mark)
        return Mark(self._id, at_ns, mark)

    def _trade(self, at_ns: int, data: Data) -> Trade | None:
        """Insurance and deleveraging prints are none of the market's."""
        trade_id = data.a if isinstance(data.a, int) else data.t
        if data.X != "MARKET" or (trade_id and trade_id <= self._trade_id):
            return None
        self._trade_id = trade_id
        taker = OrderSide.SELL if data.m else OrderSide.BUY
        priced = self._sellers if data.m else self._buyers
        price, qty = priced(data.p), self._scale.steps(data.q)
        return Trade(self._id, at_ns, price, qty, taker) if qty else None

    def _ticker(self, at_ns: int, data: Data) -> Quote | None:
        if data.u <= self._quote_id or not isinstance(data.b, str) or not isinstance(data.a, str):
            return None
        bid, ask = self._bid.of(data.b), self._ask.of(data.a)
        if bid > ask:
            raise ValueError(f"the bid {data.b} is above the ask {data.a}")
        self._quote_id = data.u
        sizes = self._bid_qty.of(data.B), self._ask_qty.of(data.A)
        self._quote = Quote(self._id, at_ns, bid, ask, *sizes)
        return self._quote

    def _snapshot(self, at_ns: int, frame: Frame) -> Book | None:
        self.book.snapshot(frame.last_update_id, self._levels(frame.bids), self._levels(frame.asks))
        return self._top(at_ns)

    def _change(self, at_ns: int, data: Data) -> Book | None:
        bids, asks = self._levels(data.b), self._levels(data.a)
        is_taken = self.book.change(data.U, data.u, data.pu, bids, asks)
        return self._top(at_ns) if is_taken else None

    def _top(self, at_ns: int) -> Book | None:
        """The best levels. Changes come ten times a second, quotes at once: where the newest quote
        is ahead of the book, it is the best level. A crossed book says nothing."""
        book, quote = self.book, self._quote
        if quote is not None and self._quote_id > book.update_id:
            bids = book.bids.best(DEPTH, (quote.bid, quote.bid_qty))
            asks = book.asks.best(DEPTH, (quote.ask, quote.ask_qty))
        else:
            bids, asks = book.bids.best(DEPTH), book.asks.best(DEPTH)
        is_whole = book.is_valid and bids and asks and bids[0][0] < asks[0][0]
        return Book(self._id, at_ns, bids, asks) if is_whole else None

    def _levels(self, sizes: Sizes | str | int) -> list[Level]:
        if not isinstance(sizes, list):
            raise ValueError("a change of the book holds no levels")
        ticks, steps = self._scale.ticks, self._scale.steps
        return [(ticks(price), steps(size)) for price, size in sizes]
