"""Rounds of everybody who runs: a change that nobody may see half of is made between two."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager


class RoundOver(Exception):
    """The round has ended; the next one may be joined."""


class Rounds:
    def __init__(self) -> None:
        self._scopes: set[asyncio.Timeout] = set()
        self._is_on, self._has_left = asyncio.Event(), asyncio.Event()
        self._is_on.set()

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[None]:
        """Waits for a round and takes part in it. Raises RoundOver, after what stands inside was
        cancelled and has cleaned up."""
        while not self._is_on.is_set():
            await self._is_on.wait()
        scope = asyncio.timeout(None)
        try:
            async with scope:
                self._scopes.add(scope)
                yield
        except TimeoutError as error:
            if not scope.expired():
                raise
            raise RoundOver from error
        finally:
            self._scopes.discard(scope)
            self._has_left.set()

    async def change(self, change: Callable[[], Awaitable[None]]) -> None:
        """Ends the round, makes the change while nobody runs, and begins the next."""
        self._is_on.clear()
        for scope in self._scopes:
            scope.reschedule(0)
        try:
            while self._scopes:
                self._has_left.clear()
                await self._has_left.wait()
            await change()
        finally:
            self._is_on.set()
