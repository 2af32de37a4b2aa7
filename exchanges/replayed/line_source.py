"""One instrument's recorded WebSocket lines as events of the book and trades grade."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from core.candles import CandleBuilder, WholePath
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Trade
from core.types import Source, Timeframe
from exchanges.replayed.files import Recording
from exchanges.replayed.frames import frames_of
from exchanges.replayed.reading import Skipped
from exchanges.wire.frame_reader import FrameReader


class LineSource:
    """Several files in sequence. Candles are counted from the prints, on the clock of whoever
    recorded them, as all else is."""

    timeframe: Timeframe | None = None
    """No candles are recorded."""

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

    def paths(
        self, timeframes: Sequence[Timeframe], start_ns: int
    ) -> Iterator[MarketEvent | WholePath]:
        """The same: lines hold no bars."""
        return self.events(timeframes, start_ns)

    def _read(self) -> Iterator[tuple[int, MarketEvent | None]]:
        reader = FrameReader(self.instrument)
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
