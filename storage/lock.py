"""One desk for one data folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import DeskLocked
from storage.files import make_private


@contextmanager
def desk_lock(path: Path) -> Iterator[None]:
    """Holds the folder's lock; raises DeskLocked that names the holder. A killed desk holds
    nothing: the lock goes with its process."""
    make_private(path)
    handle = os.open(path, os.O_RDWR)
    try:
        _take(handle, path)
        yield
    finally:
        os.close(handle)


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
        raise _held(holder, path) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)


def refuse_held(path: Path) -> None:
    """Raises DeskLocked when a desk runs in this folder, before anything of it is touched."""
    if (holder := holder_of(path)) is not None:
        raise _held(str(holder), path)


def _held(holder: str, path: Path) -> DeskLocked:
    return DeskLocked(
        f"Another desk (process {holder}) is using {path.parent}. Stop it first, or give this "
        "one another DATA_DIR."
    )


def holder_of(path: Path) -> int | None:
    """The process that holds the folder's lock; None when nobody does. Whoever is dead holds
    nothing, and is not asked: to ask is to hold the lock for an instant."""
    try:
        holder = int(path.read_text("ascii"))
        os.kill(holder, 0)
    except PermissionError:
        pass
    except (OSError, ValueError):
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return holder
    finally:
        os.close(handle)
    return None
