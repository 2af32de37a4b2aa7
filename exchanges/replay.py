"""Recorded markets, given again at their own times: `core.ports.MarketData` over files.

Two grades: candles (each bar as its path, then the closed candle), and recorded WebSocket lines
(quotes, prints, book and the candles counted from the prints).
"""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Protocol, Self

from core.candles import WholePath, expand
from core.errors import InputError, Unreachable
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.ports import Clock, Subscription
from core.types import InstrumentId, Source, Timeframe
from exchanges.archive.store import instrument_beside
from exchanges.pacing import paced
from exchanges.replayed.bar_source import BarSource
from exchanges.replayed.files import Recording, recordings
from exchanges.replayed.instruments import instrument_of
from exchanges.replayed.line_source import LineSource
from exchanges.replayed.reading import Skipped

_END_OF_TIME_NS = 1 << 62
_AT = attrgetter("at_ns")


class RecordedSource(Protocol):
    """One instrument's recording, of either grade."""

    @property
    def instrument(self) -> Instrument: ...
    @property
    def starts_ns(self) -> int: ...
    @property
    def timeframe(self) -> Timeframe | None: ...
    def refuse(self, timeframe: Timeframe) -> None: ...
    def candles(
        self, timeframe: Timeframe, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]: ...
    def events(self, timeframes: Sequence[Timeframe], start_ns: int) -> Iterator[MarketEvent]: ...
    def paths(
        self, timeframes: Sequence[Timeframe], start_ns: int
    ) -> Iterator[MarketEvent | WholePath]: ...


class Recorded(Protocol):
    """What was recorded of a market, without a clock."""

    @property
    def instruments(self) -> tuple[Instrument, ...]: ...
    def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]: ...
    def stream(
        self, wanted: Subscription, start_ns: int = 0, end_ns: int = _END_OF_TIME_NS
    ) -> Iterator[MarketEvent]: ...


class Recordings:
    """What files hold, without a clock: the source of replays, backtests and parity.

    Reads candles at once and lines as they are wanted. Raises InputError when the paths give
    nothing that can be used; single bad lines are left out and counted in `skipped`.
    """

    def __init__(
        self, paths: Sequence[Path], symbols: Sequence[str] = (), *, meta: Path | None = None
    ) -> None:
        self.skipped = Skipped()
        found = recordings(paths, symbols)
        self._sources: dict[InstrumentId, RecordedSource] = {
            instrument: _source(tuple(files), meta, self.skipped)
            for instrument, files in groupby(found, key=lambda item: item.market.id)
        }

    @classmethod
    def of(cls, sources: Sequence[RecordedSource]) -> Self:
        """The same of sources that are no files."""
        made = cls.__new__(cls)
        made.skipped = Skipped()
        made._sources = {each.instrument.id: each for each in sources}
        return made

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(source.instrument for source in self._sources.values())

    @property
    def starts_ns(self) -> int:
        return min(source.starts_ns for source in self._sources.values())

    def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        return self._known(instrument).candles(timeframe, end_ns, limit, source)

    def stream(
        self, wanted: Subscription, start_ns: int = 0, end_ns: int = _END_OF_TIME_NS
    ) -> Iterator[MarketEvent]:
        """The events of [start_ns, end_ns) in order of time, by instrument where times are equal.
        Candles are given of wanted instruments alone. Raises InputError for an instrument or a
        timeframe that the recordings do not hold."""
        streams = [
            self._events(instrument, wanted, start_ns) for instrument in sorted(wanted.instruments)
        ]
        for event in merge(*streams, key=_AT):
            if event.at_ns >= end_ns:
                return
            if event.at_ns >= start_ns:
                yield event

    def paths(
        self, instrument: InstrumentId, timeframe: Timeframe, start_ns: int, end_ns: int
    ) -> Iterator[MarketEvent | WholePath]:
        """The same events of one instrument; the path of a bar that lies wholly within is one."""
        source = self._known(instrument)
        source.refuse(timeframe)
        for event in source.paths([timeframe], start_ns):
            if event.at_ns >= end_ns:
                return
            if isinstance(event, WholePath) and not event.lies_within(start_ns, end_ns):
                yield from (it for it in expand(event.bar) if start_ns <= it.at_ns < end_ns)
            elif event.at_ns >= start_ns:
                yield event

    def timeframe(self, instrument: InstrumentId) -> Timeframe | None:
        """Of its recorded candles; None for recorded lines."""
        return self._known(instrument).timeframe

    def bar_source(self, instrument: InstrumentId) -> BarSource | None:
        """Of recorded candles; None for recorded lines."""
        source = self._known(instrument)
        return source if isinstance(source, BarSource) else None

    def _events(
        self, instrument: InstrumentId, wanted: Subscription, start_ns: int
    ) -> Iterator[MarketEvent]:
        source = self._known(instrument)
        timeframes = [timeframe for held, timeframe in wanted.candles if held == instrument]
        for timeframe in timeframes:
            source.refuse(timeframe)
        return source.events(sorted(timeframes, key=lambda timeframe: timeframe.ns), start_ns)

    def _known(self, instrument: InstrumentId) -> RecordedSource:
        found = self._sources.get(instrument)
        if found is None:
            raise InputError(
                f"Nothing of {instrument} is recorded; there is {', '.join(self._sources)}",
                code="unknown_symbol",
            )
        return found


class ReplayMarket:
    """What was recorded, on a market clock."""

    name = "replay"

    def __init__(self, recordings: Recorded, clock: Clock) -> None:
        self.recordings = recordings
        self._clock = clock
        self._quotes: dict[InstrumentId, Quote] = {}

    async def instruments(self) -> tuple[Instrument, ...]:
        return self.recordings.instruments

    async def quote(self, instrument: InstrumentId) -> Quote:
        """The newest one given so far: unchanged until the recording says otherwise."""
        found = self._quotes.get(instrument)
        if found is None:
            raise Unreachable(f"no quote of {instrument} has been replayed yet")
        return found

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        """Counted in a thread: prints are read for them."""
        return await asyncio.to_thread(
            self.recordings.candles, instrument, timeframe, end_ns, limit, source
        )

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        """Ends with the recording."""
        async for event in paced(self.recordings.stream(wanted, since_ns + 1), self._clock):
            if isinstance(event, Quote):
                self._quotes[event.instrument] = event
            yield event

    def stream(
        self, wanted: Subscription, start_ns: int = 0, end_ns: int = _END_OF_TIME_NS
    ) -> Iterator[MarketEvent]:
        """The very same events without a clock."""
        return self.recordings.stream(wanted, start_ns, end_ns)


def _source(files: tuple[Recording, ...], meta: Path | None, skipped: Skipped) -> RecordedSource:
    first = files[0]
    kept = instrument_beside(first.path, first.market.symbol) if meta is None else None
    instrument = (
        dataclasses.replace(kept, id=first.market.id) if kept else instrument_of(first.market, meta)
    )
    timeframe = first.timeframe
    if timeframe is None:
        return LineSource(instrument, files, skipped)
    return BarSource(instrument, files, timeframe, skipped)
