"""Writes a market down as recorders do: WebSocket lines and candle files of a venue."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from core.instrument import Instrument
from core.market import Book, Candle, Funding, Level, Mark, MarketEvent, Quote, Trade
from core.types import OrderSide

_MS = 1_000_000
_E8 = 10**8


def write_lines(path: Path, held: Instrument, events: Iterable[MarketEvent]) -> Path:
    """The stream of one instrument, one message a line, as `usdm-btcusdt_1.txt.gz`."""
    return _packed(path, _Recorder(held).lines(list(events)))


def write_bars(path: Path, held: Instrument, bars: Iterable[Candle]) -> Path:
    """Candles, as `futures/BTCUSDT-1m.csv.gz`."""
    rows = (
        (
            bar.open_ns // _MS,
            *(held.price(price) for price in (bar.open, bar.high, bar.low, bar.close)),
            held.size(bar.volume),
        )
        for bar in bars
    )
    return _table(path, "open_time,open,high,low,close,volume", rows)


def write_fundings(path: Path, fundings: Iterable[Funding]) -> Path:
    """Funding times and rates, as `futures/BTCUSDT-funding.csv.gz`."""
    rows = ((item.at_ns // _MS, _decimal(item.rate)) for item in fundings)
    return _table(path, "funding_time,funding_rate", rows)


class _Recorder:
    def __init__(self, held: Instrument) -> None:
        self._held = held
        self._ids = 0
        self._book: Mapping[str, Mapping[int, int]] | None = None
        self._book_id = 0

    def lines(self, events: Sequence[MarketEvent]) -> Iterator[str]:
        fundings = iter([event for event in events if isinstance(event, Funding)])
        due = next(fundings, None)
        for event in events:
            if isinstance(event, Funding):
                due = next(fundings, None)
            elif (frame := self._frame(event, due)) is not None:
                yield f"{event.at_ns} {json.dumps(frame, separators=(',', ':'))}"

    def _frame(self, event: MarketEvent, due: Funding | None) -> object:
        match event:
            case Quote():
                return self._stream("bookTicker", self._ticker(event))
            case Trade():
                return self._stream("trade", self._trade(event))
            case Mark():
                return self._stream("markPrice@1s", _mark(event, due))
            case Book():
                return self._depth(event)
        return None

    def _stream(self, name: str, data: Mapping[str, object]) -> object:
        return {"stream": f"{self._held.symbol.lower()}@{name}", "data": data}

    def _ticker(self, quote: Quote) -> Mapping[str, object]:
        self._ids += 1
        bid, ask = self._level((quote.bid, quote.bid_qty)), self._level((quote.ask, quote.ask_qty))
        return {"u": self._ids, "b": bid[0], "B": bid[1], "a": ask[0], "A": ask[1]}

    def _trade(self, trade: Trade) -> Mapping[str, object]:
        price, qty = self._level((trade.price, trade.qty))
        is_sold = trade.taker is OrderSide.SELL
        return {"e": "trade", "T": trade.at_ns // _MS, "p": price, "q": qty, "m": is_sold}

    def _depth(self, book: Book) -> object:
        """The first book is the snapshot, every later one what changed since."""
        self._ids += 1
        before, self._book = self._book, {"b": dict(book.bids), "a": dict(book.asks)}
        previous, self._book_id = self._book_id, self._ids
        if before is None:
            bids, asks = (list(map(self._level, side)) for side in (book.bids, book.asks))
            return {"lastUpdateId": self._ids, "bids": bids, "asks": asks}
        changes = {side: self._changes(before[side], self._book[side]) for side in "ba"}
        ids = {"U": previous + 1, "u": self._ids, "pu": previous}
        return self._stream("depth@100ms", {"e": "depthUpdate", **ids, **changes})

    def _changes(self, before: Mapping[int, int], now: Mapping[int, int]) -> list[tuple[str, str]]:
        gone = {price: 0 for price in before if price not in now}
        return [self._level(level) for level in (*gone.items(), *now.items())]

    def _level(self, level: Level | tuple[int, int]) -> tuple[str, str]:
        return str(self._held.price(level[0])), str(self._held.size(level[1]))


def _mark(mark: Mark, due: Funding | None) -> Mapping[str, object]:
    told = {"e": "markPriceUpdate", "p": _decimal(mark.mark)}
    if due is None:
        return told
    return {**told, "r": _decimal(due.rate), "T": due.at_ns // _MS}


def _decimal(units: int) -> str:
    sign = "-" if units < 0 else ""
    return f"{sign}{abs(units) // _E8}.{abs(units) % _E8:08d}"


def _table(path: Path, head: str, rows: Iterable[Sequence[object]]) -> Path:
    return _packed(path, [head, *(",".join(map(str, row)) for row in rows)])


def _packed(path: Path, lines: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data, compresslevel=1, mtime=0))
    return path
