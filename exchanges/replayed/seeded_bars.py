"""The seeded market's candles as if they had been recorded: made as they are asked for."""

from collections.abc import Iterator, Sequence
from itertools import count

from core.candles import WholePath
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.types import SECOND_NS, Source, Timeframe
from exchanges.replayed.candle_grade import expanded, first_open_ns, told
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.stream import FUNDING_NS

PAGE_NS = 21_600 * SECOND_NS


class SeededBars:
    """One instrument of the candle grade; fulfils `exchanges.replay.RecordedSource`."""

    starts_ns = 0

    def __init__(self, market: SimulatedMarket, instrument: Instrument, timeframe: Timeframe):
        self.instrument = instrument
        self.timeframe = timeframe
        self._market = market

    def refuse(self, timeframe: Timeframe) -> None:
        if timeframe.ns % self.timeframe.ns:
            raise InputError(
                f"Candles of {timeframe} cannot be made of {self.timeframe}", code="bad_timeframe"
            )

    def candles(
        self, timeframe: Timeframe, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]:
        self.refuse(timeframe)
        return self._market.history(self.instrument.id, timeframe, end_ns, limit, source)

    def events(self, timeframes: Sequence[Timeframe], start_ns: int) -> Iterator[MarketEvent]:
        return expanded(self.paths(timeframes, start_ns))

    def paths(
        self, timeframes: Sequence[Timeframe], start_ns: int
    ) -> Iterator[MarketEvent | WholePath]:
        """Endless, from the candle on that holds `start_ns` or closes at it."""
        since_ns = max(first_open_ns(self.timeframe, timeframes, start_ns), 0)
        return told(self._bars(since_ns), self._fundings(since_ns), timeframes)

    def _bars(self, since_ns: int) -> Iterator[Candle]:
        frame_ns = self.timeframe.ns
        page_ns = max(PAGE_NS // frame_ns, 1) * frame_ns
        for end_ns in count(since_ns + page_ns, page_ns):
            held, rows = self.instrument.id, page_ns // frame_ns
            yield from self._market.history(held, self.timeframe, end_ns, rows)

    def _fundings(self, since_ns: int) -> Iterator[Funding]:
        for from_ns in count(since_ns - 1, FUNDING_NS):
            yield from self._market.past_fundings(self.instrument.id, from_ns, from_ns + FUNDING_NS)
