"""Values to canonical JSON and back, exactly: Decimals as text, keys sorted, no white space.

Works on the values and frozen dataclasses of `core` by their type hints, so that a journal row, an
owed alert and a saved state are the very values the engine made.
"""

import json
import re
import types
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from core.errors import InputError
from core.values import Frozen, plain, written

T = TypeVar("T")


_CANONICAL = json.JSONEncoder(
    sort_keys=True,
    separators=(",", ":"),
    ensure_ascii=False,
    allow_nan=False,
    default="{:f}".format,
)
"""Decimals are the one thing that `core.values.plain` leaves it."""
_UNCOMMON = (TypeError, ValueError, OverflowError)
"""What is raised in C for a text that is none, an integer past 64 bits, a type of our own."""
_EXPONENT = re.compile(r"E[+-]?\d")
"""Decimals that Python shows so are written out here."""


class Later:
    """A text that is written when it is first read, which may be never; what it is written from
    must not change any more."""

    __slots__ = ("_text", "_write")

    def __init__(self, write: Callable[[], str]) -> None:
        self._write = write
        self._text: str | None = None

    def __str__(self) -> str:
        if self._text is None:
            self._text = self._write()
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later | str) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def encode(value: object) -> str:
    """A dataclass (or plain JSON value) as canonical JSON."""
    kind: Any = type(value)
    if _is_common(kind):
        with suppress(*_UNCOMMON):
            text = written(value)
            if "E" not in text or not _EXPONENT.search(text):
                return text
    return _CANONICAL.encode(plain(value, _simpler))


def _simpler(value: object) -> object:
    return str(value) if isinstance(value, Later) else dict(typing.cast("Mapping[Any, Any]", value))


def decode(kind: type[T], text: str) -> T:
    """The dataclass `kind` from its JSON; raises InputError when the text is not one of it."""
    try:
        reader = _reader(typing.cast("Any", kind))
        value = reader(json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise InputError(f"not a {kind.__name__}: {error}", code="corrupt") from error
    return typing.cast("T", value)


@cache
def _is_common(kind: Any) -> bool:
    """Whether all that a value of this type hint may hold is written alike in C, in a fifth of the
    time; floats are not."""
    kind = getattr(kind, "__supertype__", kind)
    if kind in (str, int, bool, type(None), Decimal, Ellipsis):
        return True
    if typing.get_origin(kind) in (types.UnionType, typing.Union, tuple):
        return all(_is_common(option) for option in typing.get_args(kind))
    if not isinstance(kind, type):
        return False
    if names := _names(kind):
        hints = typing.get_type_hints(kind)
        return all(_is_common(hints[name]) for name in names)
    return issubclass(kind, Enum)


def _names(kind: Any) -> tuple[str, ...]:
    if issubclass(kind, Frozen):
        return tuple(kind.__struct_fields__)
    return tuple(item.name for item in fields(kind)) if is_dataclass(kind) else ()


def _itself(value: object) -> object:
    return value


_Reader = Callable[[Any], object]


@cache
def _reader(kind: Any) -> _Reader:
    """How a value of a type hint is made of what JSON has for it, found out once."""
    kind = getattr(kind, "__supertype__", kind)
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _optional(kind)
    if origin is tuple:
        return _tuple_of(typing.get_args(kind))
    if origin is dict:
        return dict
    if isinstance(kind, type) and (issubclass(kind, Frozen) or is_dataclass(kind)):
        return _value_of(kind)
    if isinstance(kind, type) and issubclass(kind, Decimal | Enum):
        return kind
    if kind in (int, float, str, bool):
        return _exactly(kind)
    return _itself


def _value_of(kind: type) -> _Reader:
    hints = typing.get_type_hints(kind)
    readers: dict[str, _Reader] = {}  # filled when first needed: a type may hold its own kind

    def read(raw: Any) -> object:
        values = {}
        for name, item in raw.items():
            reader = readers.get(name)
            if reader is None:
                reader = readers[name] = _reader(hints[name])
            values[name] = reader(item)
        return kind(**values)

    return read


def _optional(kind: Any) -> _Reader:
    (only,) = (option for option in typing.get_args(kind) if option is not type(None))
    reader = _reader(only)
    return lambda raw: None if raw is None else reader(raw)


def _tuple_of(items: tuple[Any, ...]) -> _Reader:
    if len(items) == 2 and items[1] is Ellipsis:
        each = _reader(items[0])
        return lambda raw: tuple([each(item) for item in raw])
    readers = [_reader(item) for item in items]
    return lambda raw: tuple([reader(item) for reader, item in zip(readers, raw, strict=True)])


def _exactly(kind: type) -> _Reader:
    def read(raw: object) -> object:
        if type(raw) is not kind:
            raise TypeError(f"{raw!r} is no {kind.__name__}")
        return raw

    return read
