"""How long people wait for the bot: every update, from its reception until it is handled."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject

from core.ports import Clock

MOST = 512
_MS = 1_000_000


class Meter:
    """Of the newest `MOST` updates."""

    def __init__(self) -> None:
        self._taken_ns: deque[int] = deque(maxlen=MOST)

    def took(self, ns: int) -> None:
        self._taken_ns.append(ns)

    @property
    def p95_ms(self) -> float | None:
        """None before the first."""
        if not self._taken_ns:
            return None
        ordered = sorted(self._taken_ns)
        return ordered[len(ordered) * 95 // 100] / _MS


class Timing(BaseMiddleware):
    """Stands behind access: a stranger's update, which is dropped, says nothing of the desk."""

    def __init__(self, meter: Meter, clock: Clock) -> None:
        self._meter = meter
        self._clock = clock

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        began_ns = self._clock.monotonic_ns()
        try:
            return await handler(event, data)
        finally:
            self._meter.took(self._clock.monotonic_ns() - began_ns)
