"""Compiles the loop: the engine's own functions are registered with numba as they are.

The cache on disk is named by the sources of all that is compiled, because numba's own looks at the
file of the outermost function alone and would go on serving old rules.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from inspect import getmembers, isfunction
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from backtest.compiled import (
    entering,
    fetching,
    filling,
    judging,
    loop,
    passing,
    positions,
    rungs,
    terms,
    trails,
    watching,
    wide,
)
from backtest.compiled.terms import Bars, Ints, Tables
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
UNCOUNTED: Mapping[str, Any] = MappingProxyType({"_nrt": False})
"""The arrays live longer than a run, and counting who holds them at every call of a function took a
quarter of the time."""

Records = npt.NDArray[np.void]
Loop = Callable[[Bars, Ints, Records, Tables, Ints, Records], None]


def has_compiler() -> bool:
    """Is the extra `fast` installed?"""
    return find_spec("numba") is not None


@cache
def compiled_loop() -> Loop:
    """The loop, compiled or from the cache; raises ImportError without numba."""
    from numba import config, njit

    folder = cache_folder()
    setattr(config, "CACHE_DIR", str(folder or ""))  # noqa: B010 - it has no types
    register()
    compiled: Any = njit(cache=folder is not None, nogil=True, **UNCOUNTED)
    return cast("Loop", compiled(loop.run))


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
    for path in (__file__, *(module.__file__ for module in modules)):
        digest.update(Path(str(path)).read_bytes())
    try:
        base = Path(os.environ.get(CACHE_VARIABLE) or Path.home() / ".cache")
        folder = base / "dzentra" / f"{name}-{digest.hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):
        return None
