"""What a market says, known beforehand: as a story, and as a market that tells it in its time."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.demo import SPEED
from backtest.jumping import JumpingClock
from core.clock import ScaledClock
from core.errors import Unreachable
from core.instrument import Instrument
from core.market import Candle, MarketEvent, Quote
from core.ports import Clock, MarketData, Subscription
from core.types import InstrumentId, Source, Timeframe
from exchanges.factory import Venue
from exchanges.pacing import paced
from exchanges.replay import ReplayMarket

TICKS_PACE, BARS_PACE = SPEED, 3600
"""How fast a market is told: as the demo's, and as fast as a replay can be."""
Bars = tuple[InstrumentId, Timeframe]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Every event in order of time, and the candles that had closed before the first."""

    instruments: tuple[Instrument, ...]
    events: Sequence[MarketEvent]
    before: Mapping[Bars, Sequence[Candle]] = field(default_factory=dict)
    sources: Mapping[InstrumentId, Source] = field(default_factory=dict)
    pace: int = TICKS_PACE

    def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        bars = (instrument, timeframe)
        told = (event for event in self.events if isinstance(event, Candle))
        known = [*self.before.get(bars, ()), *(made for made in told if bars_of(made) == bars)]
        return tuple([made for made in known if made.at_ns <= end_ns][-limit:])

    def stream(
        self, wanted: Subscription, start_ns: int = 0, end_ns: int = 1 << 62
    ) -> Iterator[MarketEvent]:
        return (event for event in self.events if start_ns <= event.at_ns < end_ns)

    def venue(self, desk: JumpingClock) -> Venue:
        """A venue that tells it, from the desk's present on."""
        return self._venue(desk, Telling)

    def replay(self, desk: JumpingClock) -> Venue:
        """A venue that replays it."""
        return self._venue(desk, ReplayMarket)

    def _venue(self, desk: JumpingClock, market: Callable[["Story", Clock], MarketData]) -> Venue:
        clock = ScaledClock(desk, anchor_ns=desk.now_ns(), speed=self.pace)
        return Venue(
            market=market(self, clock),
            clock=clock,
            instruments=self.instruments,
            is_lossless=True,
            pace=self.pace,
            sources=self.sources,
        )


class Telling:
    """A story as `core.ports.MarketData`; its stream ends with it."""

    name = "story"

    def __init__(self, story: Story, clock: Clock) -> None:
        self._story = story
        self._clock = clock
        self._quotes: dict[InstrumentId, Quote] = {}

    async def instruments(self) -> tuple[Instrument, ...]:
        return self._story.instruments

    async def quote(self, instrument: InstrumentId) -> Quote:
        if instrument not in self._quotes:
            raise Unreachable(f"nothing was told of {instrument} yet")
        return self._quotes[instrument]

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        return self._story.candles(instrument, timeframe, end_ns, limit, source)

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        told = (event for event in self._story.events if event.at_ns > since_ns)
        async for event in paced(told, self._clock):
            if isinstance(event, Quote):
                self._quotes[event.instrument] = event
            yield event


def bars_of(candle: Candle) -> Bars:
    return candle.instrument, candle.timeframe


def told_in_order(events: Iterable[MarketEvent]) -> list[MarketEvent]:
    """In order of time; at one instant candles first, the shorter before the longer."""

    def rank(event: MarketEvent) -> tuple[int, int, int]:
        is_candle = isinstance(event, Candle)
        return event.at_ns, not is_candle, event.timeframe.ns if isinstance(event, Candle) else 0

    return sorted(events, key=rank)
