"""Lines of a recorded file, whatever state it is in."""

import gzip
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path

from core.errors import InputError

_LOG = logging.getLogger(__name__)
_LONGEST_LINE = 1 << 22


class Skipped:
    """What could not be used of a recording; reading it again does not count again."""

    def __init__(self) -> None:
        self._lines: set[tuple[Path, int]] = set()
        self._noted: set[Path] = set()
        self.notes: list[str] = []

    @property
    def lines(self) -> int:
        return len(self._lines)

    def line(self, path: Path, number: int, why: object) -> None:
        """Counts a bad line; the first of a file is noted."""
        self._lines.add((path, number))
        self.note(path, f"line {number}: {why}")

    def note(self, path: Path, text: str) -> None:
        if path not in self._noted:
            self._noted.add(path)
            self.notes.append(f"{path}, {text}")
            _LOG.warning("replay: %s, %s", path, text)


def lines_of(path: Path, skipped: Skipped) -> Iterator[tuple[int, bytes]]:
    """Numbered lines. A file torn in the middle ends there, with a note; one that cannot be read
    at all raises InputError."""
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            while line := file.readline(_LONGEST_LINE):
                number += 1
                yield number, line
    except (OSError, EOFError, zlib.error) as error:
        if number == 0:
            raise InputError(f"{path} cannot be read: {error}", code="bad_replay") from error
        skipped.note(path, f"torn after line {number}: {error}")
