"""How long to wait before the next try."""

from random import Random


class Backoff:
    """Doubles from `first_s` to `most_s`; each wait is drawn from its upper half, so that many
    clients do not come back in the same instant."""

    def __init__(self, rng: Random, *, first_s: float = 0.5, most_s: float = 30.0) -> None:
        self._rng = rng
        self._first_s = first_s
        self._most_s = most_s
        self._tries = 0

    def next_s(self) -> float:
        wait_s = min(self._first_s * 2.0 ** min(self._tries, 32), self._most_s)
        self._tries += 1
        return wait_s * self._rng.uniform(0.5, 1.0)

    def reset(self) -> None:
        self._tries = 0
