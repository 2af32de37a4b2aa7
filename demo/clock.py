"""The demo's own clock: it is an outside system and asks nobody else for the time."""

import time
from collections.abc import Callable

Clock = Callable[[], float]


def wall() -> float:
    """Seconds since 1970, UTC."""
    return time.time()
