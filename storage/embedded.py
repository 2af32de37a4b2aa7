"""SQLite: a file of the desk's own."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from storage.copies import EMBEDDED, is_embedded, sync, wrong_kind
from storage.engines import checking_engine, file_fault, reading_engine, writing_engine
from storage.failures import translate
from storage.files import make_private
from storage.lines import EmbeddedLine, Line

T = TypeVar("T")

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside its file while it is open, or after a kill."""

CHECKED_BYTES = 32 * 2**20
"""Up to this size a file is checked whole at start (a tenth of a second); `verify` checks all."""


class EmbeddedBackend:
    """`storage.backend.Backend` of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make_ready(self) -> None:
        make_private(self.path)

    def line(self) -> Line:
        return EmbeddedLine(writing_engine(self.path))

    def readers(self) -> AsyncEngine:
        return reading_engine(self.path)

    def refuse_damaged(self, connection: Connection) -> None:
        if self.path.stat().st_size > CHECKED_BYTES:
            return
        with connection.begin():
            if fault := file_fault(connection, check="quick_check"):
                raise StorageError(fault)

    def look(self, question: Callable[[Connection], T]) -> T:
        if not self.path.exists():
            raise StorageError(f"There is no database at {self.path}.")
        engine = checking_engine(self.path)
        try:
            with engine.connect() as connection:  # one transaction, left without a commit
                return question(connection)
        except SQLAlchemyError as error:
            raise translate(error) from error
        finally:
            engine.dispose()

    @property
    def copy_suffix(self) -> str:
        return EMBEDDED

    def copy_to(self, path: Path) -> None:
        if not self.path.exists():
            raise StorageError(f"There is no database at {self.path}.")
        make_private(path)  # SQLite takes an empty file for a new one
        try:
            with closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=rw", uri=True)
            ) as on:
                on.execute("VACUUM INTO ?", (str(path),))
        except sqlite3.Error as error:
            raise translate(error) from error

    def replace_with(self, copy: Path, moment: str) -> str:
        """At every moment a whole database stands in the place: the old one or the new one."""
        if not is_embedded(copy):
            raise wrong_kind(copy)
        fresh = self.path.with_name(f"{self.path.name}.new")
        try:
            make_private(fresh)
            shutil.copyfile(copy, fresh)
            sync(fresh)
            kept = self._keep(moment)
            fresh.replace(self.path)
            sync(self.path.parent)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise StorageError(f"{self.path} cannot be replaced: {error.strerror}.") from error
        return kept

    def _keep(self, moment: str) -> str:
        """Gives the file a second name, and takes away what lies beside it: SQLite would read it
        into the copy."""
        if not self.path.exists():
            return ""
        kept = self.path.with_name(f"{self.path.name}.replaced-{moment}")
        os.link(self.path, kept)
        for end in _BESIDE:
            beside = self.path.with_name(f"{self.path.name}{end}")
            if beside.exists():
                beside.rename(f"{kept}{end}")
        return str(kept)
