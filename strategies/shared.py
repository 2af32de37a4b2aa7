"""What the live paths of several strategies share."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from core.errors import InputError
from core.market import Candle
from core.parameters import Value
from indicators.incremental import Ema

BASIS_POINT = 1e-4
"""A hundredth of a percent, as a share."""


def grade(excess: float, full: float) -> float:
    """How sure a signal is: 0.5 at the very edge, 1 where `excess` is full or more."""
    return 0.5 + 0.5 * min(1.0, excess / full)


class Latch:
    """On from where it is set until it is cleared; both at once set it."""

    __slots__ = ("is_on",)

    def __init__(self) -> None:
        self.is_on = False

    def step(self, is_set: bool, is_cleared: bool) -> bool:
        if is_set:
            self.is_on = True
        elif is_cleared:
            self.is_on = False
        return self.is_on


def rising(values: Mapping[str, Value], *names: str) -> bool:
    """Whether each of these numbers is larger than the one before."""
    numbers = [float(values[name]) for name in names]
    return all(one < other for one, other in pairwise(numbers))


def ordered(values: Mapping[str, Value]) -> None:
    """Raises InputError where the fast average is not the shorter one."""
    if not rising(values, "fast", "slow"):
        raise InputError("fast must be shorter than slow", code="fast_not_below_slow")


def ema_lines(candles: Sequence[Candle], *periods: int) -> dict[str, list[float]]:
    """Exponential averages over candles, from the first one on, by the names they are shown by."""
    averages = {f"EMA {period}": Ema(period) for period in periods}
    return {
        name: [average.update(candle.close) for candle in candles]
        for name, average in averages.items()
    }
