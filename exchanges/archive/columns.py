"""Rows of market data as columns of integers, and the files they rest in."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import InputError
from core.values import Frozen
from exchanges.archive.whole import written_whole

Ints = npt.NDArray[np.int64]

BAR_WIDTH = 5
"""Open, high, low, close and volume."""
RATE_WIDTH = 1
DIGITS = 8
_MOST = 1 << 62


class Columns(Frozen, frozen=True):
    """Rows in order of time: `at_ms` (n) is when each opens, `values` (n x width) are integers of
    10^-8. The volume of a bar is of 10^-`volume_digits`: of a coin worth next to nothing more is
    traded than an integer of 10^-8 can count.
    """

    at_ms: Ints
    values: Ints
    volume_digits: int = DIGITS

    @classmethod
    def empty(cls, width: int) -> "Columns":
        return cls(np.empty(0, np.int64), np.empty((0, width), np.int64))

    @property
    def width(self) -> int:
        return int(self.values.shape[1])

    def __len__(self) -> int:
        return len(self.at_ms)

    def between(self, start_ms: int, end_ms: int) -> "Columns":
        """The rows of [start_ms, end_ms)."""
        first, last = np.searchsorted(self.at_ms, (start_ms, end_ms))
        part = slice(int(first), int(last))
        return Columns(self.at_ms[part], self.values[part], self.volume_digits)

    def with_digits(self, digits: int) -> "Columns":
        """The same with a coarser volume."""
        if digits == self.volume_digits:
            return self
        values = self.values.copy()
        values[:, BAR_WIDTH - 1] //= 10 ** (self.volume_digits - digits)
        return Columns(self.at_ms, values, digits)


def bars(rows: Sequence[tuple[int, ...]]) -> Columns:
    """Of rows of opening time in ms, open, high, low, close and volume, all of 10^-8; with as many
    digits of the volume as its greatest leaves room for."""
    if not rows:
        return Columns.empty(BAR_WIDTH)
    most, digits = max(row[-1] for row in rows), DIGITS
    while digits and most // 10 ** (DIGITS - digits) > _MOST:
        digits -= 1
    by = 10 ** (DIGITS - digits)
    table = np.array([(*row[:-1], row[-1] // by) for row in rows], np.int64)
    return Columns(table[:, 0].copy(), table[:, 1:].copy(), digits)


def merged(parts: list[Columns]) -> Columns:
    """All rows in order of time; of two at one time the later part's counts."""
    if len(parts) == 1 and _rises(parts[0].at_ms):
        return parts[0]
    digits = min(part.volume_digits for part in parts)
    alike = [part.with_digits(digits) for part in parts]
    at_ms = np.concatenate([part.at_ms for part in alike])
    values = np.concatenate([part.values for part in alike])
    order = np.argsort(at_ms, kind="stable")
    at_ms, values = at_ms[order], values[order]
    is_last = np.append(at_ms[1:] != at_ms[:-1], True) if len(at_ms) else np.empty(0, bool)
    return Columns(at_ms[is_last], values[is_last], digits)


def save(path: Path, rows: Columns) -> None:
    """Whole or not at all: raises OSError when the disk takes no more, and what was there stays."""
    with written_whole(path) as file:
        np.savez_compressed(
            file,
            at_ms=rows.at_ms,
            values=rows.values,
            volume_digits=np.int64(rows.volume_digits),
        )


def load(path: Path) -> Columns:
    """Raises InputError for a file that is damaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            rows = Columns(held["at_ms"], held["values"], int(held["volume_digits"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path} is damaged ({error}); delete it and get that month again",
            code="bad_archive",
        ) from error
    if rows.values.ndim != 2 or len(rows.values) != len(rows.at_ms):
        raise InputError(f"{path} holds no table of market data", code="bad_archive")
    return rows


def _rises(at_ms: Ints) -> bool:
    return bool(np.all(at_ms[1:] > at_ms[:-1]))
