"""Which streams of a socket are silent for too long, and what to do about it. Plain decisions on
the monotonic clock; a socket can be open and dead."""

from collections.abc import Mapping

from core.types import SECOND_NS
from core.values import Frozen

FIRST_MESSAGE_S = 10.0
_MOST_PATIENCE = 64


class Verdict(Frozen, frozen=True):
    """Ask again for these streams, or leave the socket: `reason` says why, empty for no."""

    again: tuple[str, ...] = ()
    reason: str = ""


class _Watch:
    """One stream. It is asked for again before the socket is given up; whoever is silent while its
    neighbours speak is a quiet market, and gets more patience each time."""

    __slots__ = ("base_ns", "heard", "is_asked_again", "patience", "since_ns")

    def __init__(self, limit_s: float) -> None:
        self.base_ns = round(limit_s * SECOND_NS)
        self.since_ns = 0
        self.patience = 1
        self.heard = self.is_asked_again = False

    def is_overdue(self, now_ns: int) -> bool:
        first_ns = round(FIRST_MESSAGE_S * SECOND_NS)
        limit_ns = self.base_ns if self.heard else max(first_ns, self.base_ns)
        return now_ns - self.since_ns > limit_ns * self.patience


class Watchdog:
    """Of one socket's streams, over all connections it has in its time."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self._watches = {name: _Watch(limit_s) for name, limit_s in limits.items()}
        self._heard_ns = 0

    def opened(self, now_ns: int) -> None:
        """A new connection asked for all of them."""
        self._heard_ns = now_ns
        for watch in self._watches.values():
            watch.since_ns = now_ns
            watch.heard = watch.is_asked_again = False

    def heard(self, name: str, now_ns: int) -> None:
        watch = self._watches.get(name)
        if watch is not None:
            self._heard_ns = watch.since_ns = now_ns
            if not watch.heard:
                watch.heard, watch.patience = True, 1
            watch.is_asked_again = False

    def judge(self, now_ns: int) -> Verdict:
        overdue = [name for name, watch in self._watches.items() if watch.is_overdue(now_ns)]
        if not overdue:
            return Verdict()
        again = tuple(name for name in overdue if not self._watches[name].is_asked_again)
        for name in again:
            watch = self._watches[name]
            watch.is_asked_again, watch.since_ns = True, now_ns
        lost = [name for name in overdue if name not in again]
        return Verdict(again, self._give_up(lost, now_ns))

    def _give_up(self, lost: list[str], now_ns: int) -> str:
        """Asking again did not help: leave, unless it is a quiet market that was heard here."""
        reason = ""
        for name in lost:
            watch = self._watches[name]
            is_quiet = watch.heard and now_ns - self._heard_ns < watch.base_ns
            watch.patience = min(watch.patience * 2, _MOST_PATIENCE)
            watch.since_ns = now_ns
            if not is_quiet:
                reason = f"{name} is silent"
        return reason
