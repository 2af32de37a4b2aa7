"""Recurrences over columns, compiled: the kernels and the steps of the live path as they are.

Nothing is reordered or contracted, so that what is found is equal to the last bit with a compiler
and without one. The compiled code is kept on disk, named by its sources, as that of the loop is.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from inspect import getmembers, isfunction
from math import nan
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from backtest.compiled.loading import cache_folder, has_compiler
from backtest.compiled.native import UNCOUNTED, Native
from indicators import formulas, recurrences
from indicators.columns import Column
from indicators.recurrences import Kernel, Steps, stepped
from strategies import patience

STEPS: tuple[ModuleType, ...] = (formulas, patience)
"""Whose functions the kernels call."""
KERNELS: tuple[ModuleType, ...] = (recurrences, patience)


def quickest_steps() -> Steps:
    """Compiled where the extra `fast` is installed, else in plain Python."""
    return compiled_steps if has_compiler() else stepped


def compiled_steps(
    kernel: Kernel, columns: Sequence[Column], numbers: Sequence[float], outputs: int
) -> tuple[Column, ...]:
    """As `indicators.recurrences.stepped`; raises ImportError without numba."""
    found = tuple(np.full(len(columns[0]), nan) for _ in range(outputs))
    compiled(kernel)(*map(np.ascontiguousarray, columns), *numbers, *found)
    return found


@cache
def compiled(kernel: Kernel) -> Native:
    """One of `kernels`, compiled for what it is given, or from the cache."""
    return Native(kernel, cache_of_steps(), register)


def cache_of_steps() -> Path | None:
    """As that of the loop."""
    return cache_folder((*STEPS, *KERNELS), "columns")


@cache
def register() -> None:
    """Makes every step known to numba, once."""
    from numba.extending import register_jitable

    for function in functions(STEPS):
        register_jitable(**UNCOUNTED)(function)


def functions(modules: Sequence[ModuleType]) -> Iterator[Callable[..., Any]]:
    """Their own ones."""
    for module in modules:
        for _, function in getmembers(module, isfunction):
            if function.__module__ == module.__name__:
                yield function
