"""Columns of numbers: float64 arrays in, float64 arrays out."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]
Compute = Callable[[Sequence[Column]], Sequence[Column]]


def column(values: ArrayLike) -> Column:
    """A column of its own, whatever kind of numbers it is made of."""
    return np.ascontiguousarray(values, dtype=np.float64)


def unknown(length: int) -> Column:
    return np.full(length, np.nan)


def late(values: Column, length: int) -> Column:
    """The values at the end of a column of `length`, nothing known before them."""
    found = unknown(length)
    if len(values):
        found[length - len(values) :] = values
    return found


def shifted(values: Column, by: int) -> Column:
    """What each row's value was `by` rows before; unknown for the first ones."""
    return late(values[: max(len(values) - by, 0)], len(values))


def windows(values: Column, period: int) -> NDArray[Any]:
    """Every full window as a row of a view, the oldest value first; none of too few values."""
    if len(values) < period:
        return np.empty((0, period))
    return np.lib.stride_tricks.sliding_window_view(values, period)


def over_runs(compute: Compute, inputs: Sequence[Column], outputs: int) -> tuple[Column, ...]:
    """Computes each run of rows without a hole as if it stood alone.

    A hole (NaN or infinite in any input) is never bridged by a guess and never poisons what comes
    after it: the rows after it start afresh, as a strategy does after a gap in its candles.
    """
    length = len(inputs[0])
    found = tuple(unknown(length) for _ in range(outputs))
    for start, stop in runs(inputs):
        results = compute([each[start:stop] for each in inputs])
        for whole, part in zip(found, results, strict=True):
            whole[start:stop] = part
    for whole in found:
        whole[np.isinf(whole)] = np.nan
    return found


def runs(inputs: Sequence[Column]) -> list[tuple[int, int]]:
    """Where rows without a hole begin and end."""
    is_whole = np.ones(len(inputs[0]), dtype=bool)
    for each in inputs:
        is_whole &= np.isfinite(each)
    if len(is_whole) and is_whole.all():
        return [(0, len(is_whole))]
    edges = np.flatnonzero(np.diff(is_whole, prepend=False, append=False)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))
