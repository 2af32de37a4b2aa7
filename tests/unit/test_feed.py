"""A runtime's feed: how fresh a price is, and what a slow consumer still hears."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager

import pytest

from core.clock import ManualClock
from core.errors import Unreachable
from core.instrument import Instrument
from core.market import Book, Candle, FeedState, Mark, MarketEvent, PathPoint, Quote, Trade
from core.money import Steps, Ticks
from core.ports import Subscription
from core.types import (
    SECOND_NS,
    FeedStatus,
    InstrumentId,
    OrderSide,
    Source,
    Timeframe,
)
from exchanges.feed import FreshFeed
from exchanges.inbox import Inbox
from exchanges.pulse import FeedLimits, Pulse

BTC, ETH = InstrumentId("test:perp:BTCUSDT"), InstrumentId("test:perp:ETHUSDT")
LIVE, FALLBACK, STALE = FeedStatus.LIVE, FeedStatus.FALLBACK, FeedStatus.STALE


def quote(at_s: float = 0, bid: int = 100, of: InstrumentId = BTC) -> Quote:
    at_ns = round(at_s * SECOND_NS)
    return Quote(of, at_ns, Ticks(bid), Ticks(bid + 1), Steps(5), Steps(7))


def mark(at_ns: int, of: InstrumentId = BTC) -> Mark:
    return Mark(of, at_ns, 10**8)


def candle(at_ns: int, of: InstrumentId = BTC) -> Candle:
    price = Ticks(100)
    return Candle(of, at_ns, Timeframe.M1, price, price, price, price, Steps(1))


class ScriptedMarket:
    """Says what it is told to; answers questions with `answer`, an error, or never."""

    name = "scripted"

    def __init__(self) -> None:
        self.answer: Quote | None = None
        self.hangs = False
        self.asked: list[InstrumentId] = []
        self.subscribed_since: list[int] = []
        self._said: asyncio.Queue[MarketEvent | Exception | None] = asyncio.Queue()

    def say(self, *events: MarketEvent | Exception | None) -> None:
        for event in events:
            self._said.put_nowait(event)

    async def instruments(self) -> tuple[Instrument, ...]:
        return ()

    async def quote(self, instrument: InstrumentId) -> Quote:
        self.asked.append(instrument)
        if self.hangs:
            await asyncio.Event().wait()
        if self.answer is None:
            raise Unreachable("no answer")
        return self.answer

    async def candles(
        self,
        instrument: InstrumentId,
        timeframe: Timeframe,
        *,
        end_ns: int,
        limit: int,
        source: Source = Source.LAST,
    ) -> tuple[Candle, ...]:
        return ()

    async def events(self, wanted: Subscription, *, since_ns: int) -> AsyncIterator[MarketEvent]:
        self.subscribed_since.append(since_ns)
        while (event := await self._said.get()) is not None:
            if isinstance(event, Exception):
                raise event
            yield event


class Desk:
    """A feed with its reader running, on a clock that the test moves."""

    def __init__(self, *, queue: int = 100, held: Sequence[InstrumentId] = (BTC, ETH)) -> None:
        self.clock = ManualClock()
        self.market = ScriptedMarket()
        self.heard: list[MarketEvent] = []
        self.feed = FreshFeed(
            self.market,
            self.clock,
            is_held=set(held).__contains__,
            limits=FeedLimits(answer_timeout_s=0.01),
            queue=queue,
        )

    async def read(self, *instruments: InstrumentId) -> None:
        wanted = Subscription(frozenset(), frozenset(instruments or (BTC,)))
        async with aclosing(self.feed.events(wanted, since_ns=0)) as events:
            async for event in events:
                self.heard.append(event)

    async def pass_time(self, seconds: float) -> None:
        """Small steps, letting everyone act at each."""
        await settle()
        for _ in range(round(seconds * 10)):
            self.clock.advance(0.1)
            await settle()

    @property
    def states(self) -> list[FeedStatus]:
        return [event.status for event in self.heard if isinstance(event, FeedState)]


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@contextmanager
def cancelled(task: asyncio.Task[None]) -> Iterator[None]:
    try:
        yield
    finally:
        task.cancel()


async def test_nothing_is_fresh_before_the_first_quote() -> None:
    desk = Desk()
    assert not desk.feed.is_fresh(BTC)
    assert desk.feed.health(BTC).status is STALE
    assert desk.feed.quote(BTC) is None


async def test_the_first_quote_makes_the_feed_live_and_says_so_before_it() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await settle()
            assert desk.heard == [FeedState(BTC, 0, LIVE, "the stream delivers"), quote(0)]
            assert desk.feed.is_fresh(BTC)
            assert desk.feed.quote(BTC) == quote(0)


async def test_a_book_counts_as_a_quote_and_a_print_does_not() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(Trade(BTC, 0, Ticks(100), Steps(1), OrderSide.BUY))
            await settle()
            assert not desk.feed.is_fresh(BTC)
            level = (Ticks(100), Steps(5)), (Ticks(101), Steps(7))
            desk.market.say(Book(BTC, 0, level[:1], level[1:]))
            await settle()
            assert desk.feed.quote(BTC) == quote(0)


async def test_the_venue_is_asked_after_one_and_a_half_seconds_of_silence_then_each_second() -> (
    None
):
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await desk.pass_time(1.4)
            assert desk.market.asked == []
            await desk.pass_time(0.2)
            assert desk.market.asked == [BTC]
            await desk.pass_time(2.0)
            assert len(desk.market.asked) == 3


async def test_an_answer_confirms_the_quote_and_restarts_its_age() -> None:
    desk = Desk()
    desk.market.answer = quote(1.5)
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await desk.pass_time(20)
            assert desk.states == [LIVE, FALLBACK]
            assert desk.feed.is_fresh(BTC)
            assert desk.feed.health(BTC).age_s <= 1.1
            assert desk.heard[2:4] == [
                FeedState(
                    BTC, desk.heard[2].at_ns, FALLBACK, "the stream is silent, the venue answers"
                ),
                desk.market.answer,
            ]


async def test_without_an_answer_the_price_grows_stale_after_three_seconds() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await desk.pass_time(2.9)
            assert desk.states == [LIVE]
            await desk.pass_time(0.3)
            assert desk.states == [LIVE, STALE]
            assert not desk.feed.is_fresh(BTC)
            assert desk.feed.health(BTC).age_s > 3


async def test_the_stream_brings_the_feed_back_to_live() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await desk.pass_time(4)
            desk.market.say(quote(4))
            await settle()
            assert desk.states == [LIVE, STALE, LIVE]
            assert desk.feed.health(BTC).age_s == 0


async def test_a_question_that_hangs_neither_blocks_nor_hides_staleness() -> None:
    desk = Desk()
    desk.market.hangs = True
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(0))
            await desk.pass_time(3.3)
            assert desk.states == [LIVE, STALE]


async def test_one_silent_instrument_does_not_age_another() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read(BTC, ETH))):
            desk.market.say(quote(0), quote(0, of=ETH))
            for second in range(1, 5):
                await desk.pass_time(1)
                desk.market.say(quote(second, of=ETH))
            await settle()
            assert (desk.feed.health(BTC).status, desk.feed.health(ETH).status) == (STALE, LIVE)
            assert set(desk.market.asked) == {BTC}


async def test_bars_are_never_silent() -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(PathPoint(BTC, 0, Ticks(100), True, Ticks(90), Ticks(110)))
            await desk.pass_time(60)
            assert desk.states == [LIVE]
            assert desk.market.asked == []


async def test_a_stream_that_breaks_off_is_opened_again_where_it_was(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    async with asyncio.TaskGroup() as group:
        with cancelled(group.create_task(desk.read())):
            desk.market.say(quote(7), Unreachable("the line is cut"), quote(9))
            await desk.pass_time(1.1)
            assert desk.market.subscribed_since == [0, 7 * SECOND_NS]
            assert desk.heard[-1] == quote(9)
            assert "the line is cut" in caplog.text


async def test_it_ends_with_the_market_and_says_so_for_good() -> None:
    desk = Desk()
    desk.market.say(quote(1), quote(2), None)
    await desk.read()
    ended = FeedState(BTC, desk.clock.now_ns(), STALE, "the recording has ended")
    assert desk.heard[1:] == [quote(1), quote(2), ended]
    assert not desk.feed.is_fresh(BTC)
    before = desk.feed.health(BTC)
    desk.clock.advance(60)
    assert desk.feed.health(BTC) == before
    assert before.is_over


def test_nobody_is_asked_about_what_has_ended() -> None:
    pulse = Pulse(BTC, FeedLimits(), 0)
    pulse.streamed(quote(1), SECOND_NS)
    pulse.end(2 * SECOND_NS)
    assert not pulse.asks(SECOND_NS * 10**9)
    assert not pulse.judge(SECOND_NS * 10**9)


def test_bars_are_never_looked_at_however_long_the_machine_is_up() -> None:
    """A year, 3600 times as fast."""
    now_ns = 365 * 86_400 * SECOND_NS * 3600
    pulse = Pulse(BTC, FeedLimits(), now_ns)
    pulse.walked(now_ns)
    assert not pulse.asks(now_ns)
    assert pulse.next_look() > now_ns * 2


async def test_it_may_be_left_early() -> None:
    desk = Desk()
    desk.market.say(quote(1), quote(2))
    wanted = Subscription(frozenset(), frozenset({BTC}))
    async with aclosing(desk.feed.events(wanted, since_ns=0)) as events:
        async for event in events:
            if isinstance(event, Quote):
                break
    assert desk.clock.now_ns() == 0


async def test_two_feeds_do_not_touch() -> None:
    one, other = Desk(), Desk()
    one.market.say(quote(1), None)
    await one.read()
    assert one.feed.quote(BTC) == quote(1)
    assert other.feed.quote(BTC) is None


# --- the queue -----------------------------------------------------------------------------------


async def drain(inbox: Inbox) -> list[MarketEvent]:
    inbox.close()
    found = []
    while (event := await inbox.get()) is not None:
        found.append(event)
    return found


async def test_a_queue_less_than_half_full_loses_nothing() -> None:
    inbox = Inbox(100, lambda _: False)
    said = [quote(second) for second in range(50)]
    for event in said:
        await inbox.put(event)
    assert await drain(inbox) == said
    assert inbox.dropped == 0


async def test_beyond_that_an_instrument_nobody_holds_keeps_the_newest_of_each_kind() -> None:
    inbox = Inbox(10, lambda _: False)
    for second in range(100):
        await inbox.put(quote(second))
        await inbox.put(mark(second))
    found = await drain(inbox)
    assert found[-2:] == [quote(99), mark(99)]
    assert len(found) <= 6
    assert inbox.dropped == 200 - len(found)


async def test_what_is_held_and_every_candle_is_never_dropped_and_the_sender_waits() -> None:
    inbox = Inbox(8, lambda instrument: instrument == BTC)
    said: list[MarketEvent] = []
    for index in range(20):
        said += [quote(index), candle(index, ETH)]
    found: list[MarketEvent] = []

    async def send() -> None:
        for event in said:
            await inbox.put(event)
            assert len(inbox) <= 8
        inbox.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(send())
        await settle()
        while (event := await inbox.get()) is not None:
            found.append(event)
    assert found == said


async def test_order_is_kept_when_older_ones_are_pushed_out() -> None:
    inbox = Inbox(6, lambda instrument: instrument == BTC)
    for index in range(3):
        await inbox.put(quote(index, of=ETH))
    await inbox.put(quote(3))
    await inbox.put(quote(4, of=ETH))
    await inbox.put(quote(5))
    kept = [quote(0, of=ETH), quote(1, of=ETH), quote(3), quote(4, of=ETH), quote(5)]
    assert await drain(inbox) == kept
