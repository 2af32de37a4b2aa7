"""Recorded numbers, exactly: decimal text as ticks, steps and integers of 10^-8."""

from collections.abc import Callable
from typing import Generic, TypeVar

from core.instrument import Instrument
from core.money import Steps, Ticks, to_units
from core.values import Frozen

N = TypeVar("N", bound=int)

_ZEROS = tuple("0" * (8 - count) for count in range(9))


class OffTick(ValueError):
    """A price between two ticks: our rules are old, or an order is older than the venue's."""


class Scale(Frozen, frozen=True):
    """Of one instrument. Its methods raise ValueError for text that is no such number.

    Marks know no ticks: with `is_rounded` a price becomes the nearest one.
    """

    tick_e8: int
    step_e8: int
    is_rounded: bool = False

    @classmethod
    def of(cls, instrument: Instrument, *, is_rounded: bool = False) -> "Scale":
        return cls(instrument.tick_e8, to_units(instrument.step, 8), is_rounded)

    def ticks(self, text: str) -> Ticks:
        units = e8(text) + (self.tick_e8 // 2 if self.is_rounded else 0)
        count, rest = divmod(units, self.tick_e8)
        if count > 0 and rest and not self.is_rounded:
            raise OffTick(f"{text} is between two prices of the instrument")
        if count <= 0:
            raise ValueError(f"{text} is no price of the instrument")
        return Ticks(count)

    def below(self, text: str) -> Ticks:
        """The tick at a price between two, or the one under it."""
        return self._whole(e8(text) // self.tick_e8, text)

    def above(self, text: str) -> Ticks:
        """The tick at a price between two, or the one over it."""
        return self._whole(-(-e8(text) // self.tick_e8), text)

    def _whole(self, count: int, text: str) -> Ticks:
        if count <= 0:
            raise ValueError(f"{text} is no price of the instrument")
        return Ticks(count)

    def steps(self, text: str) -> Steps:
        """Rounded down: a part of a step cannot be traded."""
        count = e8(text) // self.step_e8
        if count < 0:
            raise ValueError(f"{text} is no size")
        return Steps(count)


class Newest(Generic[N]):
    """Converts the same text once as long as no other comes between: most quotes repeat three of
    their four numbers."""

    __slots__ = ("_convert", "_text", "_value")

    def __init__(self, convert: Callable[[str], N]) -> None:
        self._convert = convert
        self._text = ""
        self._value: N | None = None

    def of(self, text: str) -> N:
        value = self._value
        if value is None or text != self._text:
            value = self._value = self._convert(text)
            self._text = text
        return value


def e8(text: str) -> int:
    """Decimal text as an integer of 10^-8; raises ValueError."""
    whole, _, part = text.partition(".")
    if whole and len(part) <= 8:
        return int(whole + part + _ZEROS[len(part)])
    if not whole or part[8:].strip("0"):
        raise ValueError(f"{text!r} is no number with at most 8 decimals")
    return int(whole + part[:8])
