"""The simulated exchange's public side: `core.ports.MarketData` over a pure function of time."""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count
from operator import attrgetter

from core.errors import InputError, Unreachable
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent, Quote
from core.ports import Clock, Subscription
from core.types import SECOND_NS, InstrumentId, Source, Timeframe
from exchanges.pacing import paced
from exchanges.simulated.faults import Fault, Faults
from exchanges.simulated.instruments import listings
from exchanges.simulated.stream import SymbolStream

# History is made in long blocks; live ones are short, so that no one waits for them.
_HISTORY_BLOCK_S = 300
_LIVE_BLOCK_S = 20
_END_OF_TIME_NS = 1 << 62
_AT = attrgetter("at_ns")


class SimulatedMarket:
    """The same seed, symbols and faults say the same at the same market time, in any process."""

    name = "simulated"

    def __init__(
        self, seed: int, symbols: Sequence[str], clock: Clock, faults: Sequence[Fault] = ()
    ) -> None:
        self._clock = clock
        self.faults = Faults(tuple(faults))
        self._listed = listings(symbols)
        self._streams = {
            listing.instrument.id: SymbolStream(seed, listing, self.faults)
            for listing in self._listed
        }

    async def instruments(self) -> tuple[Instrument, ...]:
        return self.listed

    @property
    def listed(self) -> tuple[Instrument, ...]:
        return tuple(listing.instrument for listing in self._listed)

    async def quote(self, instrument: InstrumentId) -> Quote:
        """What is bid and asked now."""
        now_ns = self._clock.now_ns()
        return self._asked(instrument, now_ns).quote(now_ns)

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """Counted in a thread: hours of ticks are made for a long history."""
        self._asked(instrument, self._clock.now_ns())
        return await asyncio.to_thread(self.history, instrument, timeframe, end_ns, limit, source)

    async def fundings(
        self, instrument: InstrumentId, *, since_ns: int, until_ns: int
    ) -> tuple[Funding, ...]:
        """As `core.ports.FundingHistory`."""
        found = self._asked(instrument, self._clock.now_ns())
        return await asyncio.to_thread(found.fundings, since_ns, until_ns)

    def past_fundings(
        self, instrument: InstrumentId, since_ns: int, until_ns: int
    ) -> tuple[Funding, ...]:
        """Those after an instant up to another, without waiting."""
        return self._known(instrument).fundings(since_ns, until_ns)

    def history(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """The very same candles without waiting."""
        return self._known(instrument).candles(timeframe, end_ns, limit, source)

    def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """Endless, each event at its time on the market clock."""
        live = self._stream(wanted, since_ns + 1, _END_OF_TIME_NS, _LIVE_BLOCK_S)
        return paced(live, self._clock)

    def stream(self, wanted: Subscription, start_ns: int, end_ns: int) -> Iterator[MarketEvent]:
        """The very same events of [start_ns, end_ns), without a clock."""
        return self._stream(wanted, start_ns, end_ns, _HISTORY_BLOCK_S)

    def _stream(
        self, wanted: Subscription, start_ns: int, end_ns: int, block_s: int
    ) -> Iterator[MarketEvent]:
        first_s = start_ns // SECOND_NS // block_s * block_s
        for block_start_s in count(first_s, block_s):
            if block_start_s * SECOND_NS >= end_ns:
                return
            events = self._block(wanted, block_start_s, block_start_s + block_s)
            yield from events[
                bisect_left(events, start_ns, key=_AT) : bisect_left(events, end_ns, key=_AT)
            ]

    def _block(self, wanted: Subscription, start_s: int, end_s: int) -> list[MarketEvent]:
        """In order of time; at the same instant candles come first, then by instrument."""
        found: list[MarketEvent] = []
        for instrument, timeframe in sorted(wanted.candles):
            found += self._known(instrument).closing(timeframe, start_s, end_s)
        for instrument in sorted(wanted.instruments):
            found += self._known(instrument).events(start_s, end_s)
        found.sort(key=_AT)
        return found

    def _asked(self, instrument: InstrumentId, now_ns: int) -> SymbolStream:
        if self.faults.is_out(instrument, now_ns):
            raise Unreachable("the simulated exchange does not answer")
        return self._known(instrument)

    def _known(self, instrument: InstrumentId) -> SymbolStream:
        found = self._streams.get(instrument)
        if found is None:
            raise InputError(
                f"The simulated exchange was not given {instrument}; "
                f"it runs {', '.join(self._streams)}",
                code="unknown_symbol",
            )
        return found
