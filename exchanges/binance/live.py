"""One subscription at work: its sockets, what they say, and what is fetched beside them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from random import Random

from core.instrument import Instrument
from core.market import MarketEvent, NewRules
from core.types import InstrumentId
from exchanges.binance.backoff import Backoff
from exchanges.binance.channel import Channel
from exchanges.binance.connection import Connection
from exchanges.binance.filler import Filler
from exchanges.binance.history import History
from exchanges.binance.plan import SocketPlan
from exchanges.binance.profile import Profile
from exchanges.binance.receiver import Receiver
from exchanges.binance.venue_clock import VenueClock

QUEUE = 4096


class LiveStream:
    """Its tasks run in the group of whoever opened the market. When the queue is full the sockets
    are not read: what then comes late is known to be late."""

    def __init__(
        self,
        receiver: Receiver,
        sockets: Sequence[SocketPlan],
        profile: Profile,
        clock: VenueClock,
        *,
        rng: Random,
        open_s: float,
    ) -> None:
        self.receiver = receiver
        self.channels: list[Channel] = []
        self._sockets = sockets
        self._profile, self._clock = profile, clock
        self._rng, self._open_s = rng, open_s
        self._queue: asyncio.Queue[MarketEvent] = asyncio.Queue(QUEUE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup | None = None

    def start(
        self,
        group: asyncio.TaskGroup,
        history: History,
        listed: dict[InstrumentId, Instrument],
    ) -> None:
        filler = Filler(self.receiver, history, listed, self._clock, self._put)
        self.channels = [self._channel(socket, group) for socket in self._sockets]
        running = [
            *(channel.run() for channel in self.channels),
            filler.fill_candles(Backoff(self._rng)),
            filler.fill_books(Backoff(self._rng)),
        ]
        self._tasks = {group.create_task(each) for each in running}
        self._group = group

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def tell(self, news: NewRules) -> None:
        """Puts it in its place among the events, without waiting for whoever reads them."""
        if self._group is not None and self.receiver.hears(news.instrument):
            task = self._group.create_task(self._put((news,)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def reconnects(self) -> int:
        return sum(channel.reconnects for channel in self.channels)

    async def events(self) -> AsyncIterator[MarketEvent]:
        while True:
            yield await self._queue.get()

    def _channel(self, socket: SocketPlan, group: asyncio.TaskGroup) -> Channel:
        names = [stream.name for stream in socket.streams]

        async def on_text(connection: Connection, text: bytes | str) -> None:
            stream, events = self.receiver.take(connection.heard, text)
            if stream:
                channel.heard(connection, stream)
            await self._put(events)

        def open_one() -> Connection:
            url = f"{self._profile.ws}{socket.route}"
            return Connection(url, names, self._clock, on_text, open_s=self._open_s)

        def on_break(plan: SocketPlan) -> None:
            self.receiver.broke(plan.streams)

        backoff = Backoff(self._rng)
        channel = Channel(socket, self._clock, backoff, open_one, on_break, group)
        return channel

    async def _put(self, events: Sequence[MarketEvent]) -> None:
        queue = self._queue
        for event in events:
            if queue.full():
                await queue.put(event)
            else:
                queue.put_nowait(event)
