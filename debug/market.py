"""The sandbox's own market: fresh snapshots of a venue, or prices forced by hand."""

import asyncio
from collections.abc import AsyncIterator

from core.errors import Unreachable
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.money import Steps, Ticks
from core.ports import Clock, MarketData, Subscription
from core.types import InstrumentId, Source, Timeframe
from core.values import replace
from exchanges.simulated.faults import Faults

ASK_S = 2.0
HEARD_S = 5.0
WAITING = 64


class DebugMarket:
    """Speaks of one instrument at a time, its `focus`, and only what it was told to; implements
    `core.ports.MarketData`. Every word has a time of its own on the sandbox's clock.

    A silent market drops the prices it is told; one that is out answers no question either.
    """

    name = "debug"

    def __init__(
        self, source: MarketData, instruments: tuple[Instrument, ...], clock: Clock, faults: Faults
    ) -> None:
        self.faults = faults
        self.focus = instruments[0]
        self.forced: tuple[int, int] | None = None
        self.newest: Quote | None = None
        self._source = source
        self._listed = instruments
        self._clock = clock
        self._words: asyncio.Queue[MarketEvent] = asyncio.Queue(WAITING)
        self._heard: dict[MarketEvent, asyncio.Event] = {}
        self._stamp_ns = 0

    async def instruments(self) -> tuple[Instrument, ...]:
        return self._listed

    async def quote(self, instrument: InstrumentId) -> Quote:
        """Fresh, of the focus alone: nobody asks a venue for what no one looks at."""
        if instrument != self.focus.id:
            raise Unreachable("the sandbox looks at another instrument")
        return await self.snapshot()

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """There was nothing before the sandbox."""
        return ()

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """A stream that is opened again says first what was not taken of the one before."""
        for untaken in list(self._heard):
            yield untaken
        while True:
            yield await self._words.get()

    # --- what the sandbox makes it say

    def look_at(self, instrument: Instrument) -> None:
        self.focus, self.forced, self.newest = instrument, None, None

    def force(self, bid: int, ask: int) -> None:
        """From here on this is the price, until it is released."""
        self.forced = (bid, ask)

    def release(self) -> None:
        self.forced = None

    def stamp(self) -> int:
        """The instant of the next word, later than every one before."""
        self._stamp_ns = max(self._clock.now_ns(), self._stamp_ns + 1)
        return self._stamp_ns

    async def snapshot(self) -> Quote:
        """The price as it is now: forced, or asked of the venue. Raises ExchangeError or
        TimeoutError."""
        if self.faults.is_out(self.focus.id, self._clock.now_ns()):
            raise Unreachable("the sandbox's market is out")
        if self.forced is not None:
            return self._forced(*self.forced)
        async with asyncio.timeout(ASK_S):
            asked = await self._source.quote(self.focus.id)
        self.newest = replace(asked, at_ns=self.stamp())
        return self.newest

    def _forced(self, bid: int, ask: int) -> Quote:
        """Deep enough for any order; its size changes with every word, as a book refills."""
        at_ns = self.stamp()
        size = Steps(2 * self.focus.max_market_qty + at_ns % 2)
        self.newest = Quote(self.focus.id, at_ns, Ticks(bid), Ticks(ask), size, size)
        return self.newest

    async def tell(self, event: MarketEvent) -> None:
        """Says it, and waits until the runtime has taken it; a silent market says no price."""
        is_silent = self.faults.is_silent(event.instrument, self._clock.now_ns())
        if is_silent and isinstance(event, Quote):
            return
        heard = self._heard[event] = asyncio.Event()
        try:
            async with asyncio.timeout(HEARD_S):
                await self._words.put(event)
                await heard.wait()
        finally:
            del self._heard[event]

    def taken(self, event: MarketEvent) -> None:
        """The runtime has taken an event."""
        heard = self._heard.get(event)
        if heard is not None:
            heard.set()
