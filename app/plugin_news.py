"""What happens to plugins, told to the owners in the chat."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from core.errors import StorageError
from core.events import Fault
from core.ports import Clock
from plugins.news import News

log = logging.getLogger("plugins.news")
"""In the log of plugins, where `ERROR` is looked for."""

MOST_WAITING, MOST_CHARS = 32, 200
Report = Callable[[Fault, bool], Awaitable[None]]


class PluginNews:
    """Heard from any thread, told by `run`; of too many at once the oldest are only logged."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)
        self._came = asyncio.Event()

    def tell(self, sentence: str) -> None:
        log.error(sentence)
        code = sentence.code if isinstance(sentence, News) else "trouble"
        self._waiting.append((f"plugin_{code}", sentence[:MOST_CHARS]))
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._came.set)

    async def run(self, report: Report) -> None:
        """Until cancelled. What cannot be journaled stays in the log."""
        while True:
            await self._came.wait()
            self._came.clear()
            while self._waiting:
                where, detail = self._waiting.popleft()
                fault = Fault(at_ns=self._clock.now_ns(), where=where, detail=detail)
                try:
                    await report(fault, True)
                except StorageError as error:
                    log.warning("an owner could not be told: %s", error)
