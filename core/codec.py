"""Values to canonical JSON and back, exactly: Decimals as text, keys sorted, no white space.

Works on the frozen dataclasses of `core` by their type hints, so that a journal row, an owed
alert and a saved state are the very values the engine made.
"""

import json
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from core.errors import InputError

T = TypeVar("T")


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
_AS_IS = frozenset({str, int, float, bool, type(None)})


def encode(value: object) -> str:
    """A dataclass (or plain JSON value) as canonical JSON."""
    return _CANONICAL.encode(_plain(value))


def decode(kind: type[T], text: str) -> T:
    """The dataclass `kind` from its JSON; raises InputError when the text is not one of it."""
    try:
        value = _build(kind, json.loads(text))
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise InputError(f"not a {kind.__name__}: {error}", code="corrupt") from error
    return typing.cast("T", value)


def _plain(value: object) -> object:
    kind: Any = type(value)
    return value if kind in _AS_IS else _writer(kind)(value)


@cache
def _writer(kind: type) -> Callable[[Any], object]:
    """How values of a type are written, found out once: this stands in the path of every trade."""
    if is_dataclass(kind):
        return _fields_of(_names(kind))
    if issubclass(kind, Decimal):
        return _decimal
    if issubclass(kind, Enum):
        return attrgetter("value")
    if issubclass(kind, tuple | list):
        return _items
    return _entries if issubclass(kind, Mapping) else _itself


def _fields_of(names: tuple[str, ...]) -> Callable[[Any], object]:
    def write(value: object) -> object:
        return {name: _plain(getattr(value, name)) for name in names}

    return write


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def _items(value: Iterable[object]) -> list[object]:
    return [_plain(item) for item in value]


def _entries(value: Mapping[object, object]) -> dict[str, object]:
    return {str(key): _plain(item) for key, item in value.items()}


def _itself(value: object) -> object:
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.init)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, raw: Any) -> object:
    kind = getattr(kind, "__supertype__", kind)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return _build_union(kind, raw)
    if typing.get_origin(kind) is tuple:
        return _build_tuple(typing.get_args(kind), raw)
    if typing.get_origin(kind) is dict:
        return dict(raw)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in raw.items()})
    if isinstance(kind, type) and issubclass(kind, Decimal | Enum):
        return kind(raw)
    if kind in (int, float, str, bool) and type(raw) is not kind:
        raise TypeError(f"{raw!r} is no {kind.__name__}")
    return raw


def _build_union(kind: Any, raw: Any) -> object:
    if raw is None:
        return None
    (only,) = (option for option in typing.get_args(kind) if option is not type(None))
    return _build(only, raw)


def _build_tuple(items: tuple[Any, ...], raw: Any) -> object:
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_build(items[0], item) for item in raw)
    return tuple(_build(kind, item) for kind, item in zip(items, raw, strict=True))
