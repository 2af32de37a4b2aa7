"""A market that is left at an instant."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Protocol, cast

from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.ports import MarketData, Subscription
from core.types import InstrumentId, Source, Timeframe


class Ending:
    """Another market until an instant: its stream ends there."""

    def __init__(self, market: MarketData, end_ns: int) -> None:
        self._market = market
        self._end_ns = end_ns
        self.name = market.name

    async def instruments(self) -> tuple[Instrument, ...]:
        return await self._market.instruments()

    async def quote(self, instrument: InstrumentId) -> Quote:
        return await self._market.quote(instrument)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        return await self._market.candles(
            instrument, timeframe, end_ns=end_ns, limit=limit, source=source
        )

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        stream = cast("Closing", self._market.events(wanted, since_ns=since_ns))
        async with aclosing(stream) as events:
            async for event in events:
                if event.at_ns >= self._end_ns:
                    return
                yield event


class Closing(Protocol):
    """A stream that can be left early, as every generator."""

    def __aiter__(self) -> AsyncIterator[MarketEvent]: ...
    async def aclose(self) -> None: ...
