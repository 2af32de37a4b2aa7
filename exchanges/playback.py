"""The market clock of a replay."""

from core.ports import Clock


class PlaybackClock:
    """Runs from `start_ns` on, `speed` times as fast as the desk's clock, never set by it."""

    def __init__(self, desk: Clock, *, start_ns: int, speed: int) -> None:
        self._desk = desk
        self._start_ns = start_ns
        self._speed = speed
        self._began_ns = desk.monotonic_ns()

    def now_ns(self) -> int:
        return self._start_ns + self.monotonic_ns()

    def monotonic_ns(self) -> int:
        return (self._desk.monotonic_ns() - self._began_ns) * self._speed

    async def sleep(self, seconds: float) -> None:
        await self._desk.sleep(seconds / self._speed)
