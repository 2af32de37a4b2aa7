"""One runtime's own view of a market: its events, and how fresh each price is."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable

from core.errors import ExchangeError
from core.market import Book, FeedState, MarketEvent, PathPoint, Quote
from core.ports import Clock, MarketData, Subscription
from core.trading import FeedHealth
from core.types import SECOND_NS, FeedStatus, InstrumentId
from exchanges.inbox import Inbox
from exchanges.pulse import FeedLimits, Pulse

_LOG = logging.getLogger(__name__)
_QUEUE = 4096


class FreshFeed:
    """Wraps a market for one runtime; never shared.

    Every subscribed instrument begins STALE and is LIVE with its first quote. When the stream
    falls silent the venue is asked: an answer confirms the price (FALLBACK), else it grows STALE.
    Changes come among the events as `FeedState`, last of all that the market has ended. The status
    is the one truth about freshness: it is judged on the clock's monotonic time, after what is
    overdue has been read.
    """

    def __init__(
        self,
        market: MarketData,
        clock: Clock,
        *,
        is_held: Callable[[InstrumentId], bool],
        limits: FeedLimits | None = None,
        queue: int = _QUEUE,
    ) -> None:
        self._market = market
        self._clock = clock
        self._is_held = is_held
        self._limits = limits or FeedLimits()
        self._queue = queue
        self._pulses: dict[InstrumentId, Pulse] = {}

    def is_fresh(self, instrument: InstrumentId) -> bool:
        pulse = self._pulses.get(instrument)
        return pulse is not None and pulse.status is not FeedStatus.STALE

    def health(self, instrument: InstrumentId) -> FeedHealth:
        pulse = self._pulses.get(instrument)
        if pulse is None:
            return FeedHealth(FeedStatus.STALE, 0.0, "none")
        return pulse.health(self._clock.monotonic_ns())

    def quote(self, instrument: InstrumentId) -> Quote | None:
        """The newest one, however old."""
        pulse = self._pulses.get(instrument)
        return pulse.quote if pulse else None

    async def events(
        self, wanted: Subscription, *, since_ns: int
    ) -> AsyncGenerator[MarketEvent, None]:
        """The market's events after `since_ns` and the changes of the feed, until the market ends.
        Close it (`contextlib.aclosing`) where it is left early."""
        now_ns = self._clock.monotonic_ns()
        self._pulses = {
            instrument: Pulse(instrument, self._limits, now_ns)
            for instrument in sorted(wanted.instruments)
        }
        inbox = Inbox(self._queue, self._is_held)
        async with asyncio.TaskGroup() as group:
            pumps = [
                group.create_task(self._read(inbox, wanted, since_ns), name="feed reader"),
                group.create_task(self._watch(inbox), name="feed watch"),
            ]
            try:
                while (event := await inbox.get()) is not None:
                    yield event
            except GeneratorExit:
                # The group would report it as an error; leaving early is none.
                return
            finally:
                for pump in pumps:
                    pump.cancel()

    async def _read(self, inbox: Inbox, wanted: Subscription, since_ns: int) -> None:
        """The stream, opened again where it broke off."""
        while True:
            try:
                async for event in self._market.events(wanted, since_ns=since_ns):
                    since_ns = event.at_ns
                    self._hear(inbox, event)
                    await inbox.put(event)
                break
            except ExchangeError as error:
                _LOG.warning("the stream of %s broke off: %s", self._market.name, error)
                await self._clock.sleep(self._limits.retry_s)
        self._end(inbox)

    def _end(self, inbox: Inbox) -> None:
        """A market that ends is a recording: everybody is told before the stream closes."""
        _LOG.warning("%s has ended: nothing more will be priced or filled", self._market.name)
        for pulse in self._pulses.values():
            pulse.end(self._clock.monotonic_ns())
            inbox.add(_state_of(pulse, self._clock.now_ns()))
        inbox.close()

    def _hear(self, inbox: Inbox, event: MarketEvent) -> None:
        pulse = self._pulses.get(event.instrument)
        if pulse is None:
            return
        now_ns, quote = self._clock.monotonic_ns(), _quote_of(event)
        if quote is not None:
            is_new = pulse.streamed(quote, now_ns)
        else:
            is_new = type(event) is PathPoint and pulse.walked(now_ns)
        if is_new:
            inbox.add(_state_of(pulse, event.at_ns))

    async def _watch(self, inbox: Inbox) -> None:
        """Asks and judges, each when it is time."""
        async with asyncio.TaskGroup() as asking:
            while True:
                await self._wait()
                now_ns = self._clock.monotonic_ns()
                for pulse in self._pulses.values():
                    if pulse.asks(now_ns):
                        asking.create_task(self._ask(inbox, pulse))
                    self._judge(inbox, pulse)

    async def _wait(self) -> None:
        """Until there is something to decide; then lets the stream say first what is overdue."""
        longest_ns = round(self._limits.silence_s * SECOND_NS)
        looks = [pulse.next_look() for pulse in self._pulses.values()]
        wait_ns = min([longest_ns, *(look - self._clock.monotonic_ns() for look in looks)])
        await self._clock.sleep(max(wait_ns, SECOND_NS // 100) / SECOND_NS)
        await asyncio.sleep(0)

    async def _ask(self, inbox: Inbox, pulse: Pulse) -> None:
        try:
            async with asyncio.timeout(self._limits.answer_timeout_s):
                quote = await self._market.quote(pulse.instrument)
        except (ExchangeError, TimeoutError) as error:
            _LOG.debug("no quote of %s: %s", pulse.instrument, error)
            return
        finally:
            pulse.is_asking = False
        if pulse.answered(quote, self._clock.monotonic_ns()):
            self._judge(inbox, pulse)
            await inbox.put(quote)

    def _judge(self, inbox: Inbox, pulse: Pulse) -> None:
        if pulse.judge(self._clock.monotonic_ns()):
            _LOG.warning("%s is %s: %s", pulse.instrument, pulse.status, pulse.reason)
            inbox.add(_state_of(pulse, self._clock.now_ns()))


def _state_of(pulse: Pulse, at_ns: int) -> FeedState:
    return FeedState(pulse.instrument, at_ns, pulse.status, pulse.reason)


def _quote_of(event: MarketEvent) -> Quote | None:
    if type(event) is Quote:
        return event
    if type(event) is Book and event.bids and event.asks:
        (bid, bid_qty), (ask, ask_qty) = event.bids[0], event.asks[0]
        return Quote(event.instrument, event.at_ns, bid, ask, bid_qty, ask_qty)
    return None
