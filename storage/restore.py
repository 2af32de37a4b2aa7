"""Putting a copy in the database's place, and keeping what was there."""

from pathlib import Path

from core.errors import StorageError
from storage.backend import backend_of
from storage.backup import refuse_bad
from storage.copies import moment_of
from storage.lock import desk_lock
from storage.progress import Progress


def restore(url: str, copy: Path, *, lock_path: Path, at_ns: int, progress: Progress) -> str:
    """Makes the database what the copy is, and answers where the replaced one is kept; empty when
    there was none. Raises StorageError, and then nothing was changed: for a copy that does not
    hold, or while a desk runs."""
    if not copy.is_file():
        raise StorageError(f"There is no copy at {copy}.")
    backend = backend_of(url)
    with desk_lock(lock_path):
        refuse_bad(copy, progress)
        progress("Putting the copy in place", 0, 0)
        return backend.replace_with(copy, moment_of(at_ns))
