"""The sets of parameters that a search tries."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import product
from math import prod
from random import Random

from core.errors import InputError
from core.values import Frozen

Number = int | float
Parameters = Mapping[str, Number]
MOST_VALUES = 1_000


class Axis(Frozen, frozen=True):
    """One parameter and the values it may take, rising."""

    name: str
    values: tuple[Number, ...]


class Space(Frozen, frozen=True):
    """All combinations of its axes."""

    axes: tuple[Axis, ...]

    @property
    def size(self) -> int:
        return prod(len(axis.values) for axis in self.axes)

    def grid(self) -> Iterator[Parameters]:
        """Every set once, in order."""
        for values in product(*(axis.values for axis in self.axes)):
            yield dict(zip((axis.name for axis in self.axes), values, strict=True))

    def random(self, count: int, seed: int) -> Iterator[Parameters]:
        """`count` sets, each at most once; all of them when there are no more."""
        rng = Random(seed)
        for place in rng.sample(range(self.size), min(count, self.size)):
            yield self._at(place)

    def place(self, parameters: Parameters) -> dict[str, int]:
        """A set by the steps of its values on their axes."""
        return {axis.name: axis.values.index(parameters[axis.name]) for axis in self.axes}

    def _at(self, place: int) -> Parameters:
        found: dict[str, Number] = {}
        for axis in self.axes:
            place, index = divmod(place, len(axis.values))
            found[axis.name] = axis.values[index]
        return found


def parse_axis(text: str) -> Axis:
    """`fast=5:30:5` (first:last:step, the last included) or `fast=5,8,13`; raises InputError."""
    name, _, values = text.partition("=")
    if not name or not values:
        raise InputError(f"{text} is no range; write name=first:last:step or name=value,value")
    try:
        found = _range(values) if ":" in values else [Decimal(part) for part in values.split(",")]
    except (InvalidOperation, ValueError):
        raise InputError(
            f"{values} of {name} is no range; write first:last:step or value,value"
        ) from None
    if not 0 < len(found) <= MOST_VALUES:
        raise InputError(f"{name} takes {len(found)} values; it may take 1 to {MOST_VALUES}")
    return Axis(name.strip(), tuple(_number(value) for value in sorted(set(found))))


def parse_space(texts: Sequence[str]) -> Space:
    """Raises InputError for a parameter that is named twice, and for none."""
    axes = tuple(parse_axis(text) for text in texts)
    if not axes or len({axis.name for axis in axes}) < len(axes):
        raise InputError("Name each parameter once, such as --range fast=5:30:5")
    return Space(axes)


def _range(text: str) -> list[Decimal]:
    first, last, step = (Decimal(part) for part in text.split(":"))
    if not step.is_finite() or step <= 0 or last < first:
        raise ValueError(text)
    count = int((last - first) / step) + 1
    return [first + step * place for place in range(min(count, MOST_VALUES + 1))]


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)
