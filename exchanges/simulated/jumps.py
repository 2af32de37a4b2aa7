"""Rare jumps of a simulated price: there at once, gone within hours."""

import numpy as np

from exchanges.simulated.noise import Ints, words

CELL_S = 7200
LASTS_S = 8 * 3600
LAG_S = 30
_ONE_IN = 6
_LEAST_BP, _SPAN_BP = 60, 120


def add_jumps(key: int, start_s: int, market: Ints, index: Ints, basis_point: int) -> None:
    """Adds every jump that is felt in the seconds from `start_s` on to both logarithms.

    A period of two hours holds one in six times. The market jumps at once, the index follows
    within half a minute; then both fade over eight hours.
    """
    first, last = (start_s - LASTS_S) // CELL_S, (start_s + len(market)) // CELL_S
    cells = np.arange(first, last + 1, dtype=np.int64)
    for cell, dice in zip(cells.tolist(), words(key, cells).tolist(), strict=True):
        if dice % _ONE_IN == 0:
            height = _height(dice >> 32) * basis_point
            begins = cell * CELL_S + (dice >> 8) % CELL_S - start_s
            _add(market, begins, height, lag_s=0)
            _add(index, begins, height, lag_s=LAG_S)


def _height(dice: int) -> int:
    """In basis points, either way."""
    size = _LEAST_BP + (dice >> 1) % _SPAN_BP
    return size if dice & 1 else -size


def _add(logs: Ints, begins: int, height: int, *, lag_s: int) -> None:
    start, end = max(begins, 0), min(begins + LASTS_S, len(logs))
    if start >= end:
        return
    age = np.arange(start - begins, end - begins, dtype=np.int64)
    felt = height * (LASTS_S - age) // LASTS_S
    if lag_s:
        felt = felt * np.minimum(age, lag_s) // lag_s
    logs[start:end] += felt
