"""Recorded lines as the hostile venue says them, one after the other, and what comes of them."""

import asyncio
from collections.abc import Callable, Sequence

from core.market import Candle, MarketEvent
from core.types import InstrumentKind
from tests.hostile.desk import HostileDesk
from tests.hostile.recording import MS, Line, as_todays

TURNS = 100_000


class Playing:
    """Plays lines to the adapter in lockstep and keeps what comes of them."""

    def __init__(self, desk: HostileDesk, candles: Sequence[Candle]) -> None:
        self.desk = desk
        self.heard: list[MarketEvent] = []
        self._candles = list(candles)
        self._sent = self._breathes_ms = 0
        self._refreshed_ms = desk.clock.now_ns() // MS

    async def read(self, since_ns: int) -> None:
        wanted = self.desk.wanted()
        async for event in self.desk.market.events(wanted, since_ns=since_ns):
            self.heard.append(event)

    async def play(self, lines: Sequence[Line]) -> None:
        desk, venue = self.desk, self.desk.venue
        await desk.until(lambda: all(s.streams for s in venue.sockets) and bool(venue.sockets))
        self._sent = desk.market.streams[0].receiver.frames
        for at_ms, message in lines:
            desk.clock.set(at_ms * MS)
            await self._refresh(at_ms)
            await self._breathe(at_ms)
            await self._close_candles(at_ms)
            if "stream" in message:
                await self._say(*as_todays(message))
            else:
                await self._snapshot(message)
        await desk.settle()

    async def _refresh(self, at_ms: int) -> None:
        """Once an hour the adapter asks for time and rules: market time stands still meanwhile, or
        the venue's clock would seem to be off."""
        if at_ms - self._refreshed_ms < 3_600_000:
            return
        asked = self.desk.venue.count("exchangeInfo")
        self._refreshed_ms = at_ms
        await turned(lambda: self.desk.venue.count("exchangeInfo") > asked)
        await self.desk.settle()

    async def _breathe(self, at_ms: int) -> None:
        """What nobody recorded, once a second: candles as they grow, and marks."""
        if at_ms < self._breathes_ms:
            return
        self._breathes_ms = at_ms + 1000
        venue = self.desk.venue
        await self._say("btcusdt@kline_1m", venue.bar(at_ms // 60_000 * 60_000, closed=False))
        if venue.kind is InstrumentKind.PERP:
            next_ms = (at_ms // 28_800_000 + 1) * 28_800_000
            mark = venue.mark("60000", "0.0001", next_ms)
            await self._say("btcusdt@markPrice@1s", mark)

    async def _say(self, stream: str, told: dict[str, object]) -> None:
        if told.get("X", "MARKET") != "MARKET":
            return
        await self.desk.venue.say(stream, told)
        self._sent += 1
        await self._until_taken()

    async def _until_taken(self) -> None:
        receiver = self.desk.market.streams[0].receiver
        await turned(lambda: receiver.frames >= self._sent)

    async def _snapshot(self, message: dict[str, object]) -> None:
        venue = self.desk.venue
        venue.snapshots.append(message)
        if venue.holds_books is not None:
            venue.holds_books.set()
        receiver = self.desk.market.streams[0].receiver
        await turned(lambda: not receiver.books_wanted())

    async def _close_candles(self, at_ms: int) -> None:
        while self._candles and self._candles[0].at_ns <= at_ms * MS:
            candle = self._candles.pop(0)
            held = self.desk.market.listed[0]
            names = ("o", "h", "l", "c")
            prices = (candle.open, candle.high, candle.low, candle.close)
            bar = {name: str(held.price(price)) for name, price in zip(names, prices, strict=True)}
            times = {"t": candle.open_ns // MS, "T": candle.at_ns // MS - 1}
            whole = {**bar, **times, "v": str(held.size(candle.volume)), "i": "1m", "x": True}
            await self._say("btcusdt@kline_1m", {"e": "kline", "E": at_ms, "k": whole})


async def turned(is_so: Callable[[], bool]) -> None:
    """Lets the loop turn, the sockets with it, until something is so; market time stands still."""
    for _ in range(TURNS):
        if is_so():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come to that")
