"""The only place that asks the machine what time it is, or waits for it."""

import asyncio
import time
from collections.abc import Callable

from core.types import SECOND_NS


class SystemClock:
    """Wall time."""

    def now_ns(self) -> int:
        return time.time_ns()

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ScaledClock:
    """Market time of the simulated and the replayed exchange: at the desk's `anchor_ns` it was
    `market_ns` (default: the same), and it runs `speed` times as fast since.

    The anchor is persisted by its owner, so that a restarted desk finds the market where time
    now is, with the downtime behind it.
    """

    def __init__(
        self, desk: SystemClock, *, anchor_ns: int, speed: int, market_ns: int | None = None
    ) -> None:
        self._desk = desk
        self._anchor_ns = anchor_ns
        self._market_ns = anchor_ns if market_ns is None else market_ns
        self.speed = speed

    def now_ns(self) -> int:
        return self._market_ns + (self._desk.now_ns() - self._anchor_ns) * self.speed

    def monotonic_ns(self) -> int:
        return self._desk.monotonic_ns() * self.speed

    async def sleep(self, seconds: float) -> None:
        await self._desk.sleep(seconds / self.speed)


class ManualClock:
    """Time that moves only when told: for history and tests."""

    def __init__(self, now_ns: int = 0) -> None:
        self._now_ns = now_ns
        self._waiting: list[tuple[int, asyncio.Event]] = []

    def now_ns(self) -> int:
        return self._now_ns

    def monotonic_ns(self) -> int:
        return self._now_ns

    def set(self, now_ns: int) -> None:
        """Move to an instant; time never goes back."""
        self._now_ns = max(self._now_ns, now_ns)
        for due_ns, event in self._waiting:
            if due_ns <= self._now_ns:
                event.set()
        self._waiting = [entry for entry in self._waiting if entry[0] > self._now_ns]

    def advance(self, seconds: float) -> None:
        self.set(self._now_ns + round(seconds * SECOND_NS))

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._waiting.append((self._now_ns + round(seconds * SECOND_NS), event))
        await (asyncio.sleep(0) if seconds <= 0 else event.wait())


Stopwatch = Callable[[], int]
"""Nanoseconds of a counter for measuring work, never for deciding."""


def stopwatch() -> Stopwatch:
    return time.perf_counter_ns
