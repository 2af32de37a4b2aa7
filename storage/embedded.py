"""SQLite: a file of the desk's own."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from storage.engines import checking_engine, file_fault, reading_engine, writing_engine
from storage.failures import translate
from storage.files import make_private
from storage.lines import EmbeddedLine, Line

T = TypeVar("T")

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
