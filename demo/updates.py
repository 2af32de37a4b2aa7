"""The bot's updates: kept until confirmed by an offset, fetched by one long poll at a time."""

import asyncio
from collections.abc import Callable, Iterator
from typing import cast

from demo.errors import conflict
from demo.journal import Record
from demo.shapes import Object

LONGEST_POLL_S = 50
LARGEST_BATCH = 100
# A bot between two polls is still there; one that is silent for longer is away.
GRACE_S = 2.0
_OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Unconfirmed updates, oldest first, and whether anybody asks for them."""

    kinds = ("update", "confirmed", "last_update_id", "allowed")

    def __init__(self, on_presence: Callable[[bool], None]) -> None:
        self._pending: dict[int, Object] = {}
        self.allowed: frozenset[str] = frozenset()
        self._poll: asyncio.Future[None] | None = None
        self._on_presence = on_presence
        self._leaving: asyncio.TimerHandle | None = None
        self.last_id = 0
        self.is_bot_here = False

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _OPT_IN

    @property
    def first_id(self) -> int:
        """The oldest update kept; the next one to come when there is none."""
        return next(iter(self._pending), self.last_id + 1)

    def pending(self) -> int:
        return len(self._pending)

    async def poll(self, limit: int, longest_s: int) -> list[Object]:
        """The oldest updates, waiting for the first; an earlier poll is refused by this one."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict())
        self._arrive()
        try:
            if not self._pending and longest_s > 0:
                await self._wait(min(longest_s, LONGEST_POLL_S))
        finally:
            self._leave()
        size = min(limit, LARGEST_BATCH) if limit > 0 else LARGEST_BATCH
        return list(self._pending.values())[:size]

    async def _wait(self, longest_s: int) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(longest_s):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _arrive(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        self._report(is_here=True)

    def _leave(self) -> None:
        if self._poll is None:
            loop = asyncio.get_running_loop()
            if self._leaving is not None:
                self._leaving.cancel()
            self._leaving = loop.call_later(GRACE_S, lambda: self._report(is_here=False))

    def _report(self, *, is_here: bool) -> None:
        if is_here != self.is_bot_here:
            self.is_bot_here = is_here
            self._on_presence(is_here)

    def confirmed_by(self, offset: int) -> int:
        """The last update an offset confirms; a negative one keeps that many of the newest."""
        if offset >= 0:
            return offset - 1
        newest = list(self._pending)[offset:]
        return newest[0] - 1 if newest else 0

    def apply(self, kind: str, body: object) -> None:
        match kind:
            case "update":
                update = cast(Object, body)
                self.last_id = max(self.last_id, cast(int, update["update_id"]))
                self._pending[self.last_id] = update
                if self._poll is not None and not self._poll.done():
                    self._poll.set_result(None)
            case "confirmed":
                last = cast(int, body)
                self._pending = {n: update for n, update in self._pending.items() if n > last}
            case "allowed":
                self.allowed = frozenset(cast(list[str], body))
            case _:
                self.last_id = max(self.last_id, cast(int, body))

    def records(self) -> Iterator[Record]:
        yield {"kind": "last_update_id", "body": self.last_id}
        yield {"kind": "allowed", "body": sorted(self.allowed)}
        for update in self._pending.values():
            yield {"kind": "update", "body": update}
