"""Recordings that lie in the archive: whole columns instead of lines."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core.types import SECOND_NS
from exchanges.archive.columns import BAR_WIDTH, DIGITS, RATE_WIDTH, Columns, Ints
from exchanges.archive.store import read_months
from exchanges.replayed.reading import Skipped
from exchanges.wire.scale import Scale

_MS = 1_000_000


def archived_bars(
    folder: Path, scale: Scale, period_ns: int, skipped: Skipped
) -> tuple[Ints, Ints]:
    """Opening times in ns, and rows of open, high, low, close in ticks and volume in steps. What
    could not be a candle of this instrument is left out and counted."""
    rows = read_months(folder, BAR_WIDTH)
    table = np.empty((len(rows), BAR_WIDTH), np.int64)
    is_good = np.ones(len(rows), bool)
    for place in range(4):
        units: Ints = rows.values[:, place] + (scale.tick_e8 // 2 if scale.is_rounded else 0)
        table[:, place] = units // scale.tick_e8
        is_exact = np.logical_or(scale.is_rounded, units % scale.tick_e8 == 0)
        is_good &= np.logical_and(table[:, place] > 0, is_exact)
    table[:, 4] = _steps(rows, scale)
    is_good &= _is_candle(table) & (rows.at_ms * _MS % period_ns == 0)
    for row in np.flatnonzero(~is_good):
        skipped.line(folder, int(row) + 1, "no candle of this instrument")
    return rows.at_ms[is_good] * _MS, table[is_good]


def archived_rates(folder: Path) -> Iterator[tuple[int, int]]:
    """Funding times in ns and rates of 10^-8."""
    rows = read_months(folder, RATE_WIDTH)
    for at_ms, (rate,) in zip(rows.at_ms.tolist(), rows.values.tolist(), strict=True):
        yield at_ms // 1000 * SECOND_NS, rate


def _steps(rows: Columns, scale: Scale) -> Ints:
    """Rounded down; counted in Python where a step is finer than the volume's digits."""
    by = 10 ** (DIGITS - rows.volume_digits)
    volume = rows.values[:, 4]
    if scale.step_e8 % by == 0:
        whole: Ints = volume // (scale.step_e8 // by)
        return whole
    return np.array([value * by // scale.step_e8 for value in volume.tolist()], np.int64)


def _is_candle(table: Ints) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    first, high, low, last = (table[:, place] for place in range(4))
    inside = np.logical_and(low <= np.minimum(first, last), np.maximum(first, last) <= high)
    return np.logical_and(inside, table[:, 4] >= 0)
