"""The machine's clock of a test: it stands still until told."""

from core.clock import ManualClock, SystemClock


class StandingClock(SystemClock):
    """A manual clock where the machine's own is asked for."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now_ns(self) -> int:
        return self._clock.now_ns()

    def monotonic_ns(self) -> int:
        return self._clock.monotonic_ns()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
