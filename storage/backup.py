"""Copies of a database under load, proven before they count."""

from pathlib import Path

from core.errors import StorageError
from storage.backend import backend_of
from storage.copies import (
    PARTIAL,
    Copy,
    checksum,
    copies_in,
    is_dump,
    is_embedded,
    new_copy,
    noted_checksum,
    outlived,
    put_in_place,
    remove,
)
from storage.dump import look_into_dump
from storage.embedded import EmbeddedBackend
from storage.progress import Progress
from storage.verify import VerifyReport, report_on


def make_copy(url: str, folder: Path, at_ns: int, progress: Progress) -> Copy:
    """A copy of one instant of the database, while a desk may write to it. The copy's chain and
    books are checked before it gets its name. Raises StorageError, and then no copy was made."""
    backend = backend_of(url)
    copy = new_copy(folder, at_ns, backend.copy_suffix)
    partial = folder / f"{copy.path.name}{PARTIAL}"
    try:
        _make_room(folder)
        progress("Copying the database", 0, 0)
        backend.copy_to(partial)
        refuse_bad(partial, progress)
        put_in_place(partial, copy, checksum(partial, progress))
    except OSError as error:
        raise StorageError(f"{partial} cannot be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return copy


def rotate(folder: Path) -> list[Copy]:
    """Removes the copies that are no longer kept, and tells which."""
    gone = outlived(copies_in(folder))
    for copy in gone:
        remove(copy)
    return gone


def refuse_bad(path: Path, progress: Progress) -> None:
    """Raises StorageError unless the file is what its checksum says, and its chain and books
    hold. The checksum may be missing: the chain stands for itself."""
    noted = noted_checksum(path)
    if noted and noted != checksum(path, progress):
        raise StorageError(f"{path} is not what was written: its checksum is another one.")
    report = _report(path, progress)
    if not report.ok:
        raise StorageError(f"The copy {path} does not hold: {report.reason}")


def _report(path: Path, progress: Progress) -> VerifyReport:
    def rows(done: int, total: int) -> None:
        progress("Checking the journal", done, total)

    if is_dump(path):
        return look_into_dump(path, lambda connection: report_on(connection, rows))
    if not is_embedded(path):
        raise StorageError(f"{path} is no copy of a database.")
    return EmbeddedBackend(path).look(lambda connection: report_on(connection, rows))


def _make_room(folder: Path) -> None:
    """A folder for its owner alone, without what an interrupted copy left."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"*{PARTIAL}"):
        left.unlink()
