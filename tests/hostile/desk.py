"""A desk on a hostile venue: the adapter and a runtime's feed, on a clock the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from random import Random

from core.clock import ManualClock
from core.instrument import Instrument
from core.market import Book, Candle, FeedState, Funding, Mark, MarketEvent, Quote, Trade
from core.ports import Subscription
from core.types import SECOND_NS, FeedStatus, InstrumentId, InstrumentKind, Timeframe
from exchanges.binance.channel import Channel
from exchanges.binance.market import BinanceMarket
from exchanges.binance.opening import open_market
from exchanges.binance.profile import profile_of
from exchanges.feed import FreshFeed
from tests.hostile.venue import HostileVenue

START_NS = 1_790_000_040 * SECOND_NS
STEP_S = 0.25
ROUNDS = 40


class HostileDesk:
    """`heard` is what the runtime would be fed."""

    def __init__(self, venue: HostileVenue, market: BinanceMarket, clock: ManualClock) -> None:
        self.venue, self.market, self.clock = venue, market, clock
        self.feed = FreshFeed(market, market.clock, is_held=lambda _: True)
        self.heard: list[MarketEvent] = []

    @property
    def id(self) -> InstrumentId:
        return self.market.listed[0].id

    @property
    def channels(self) -> list[Channel]:
        return [channel for stream in self.market.streams for channel in stream.channels]

    @property
    def status(self) -> FeedStatus:
        return self.feed.health(self.id).status

    @property
    def states(self) -> list[FeedStatus]:
        return [event.status for event in self.heard if isinstance(event, FeedState)]

    @property
    def quotes(self) -> list[Quote]:
        return [event for event in self.heard if isinstance(event, Quote)]

    @property
    def trades(self) -> list[Trade]:
        return [event for event in self.heard if isinstance(event, Trade)]

    @property
    def books(self) -> list[Book]:
        return [event for event in self.heard if isinstance(event, Book)]

    @property
    def candles(self) -> list[Candle]:
        return [event for event in self.heard if isinstance(event, Candle)]

    @property
    def fundings(self) -> list[Funding]:
        return [event for event in self.heard if isinstance(event, Funding)]

    @property
    def marks(self) -> list[Mark]:
        return [event for event in self.heard if isinstance(event, Mark)]

    def wanted(self, timeframe: Timeframe = Timeframe.M1) -> Subscription:
        return Subscription(frozenset({(self.id, timeframe)}), frozenset({self.id}))

    async def read(self, since_ns: int, timeframe: Timeframe) -> None:
        wanted = self.wanted(timeframe)
        async with aclosing(self.feed.events(wanted, since_ns=since_ns)) as events:
            async for event in events:
                self.heard.append(event)

    async def settle(self) -> None:
        for _ in range(ROUNDS):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float, *, quoting: bool = False) -> None:
        """In small steps, letting everyone act at each; with `quoting` the market is alive."""
        for _ in range(round(seconds / STEP_S)):
            self.clock.advance(STEP_S)
            if quoting:
                await self.tick()
            await self.settle()

    async def tick(self) -> None:
        """A sign of life on every stream that prices come by."""
        venue = self.venue
        await venue.say("btcusdt@bookTicker", venue.ticker())
        await venue.say("btcusdt@depth@100ms", venue.change("b", "59990.00", "3"))
        if venue.kind is InstrumentKind.PERP:
            next_ms = (venue.now_ms // 28_800_000 + 1) * 28_800_000
            await venue.say("btcusdt@markPrice@1s", venue.mark(venue.mark_price, "0.0001", next_ms))
        open_ms = venue.now_ms // 60_000 * 60_000
        await venue.say("btcusdt@kline_1m", venue.bar(open_ms, closed=False))

    async def until(
        self, is_so: Callable[[], bool], *, within_s: float = 120, quoting: bool = False
    ) -> None:
        """Lets market time pass until something is so."""
        for _ in range(round(within_s / STEP_S)):
            await self.settle()
            if is_so():
                return
            await self.pass_time(STEP_S, quoting=quoting)
        raise AssertionError(f"it did not come to that within {within_s} s")

    async def become_live(self) -> None:
        await self.until(lambda: all(served.streams for served in self.venue.sockets))
        await self.until(lambda: self.status is FeedStatus.LIVE, quoting=True)
        await self.until(lambda: bool(self.books and self.quotes), quoting=True)


@asynccontextmanager
async def hostile_desk(
    kind: InstrumentKind = InstrumentKind.SPOT,
    *,
    since_ns: int = 0,
    timeframe: Timeframe = Timeframe.M1,
    before: Callable[[HostileVenue], None] | None = None,
    reads: bool = True,
    answer_s: float = 5.0,
    start_ns: int = START_NS,
    known: Sequence[Instrument] = (),
    loads: bool = True,
) -> AsyncIterator[HostileDesk]:
    clock = ManualClock(start_ns)
    exchange = "binance" if kind is InstrumentKind.SPOT else "binance_futures"
    async with HostileVenue(clock, kind).serving() as venue:
        if before is not None:
            before(venue)
        profile = profile_of(
            exchange, rest=f"http://{venue.url}", ws=f"ws://{venue.url}", is_testnet=False
        )
        async with open_market(
            profile, clock, ["BTCUSDT"], rng=Random(1), answer_s=answer_s, open_s=5.0
        ) as market:
            desk = HostileDesk(venue, market, clock)
            market.recall(known)
            if loads:
                await market.load()
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(desk.read(since_ns, timeframe)) if reads else None
                yield desk
                if reading is not None:
                    reading.cancel()
