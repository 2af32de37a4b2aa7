"""The bounded queue between a market's stream and its one consumer."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from core.market import Book, Mark, MarketEvent, Quote, Trade
from core.types import InstrumentId

_PASSING = frozenset({Quote, Book, Trade, Mark})
_Key = tuple[type, InstrumentId]


class Inbox:
    """Keeps events in order. While it is less than half full nothing is lost.

    From then on quotes, books, prints and marks of an instrument that `is_held` denies push out
    their older ones still waiting. Everything else is kept: when the queue is full, the sender
    waits.
    """

    def __init__(self, size: int, is_held: Callable[[InstrumentId], bool]) -> None:
        self._size = size
        self._is_held = is_held
        self._waiting: OrderedDict[int, MarketEvent] = OrderedDict()
        self._newest: dict[_Key, int] = {}
        self._count = 0
        self._is_closed = False
        self._arrived, self._room = asyncio.Event(), asyncio.Event()
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._waiting)

    async def put(self, event: MarketEvent) -> None:
        if 2 * len(self._waiting) >= self._size and self._may_pass(event):
            self._push_out((type(event), event.instrument))
        while len(self._waiting) >= self._size:
            self._room.clear()
            await self._room.wait()
        self.add(event)

    def add(self, event: MarketEvent) -> None:
        """Past the bound: for the few words about the feed itself."""
        self._count += 1
        self._waiting[self._count] = event
        if type(event) in _PASSING:
            self._newest[type(event), event.instrument] = self._count
        self._arrived.set()

    def close(self) -> None:
        """No more will come; what waits is still given."""
        self._is_closed = True
        self._arrived.set()

    async def get(self) -> MarketEvent | None:
        """The oldest event; None when there will be none any more."""
        while not self._waiting:
            if self._is_closed:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        _, event = self._waiting.popitem(last=False)
        self._room.set()
        return event

    def _may_pass(self, event: MarketEvent) -> bool:
        return type(event) in _PASSING and not self._is_held(event.instrument)

    def _push_out(self, key: _Key) -> None:
        older = self._newest.get(key, 0)
        if self._waiting.pop(older, None) is not None:
            self.dropped += 1
