"""What is wrong with a series: gaps, rows that cannot be, jumps."""

import numpy as np
import numpy.typing as npt

from core.values import Frozen
from exchanges.archive.columns import BAR_WIDTH, Columns, Ints
from exchanges.archive.store import Series

Bools = npt.NDArray[np.bool_]

JUMP = 0.2
"""A candle whose close is so much away from the one before is worth a look."""


class Findings(Frozen, frozen=True, kw_only=True):
    """`gaps` are (first missing row, rows missing), the widest first; the rest are times of rows
    in ms. `unsorted` and `doubled` can only be of a file that was not written here."""

    rows: int
    gaps: tuple[tuple[int, int], ...] = ()
    unsorted: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    off_grid: tuple[int, ...] = ()
    not_positive: tuple[int, ...] = ()
    contradicting: tuple[int, ...] = ()
    jumps: tuple[int, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Gaps and jumps happen in markets; the others are damage."""
        return not (
            self.unsorted
            or self.doubled
            or self.off_grid
            or self.not_positive
            or self.contradicting
        )


def check(series: Series, rows: Columns) -> Findings:
    """Looks at every row."""
    at_ms, step_ms = rows.at_ms, series.step_ms
    distance = np.diff(at_ms)
    later = at_ms[1:]
    if rows.width != BAR_WIDTH or not step_ms:
        return Findings(
            rows=len(rows),
            unsorted=_times(later, distance < 0),
            doubled=_times(later, distance == 0),
        )
    first, high, low, last = (rows.values[:, place] for place in range(4))
    is_odd = np.logical_or(low > np.minimum(first, last), high < np.maximum(first, last))
    return Findings(
        rows=len(rows),
        gaps=_gaps(at_ms, distance, step_ms),
        unsorted=_times(later, distance < 0),
        doubled=_times(later, distance == 0),
        off_grid=_times(at_ms, at_ms % step_ms != 0),
        not_positive=_times(at_ms, np.min(rows.values[:, :4], axis=1) <= 0),
        contradicting=_times(at_ms, is_odd),
        jumps=_times(later, _is_jump(last)),
    )


def _gaps(at_ms: Ints, distance: Ints, step_ms: int) -> tuple[tuple[int, int], ...]:
    places = np.flatnonzero(distance > step_ms)
    found = [(int(at_ms[place]) + step_ms, int(distance[place]) // step_ms - 1) for place in places]
    return tuple(sorted(found, key=lambda gap: -gap[1]))


def _is_jump(close: Ints) -> Bools:
    before, after = close[:-1].astype(np.float64), close[1:].astype(np.float64)
    return np.abs(after - before) > JUMP * np.maximum(before, 1)


def _times(at_ms: Ints, is_found: Bools) -> tuple[int, ...]:
    return tuple(int(time) for time in at_ms[is_found])
