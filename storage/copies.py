"""Copies of a database in a folder: their names, their checksums, and which are kept."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from core.errors import StorageError
from core.types import SECOND_NS
from core.values import Frozen
from storage.progress import Progress

EMBEDDED, SERVER = ".db", ".dump"
PARTIAL = ".partial"

_PREFIX = "dzentra-"
_MOMENT = "%Y%m%dT%H%M%SZ"
_KEPT = ((len("20261121T02"), 24), (len("20261121"), 14), (len("202611"), 6))
"""The newest of each of the last hours, days and months in which copies were made."""
_CHUNK = 2**20


class Copy(Frozen, frozen=True, order=True):
    """A finished copy; `moment` is when it was begun, in UTC."""

    moment: str
    path: Path

    @property
    def at_ns(self) -> int:
        return round(_moment(self.moment).timestamp()) * SECOND_NS


def moment_of(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC).strftime(_MOMENT)


def new_copy(folder: Path, at_ns: int, suffix: str) -> Copy:
    moment = moment_of(at_ns)
    return Copy(moment, folder / f"{_PREFIX}{moment}{suffix}")


def copies_in(folder: Path) -> list[Copy]:
    """Oldest first; whatever else lies in the folder is none."""
    found = (path for path in folder.glob(f"{_PREFIX}*") if path.suffix in (EMBEDDED, SERVER))
    named = ((path.stem.removeprefix(_PREFIX), path) for path in found)
    return sorted(Copy(moment, path) for moment, path in named if _is_moment(moment))


def outlived(copies: Iterable[Copy]) -> list[Copy]:
    """Those that are neither of the last 24 hours with a copy, nor 14 days, nor 6 months."""
    ordered = sorted(copies)
    kept: set[Copy] = set()
    for length, count in _KEPT:
        newest = {copy.moment[:length]: copy for copy in ordered}
        kept.update(list(newest.values())[-count:])
    return [copy for copy in ordered if copy not in kept]


def remove(copy: Copy) -> None:
    copy.path.unlink(missing_ok=True)
    checksum_file(copy.path).unlink(missing_ok=True)
    rmtree(studies_beside(copy.path), ignore_errors=True)


def studies_beside(path: Path) -> Path:
    """The folder of the studies that were there when a copy was made."""
    return path.with_name(f"{path.name}.studies")


def checksum_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def checksum(path: Path, progress: Progress) -> str:
    """The SHA-256 of a file."""
    total, done, digest = path.stat().st_size, 0, sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            progress("Reading the copy", done, total)
    return digest.hexdigest()


def noted_checksum(path: Path) -> str:
    """What stands beside a copy; empty when nothing does."""
    file = checksum_file(path)
    return (
        file.read_text(encoding="ascii", errors="replace").partition(" ")[0]
        if file.exists()
        else ""
    )


def is_embedded(path: Path) -> bool:
    return _starts_with(path, b"SQLite format 3\x00")


def is_dump(path: Path) -> bool:
    return _starts_with(path, b"PGDMP")


def wrong_kind(path: Path) -> StorageError:
    return StorageError(f"{path} is a copy of another kind of database than DATABASE_URL names.")


def _starts_with(path: Path, header: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(header)) == header


def put_in_place(partial: Path, copy: Copy, digest: str) -> None:
    """Gives a copy that holds its name, and its checksum as `sha256sum -c` reads it."""
    note = checksum_file(copy.path)
    note.write_text(f"{digest}  {copy.path.name}\n", encoding="utf-8")
    for path in (note, partial):
        path.chmod(0o600)
        sync(path)
    partial.rename(copy.path)
    sync(copy.path.parent)


def sync(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _is_moment(text: str) -> bool:
    try:
        return bool(_moment(text))
    except ValueError:
        return False
