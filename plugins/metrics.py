"""What each plugin's calls cost, and when it has failed too often to be asked again."""

from collections import deque
from dataclasses import dataclass, field

from core.types import MINUTE_NS

KEPT = 1_000
KILLS, KILLS_WITHIN_NS = 3, 10 * MINUTE_NS
FAILURES = 20
"""Failed calls in a row; a killed worker costs more, so fewer of those are borne."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The times are of the newest calls, in milliseconds."""

    calls: int = 0
    errors: int = 0
    kills: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0


@dataclass(slots=True)
class Metrics:
    """Counted while `enable_metrics` says so; failures always count."""

    is_on: bool = True
    calls: int = 0
    errors: int = 0
    kills: int = 0
    in_a_row: int = 0
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT))
    _killed_ns: deque[int] = field(default_factory=lambda: deque(maxlen=KILLS))

    def done(self, ms: float) -> None:
        self.in_a_row = 0
        if self.is_on:
            self.calls += 1
            self._times.append(ms)

    def failed(self) -> None:
        self.calls += 1
        self.errors += 1
        self.in_a_row += 1

    def killed(self, now_ns: int) -> None:
        self.failed()
        self.kills += 1
        self._killed_ns.append(now_ns)

    def why_stop(self, now_ns: int) -> str:
        """Why it must not be asked again; empty while it may."""
        full = len(self._killed_ns) == KILLS
        if full and now_ns - self._killed_ns[0] <= KILLS_WITHIN_NS:
            return f"its worker was ended {KILLS} times within 10 minutes"
        return f"{FAILURES} calls in a row failed" if self.in_a_row >= FAILURES else ""

    def forgive(self) -> None:
        """Another version, or a person's word, gives it another chance."""
        self.in_a_row = 0
        self._killed_ns.clear()

    def figures(self) -> Figures:
        times = sorted(self._times)
        return Figures(
            self.calls, self.errors, self.kills, _quantile(times, 0.5), _quantile(times, 0.99)
        )


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
