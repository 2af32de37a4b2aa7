"""Compiles the loop: the engine's own functions are registered with numba as they are.

The cache on disk is named by the sources of all that is compiled.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from inspect import getmembers, isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

from backtest.compiled import (
    calling,
    entering,
    fetching,
    filling,
    judging,
    loop,
    native,
    passing,
    positions,
    rungs,
    terms,
    trails,
    watching,
    wide,
)
from backtest.compiled.native import UNCOUNTED, Native
from engine import rules, trail_rules
from exchanges.simulated import rules as venue

COMPILED: tuple[ModuleType, ...] = (
    rules,
    trail_rules,
    venue,
    wide,
    fetching,
    trails,
    rungs,
    positions,
    entering,
    judging,
    filling,
    watching,
    passing,
    loop,
)
CACHE_VARIABLE = "XDG_CACHE_HOME"
NOT_AS_THEY_ARE = (rules.over, loop.run, fetching.fetch, fetching.register_fetch)


def has_compiler() -> bool:
    """Is the extra `fast` installed?"""
    return find_spec("numba") is not None


@cache
def compiled_loop() -> Native:
    """The loop, compiled or from the cache; ImportError without numba when it is run."""
    return Native(loop.run, cache_folder(), register)


@cache
def register() -> None:
    """Makes every rule known to numba, once; the one product that may be wider than a machine's
    integers by its own way of counting."""
    from numba.extending import overload, register_jitable

    for function in functions():
        if function not in NOT_AS_THEY_ARE:
            register_jitable(**UNCOUNTED)(function)
    fetching.register_fetch(UNCOUNTED)

    @overload(rules.over)
    def _over(value: int, times: int, by: int) -> Callable[[int, int, int], int]:
        return wide.over


def functions() -> Iterator[Callable[..., Any]]:
    """All that is compiled, each once."""
    for module in COMPILED:
        for _, function in getmembers(module, isfunction):
            if function.__module__ == module.__name__:
                yield function


def cache_folder(
    modules: Iterable[ModuleType] = (*COMPILED, terms), name: str = "compiled"
) -> Path | None:
    """In the user's cache, named by the sources; None where nothing can be written. No folder that
    others may write to is used instead, because what is read from a cache is executed."""
    digest = sha256()
    for path in (__file__, *(module.__file__ for module in (calling, native, *modules))):
        digest.update(Path(str(path)).read_bytes())
    try:
        base = Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache")
        folder = base / "dzentra" / f"{name}-{digest.hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):
        return None
