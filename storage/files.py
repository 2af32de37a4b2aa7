"""The file behind an embedded database: who may read it."""

import os
from pathlib import Path

from core.errors import StorageError


def make_private(path: Path) -> None:
    """Makes the file and its folder if they are not there; the file is its owner's alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StorageError(f"{path} cannot be opened: {error.strerror}.") from error
