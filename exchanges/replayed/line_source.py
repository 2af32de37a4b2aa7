"""One instrument's recorded WebSocket lines as events of the book and trades grade."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from core.candles import CandleBuilder
from core.errors import InputError
from core.instrument import Instrument
from core.market import Book, Candle, Funding, Level, Mark, MarketEvent, Quote, Trade
from core.types import OrderSide, Source, Timeframe
from exchanges.replayed.files import Recording
from exchanges.replayed.frames import Data, Frame, Sizes, frames_of
from exchanges.wire.local_book import LocalBook
from exchanges.replayed.reading import Skipped
from exchanges.wire.scale import Scale, e8

DEPTH = 20
_MS = 1_000_000


class LineReader:
    """Turns frames into quotes, prints, books and marks, one after the other."""

    def __init__(self, instrument: Instrument) -> None:
        self._id = instrument.id
        self._scale = Scale.of(instrument)
        self._quote_id = 0
        self._quote: Quote | None = None
        self._funding: Funding | None = None
        self.book = LocalBook()

    def read(self, at_ns: int, frame: Frame) -> MarketEvent | None:
        """What a frame says, if anything; raises ValueError when it makes no sense."""
        data = frame.data
        if data is None:
            return self._snapshot(at_ns, frame) if frame.last_update_id else None
        if data.e == "trade":
            return self._trade(at_ns, data)
        if data.e == "depthUpdate":
            return self._change(at_ns, data)
        if data.e == "markPriceUpdate":
            return self._mark(at_ns, data)
        return self._ticker(at_ns, data) if data.B and data.A else None

    def funding_until(self, now_ns: int) -> Funding | None:
        """The funding that was announced for an instant up to `now_ns`, once: at the newest rate
        and mark told before it."""
        due = self._funding
        if due is None or due.at_ns > now_ns:
            return None
        self._funding = None
        return due

    def _mark(self, at_ns: int, data: Data) -> Mark:
        mark = e8(data.p)
        if data.r and data.T * _MS > at_ns:
            self._funding = Funding(self._id, data.T * _MS, e8(data.r), mark)
        return Mark(self._id, at_ns, mark)

    def _trade(self, at_ns: int, data: Data) -> Trade | None:
        """Insurance and deleveraging prints are none of the market's."""
        if data.X != "MARKET":
            return None
        taker = OrderSide.SELL if data.m else OrderSide.BUY
        price, qty = self._scale.ticks(data.p), self._scale.steps(data.q)
        return Trade(self._id, at_ns, price, qty, taker) if qty else None

    def _ticker(self, at_ns: int, data: Data) -> Quote | None:
        """Only what is newer than all before."""
        if data.u <= self._quote_id or not isinstance(data.b, str) or not isinstance(data.a, str):
            return None
        scale = self._scale
        bid, ask = scale.ticks(data.b), scale.ticks(data.a)
        self._quote_id = data.u
        self._quote = Quote(self._id, at_ns, bid, ask, scale.steps(data.B), scale.steps(data.A))
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
        is ahead of the book, it is the best level."""
        book, quote = self.book, self._quote
        if quote is not None and self._quote_id > book.update_id:
            bids = book.bids.best(DEPTH, (quote.bid, quote.bid_qty))
            asks = book.asks.best(DEPTH, (quote.ask, quote.ask_qty))
        else:
            bids, asks = book.bids.best(DEPTH), book.asks.best(DEPTH)
        return Book(self._id, at_ns, bids, asks) if bids and asks and book.is_valid else None

    def _levels(self, sizes: Sizes | str | int) -> list[Level]:
        if not isinstance(sizes, list):
            raise ValueError("a change of the book holds no levels")
        ticks, steps = self._scale.ticks, self._scale.steps
        return [(ticks(price), steps(size)) for price, size in sizes]


class LineSource:
    """Several files in sequence. Candles are counted from the prints, on the clock of whoever
    recorded them, as all else is."""

    def __init__(
        self, instrument: Instrument, files: Sequence[Recording], skipped: Skipped
    ) -> None:
        self.instrument = instrument
        self._skipped = skipped
        begins = {item.path: self._begin(item.path) for item in files}
        self._paths = sorted(begins, key=begins.__getitem__)
        self.starts_ns = min(begins.values())
        self._counted: dict[Timeframe, tuple[Candle, ...]] = {}

    def refuse(self, timeframe: Timeframe) -> None:
        """Prints make candles of every timeframe."""

    def candles(
        self, timeframe: Timeframe, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]:
        """Counted from the first print on, so that history and stream are the same candles; there
        are none of marks."""
        if source is Source.MARK:
            return ()
        if timeframe not in self._counted:
            found = self.events([timeframe], 0)
            self._counted[timeframe] = tuple(item for item in found if isinstance(item, Candle))
        counted = self._counted[timeframe]
        end = bisect_right(counted, end_ns, key=attrgetter("at_ns"))
        return counted[max(end - limit, 0) : end]

    def events(self, timeframes: Sequence[Timeframe], start_ns: int) -> Iterator[MarketEvent]:
        """All events in order of time; reads from the beginning, because book and candles need
        what was before `start_ns`."""
        builders = [CandleBuilder(self.instrument.id, timeframe) for timeframe in timeframes]
        for at_ns, event in self._read():
            for builder in builders:
                yield from builder.close_until(at_ns)
            if isinstance(event, Trade):
                for builder in builders:
                    yield from builder.add(event)
            if event is not None:
                yield event

    def _read(self) -> Iterator[tuple[int, MarketEvent | None]]:
        reader = LineReader(self.instrument)
        for path in self._paths:
            for number, at_ns, frame in frames_of(path, self._skipped):
                funding = reader.funding_until(at_ns)
                if funding is not None:
                    yield funding.at_ns, funding
                try:
                    event = reader.read(at_ns, frame)
                except ValueError as error:
                    self._skipped.line(path, number, error)
                    continue
                yield at_ns, event

    def _begin(self, path: Path) -> int:
        found = next(frames_of(path, self._skipped), None)
        if found is None:
            raise InputError(f"{path} holds no recorded line", code="bad_replay")
        return found[1]
