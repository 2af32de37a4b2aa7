"""Frozen values: made, compared and changed in C.

A frozen dataclass sets each of its fields through `object.__setattr__`: a position of 36 fields
takes 10 µs to make and 16 to change in one of them, at every step of every trade. A Struct of
msgspec takes 1.2 and 0.4, and its class is defined fifty times as fast, of which a start has
hundreds. Types are checked as a dataclass's are.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field, json, structs, to_builtins

__all__ = ["Frozen", "asdict", "field", "plain", "replace", "written"]

_JSON = json.Encoder(order="sorted", decimal_format="string")


class Frozen(Struct, frozen=True, gc=False):
    """Something that never changes; a change of it is a new value. Its classes repeat `frozen`,
    which type checkers want to read on each. A value is made after all it holds, so that no ring
    of references goes through it: the collector of those never looks at values. What holds parts
    that live and change (a desk's, a press's) is a dataclass."""


if TYPE_CHECKING:
    from dataclasses import replace
else:
    # The type checker knows what a dataclass may be changed in, and takes values for such; at work
    # only values are changed so, in a third of the time.
    replace = structs.replace


def asdict(value: Frozen) -> dict[str, object]:
    """The fields of a value by name; values within it stay what they are."""
    return structs.asdict(value)


def written(value: object) -> str:
    """A value as JSON, its keys sorted, Decimals and floats as msgspec writes them. Raises what
    `core.codec` takes for a reason to write it itself."""
    return _JSON.encode(value).decode()


def plain(value: object, simpler: Callable[[object], object]) -> object:
    """A value as lists, dicts with text for keys, texts and numbers; its Decimals stay. Sets are
    put in order, and what is none of these is asked of `simpler`."""
    return to_builtins(
        value, builtin_types=(Decimal,), str_keys=True, order="deterministic", enc_hook=simpler
    )
