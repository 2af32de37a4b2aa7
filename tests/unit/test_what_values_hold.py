"""Values are kept from the collector of garbage, so none may be part of a ring."""

import dataclasses
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import numpy as np
import pytest
from pydantic import SecretStr

from core.codec import Later
from core.values import Frozen

ROOT = Path(__file__).parent.parent.parent
PACKAGES = (
    *("analytics", "api", "app", "backtest", "bot", "charts", "core", "debug", "engine"),
    *("exchanges", "handlers", "indicators", "plugins", "services", "storage", "strategies"),
)
PLAIN = (int, float, str, bytes, NoneType, Decimal, date, timedelta, Path, Enum, SecretStr)
WIRED = "plugins.wire.Message.header"
"""Whatever JSON can say."""
HOLDING = (tuple, frozenset, list, dict, Mapping, Sequence, Union, UnionType)


@pytest.fixture(scope="module")
def kinds() -> list[type[Frozen]]:
    """Every class of values there is."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not found.name.startswith("storage.migrations."):
                import_module(found.name)
    return [kind for kind in _below(Frozen) if kind.__module__.partition(".")[0] in PACKAGES]


def test_what_a_value_holds_never_points_back_at_it(kinds: list[type[Frozen]]) -> None:
    assert len(kinds) > 300
    alive = {
        f"{kind.__module__}.{kind.__name__}.{name}"
        for kind in kinds
        for name, hint in get_type_hints(kind).items()
        if name in kind.__struct_fields__ and not _is_value(hint)
    }
    assert not alive - {WIRED}, f"make these dataclasses: {alive - {WIRED}}"


def _below(kind: type[Frozen]) -> Iterator[type[Frozen]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _is_value(hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal or hint is Ellipsis or origin is np.ndarray:
        return True
    if origin in HOLDING:
        return all(map(_is_value, get_args(hint)))
    if isinstance(hint, NewType):
        return _is_value(hint.__supertype__)
    if origin is not None or not isinstance(hint, type):
        return False
    if dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"):
        return all(map(_is_value, get_type_hints(hint).values()))
    return hint is Later or issubclass(hint, (*PLAIN, Frozen))
