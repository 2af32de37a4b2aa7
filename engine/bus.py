"""EventBus: records to whoever listens, without ever waiting for them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from core.events import Record, event_name
from core.ports import BusEvent
from core.trading import Account
from core.types import AccountId


class Subscription:
    """One subscriber's bounded queue. When it is full the oldest event is dropped and counted in
    `missed`: a screen wants the newest, and what must not be lost is in the journal and the outbox.
    """

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.missed = 0
        self._events: deque[BusEvent] = deque(maxlen=size)
        self._arrived = asyncio.Event()

    def put(self, event: BusEvent) -> None:
        if len(self._events) == self._events.maxlen:
            self.missed += 1
        self._events.append(event)
        self._arrived.set()

    async def next(self) -> BusEvent:
        """Waits for the next event; `missed` counts what was dropped before it."""
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()


class EventBus:
    """Publishing is synchronous and cheap: one append a subscriber."""

    def __init__(self) -> None:
        self._subscribers: list[Subscription] = []

    def publish(self, account: AccountId, name: str, record: Record) -> None:
        event = BusEvent(account, name, record)
        for subscriber in self._subscribers:
            subscriber.put(event)

    def tell(self, account: Account, records: Iterable[Record]) -> None:
        """Publishes what was committed; names are made for those who listen alone."""
        if self._subscribers:
            for record in records:
                self.publish(account.id, event_name(record, account.mode), record)

    @asynccontextmanager
    async def subscribe(self, name: str, *, size: int = 256) -> AsyncIterator[Subscription]:
        """Listens while the context lasts."""
        subscriber = Subscription(name, size)
        self._subscribers.append(subscriber)
        try:
            yield subscriber
        finally:
            self._subscribers.remove(subscriber)
