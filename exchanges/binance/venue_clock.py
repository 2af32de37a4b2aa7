"""The venue's time, told by a clock of this machine that may be wrong."""

from core.ports import Clock
from core.types import SECOND_NS

_MS = 1_000_000


class VenueClock:
    """Market time of a real venue: the machine's monotonic time and an offset that round trips
    tell, so that a wrong or stepping wall clock is harmless. It never goes back. Freshness and
    waiting are the machine's own."""

    def __init__(self, desk: Clock) -> None:
        self._desk = desk
        self._base_ns = desk.now_ns() - desk.monotonic_ns()
        self._newest_ns = 0
        self.is_synced = False
        self.rtt_ns = 0

    def now_ns(self) -> int:
        self._newest_ns = max(self._newest_ns, self._desk.monotonic_ns() + self._base_ns)
        return self._newest_ns

    def monotonic_ns(self) -> int:
        return self._desk.monotonic_ns()

    async def sleep(self, seconds: float) -> None:
        await self._desk.sleep(seconds)

    @property
    def offset_ms(self) -> float:
        """How far the venue is ahead of this machine's wall clock."""
        behind_ns = self._desk.monotonic_ns() + self._base_ns - self._desk.now_ns()
        return behind_ns / _MS

    def sync(self, trips: "RoundTrips") -> None:
        """Takes what round trips told."""
        if not self.is_synced:
            self._newest_ns = 0
        self._base_ns, self.rtt_ns, self.is_synced = trips.base_ns, trips.rtt_ns, True


class RoundTrips:
    """Questions for the venue's time: the quickest one is believed, at the middle of its way."""

    def __init__(self) -> None:
        self.base_ns = 0
        self.rtt_ns = 3600 * SECOND_NS
        self.count = 0

    def add(self, sent_ns: int, heard_ns: int, server_ms: int) -> None:
        """One trip, by the monotonic clock."""
        self.count += 1
        if heard_ns - sent_ns < self.rtt_ns:
            self.rtt_ns = heard_ns - sent_ns
            self.base_ns = server_ms * _MS - (sent_ns + heard_ns) // 2
