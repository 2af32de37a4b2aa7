"""Kept studies beside the copies of a database. A study never changes once it is written: a copy of
it is another name for the same file, where the disk allows that."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import copy2

from core.errors import StorageError
from storage.copies import studies_beside
from storage.studies import FOLDER, HEAD, WHOLE, is_readable


def copy_studies(data_dir: Path, copy: Path) -> int:
    """How many there are beside the copy now; one that is taken away meanwhile is none. Raises
    StorageError when the disk takes no more."""
    return _put_all(data_dir / FOLDER, studies_beside(copy), lambda _path: True)


def restore_studies(data_dir: Path, copy: Path) -> int:
    """Brings back those of the copy that are not there, and tells how many; what is there stays,
    and one that cannot be read is left out. Raises StorageError when the disk takes no more."""
    return _put_all(studies_beside(copy), data_dir / FOLDER, is_readable)


def _put_all(source: Path, target: Path, is_good: Callable[[Path], bool]) -> int:
    heads = sorted(source.glob(f"*{HEAD}"))
    try:
        if heads:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        return sum(_put(head, target, is_good) for head in heads)
    except OSError as error:
        raise StorageError(f"Studies cannot be put into {target}: {error.strerror}.") from error


def _put(head: Path, target: Path, is_good: Callable[[Path], bool]) -> bool:
    """The head comes last: without it a study is not listed."""
    whole = head.with_name(head.name.removesuffix(HEAD) + WHOLE)
    if (target / head.name).exists() or not (is_good(whole) and is_good(head)):
        return False
    with suppress(FileNotFoundError):
        for path in (whole, head):
            _link(path, target / path.name)
        return True
    return False


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        copy2(source, target)
