"""A machine's clock that jumps to whatever is due next, so that hours of a desk take seconds."""

import asyncio
from math import ceil

from core.clock import SystemClock
from core.types import SECOND_NS

FEED = frozenset({"feed reader", "feed watch"})
"""The tasks of one feed: who reads the market, and who looks how old the prices are."""


class JumpingClock(SystemClock):
    """Stands still while the feed works; moves on when both its tasks wait for it, whoever else
    sleeps, and never past `until_ns`."""

    def __init__(self, now_ns: int, *, until_ns: int = 1 << 62) -> None:
        self._now_ns = now_ns
        self._until_ns = until_ns
        self._waiting: list[tuple[int, str, asyncio.Event]] = []

    def now_ns(self) -> int:
        return self._now_ns

    def monotonic_ns(self) -> int:
        return self._now_ns

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        entry = (self._now_ns + ceil(seconds * SECOND_NS), _task_name(), asyncio.Event())
        self._waiting.append(entry)
        self._jump()
        try:
            await entry[2].wait()
        finally:
            self._waiting = [waiting for waiting in self._waiting if waiting is not entry]

    def go_on_until(self, until_ns: int) -> None:
        """Lets time pass that was held back so far."""
        self._until_ns = until_ns
        self._jump()

    def skip(self, by_ns: int) -> None:
        """Time that passes whatever anybody does."""
        self._now_ns += by_ns

    def _jump(self) -> None:
        due_ns = min((due_ns for due_ns, _, _ in self._waiting), default=self._until_ns)
        if not {name for _, name, _ in self._waiting} >= FEED or due_ns > self._until_ns:
            return
        self._now_ns = max(self._now_ns, due_ns)
        for due_ns, _, event in self._waiting:
            if due_ns <= self._now_ns:
                event.set()
        self._waiting = [waiting for waiting in self._waiting if not waiting[2].is_set()]


def _task_name() -> str:
    task = asyncio.current_task()
    return "" if task is None else task.get_name()
