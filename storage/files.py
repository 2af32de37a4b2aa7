"""The file behind an embedded database: where it is, and who may read it."""

import os
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import StorageError


def database_file(url: str) -> Path:
    """The file of a `sqlite+aiosqlite:///` address; raises StorageError for any other."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    name = parsed.database if parsed is not None else None
    if parsed is None or parsed.drivername != "sqlite+aiosqlite" or not name or name == ":memory:":
        raise StorageError(
            "The database address must be sqlite+aiosqlite:/// and the path of a file."
        )
    return Path(name)


def make_private(path: Path) -> None:
    """Makes the file and its folder if they are not there; the file is its owner's alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StorageError(f"{path} cannot be opened: {error.strerror}.") from error
