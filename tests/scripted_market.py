"""A venue's public side that says what a test wrote."""

from collections.abc import AsyncIterator, Iterable

from core.errors import Unreachable
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent, Quote
from core.ports import Subscription
from core.types import InstrumentId, Source, Timeframe


class ScriptedMarket:
    """Candles by instrument, timeframe and source; events in the order given. Without candles it
    is unreachable. Remembers what it was asked for."""

    name = "scripted"

    def __init__(
        self,
        *,
        candles: Iterable[tuple[Source, Candle]] = (),
        events: Iterable[MarketEvent] = (),
        fundings: Iterable[Funding] = (),
        is_down: bool = False,
    ) -> None:
        self.past_fundings = tuple(fundings)
        self.candles_of = list(candles)
        self.script = list(events)
        self.is_down = is_down
        self.asked: list[tuple[Timeframe, int, int, Source]] = []
        self.subscribed: list[tuple[Subscription, int]] = []

    async def instruments(self) -> tuple[Instrument, ...]:
        return ()

    async def quote(self, instrument: InstrumentId) -> Quote:
        raise Unreachable("no quote was written")

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        self.asked.append((timeframe, end_ns, limit, source))
        if self.is_down:
            raise Unreachable("no answer")
        found = [
            candle
            for written, candle in self.candles_of
            if (candle.instrument, candle.timeframe, written) == (instrument, timeframe, source)
            and candle.at_ns <= end_ns
        ]
        return tuple(found[-limit:])

    async def fundings(
        self, instrument: InstrumentId, *, since_ns: int, until_ns: int
    ) -> tuple[Funding, ...]:
        if self.is_down:
            raise Unreachable("no answer")
        found = (funding for funding in self.past_fundings if funding.instrument == instrument)
        return tuple(funding for funding in found if since_ns < funding.at_ns <= until_ns)

    def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        self.subscribed.append((wanted, since_ns))
        return self._later(since_ns)

    async def _later(self, since_ns: int) -> AsyncIterator[MarketEvent]:
        for event in self.script:
            if event.at_ns > since_ns:
                yield event
