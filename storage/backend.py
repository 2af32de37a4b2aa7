"""What differs between databases, and which one an address names."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from storage.lines import Line

T = TypeVar("T")


class Backend(Protocol):
    """One database, not yet opened."""

    def make_ready(self) -> None:
        """What must be there before a connection is."""
        ...

    def line(self) -> Line: ...
    def readers(self) -> AsyncEngine: ...
    def refuse_damaged(self, connection: Connection) -> None:
        """Raises StorageError for one that cannot be trusted; quick enough for every start."""
        ...

    def look(self, question: Callable[[Connection], T]) -> T:
        """Answers from a connection that only reads, and reads one instant; not for a thread with
        an event loop. Raises StorageError when there is nothing to read."""
        ...

    @property
    def copy_suffix(self) -> str: ...
    def copy_to(self, path: Path) -> None:
        """Writes all of one instant to a new file, while a desk may write."""
        ...

    def replace_with(self, copy: Path, moment: str) -> str:
        """Puts a copy that holds in the database's place; where the replaced one is kept."""
        ...


def backend_of(url: str) -> Backend:
    """Raises StorageError for an address of no database we know."""
    parsed = _parsed(url)
    if parsed is not None and parsed.database:
        if parsed.drivername == "postgresql+asyncpg":
            # Its driver is an extra, and takes a tenth of a second to import.
            from storage.postgres import PostgresBackend

            return PostgresBackend(parsed)
        if parsed.drivername == "sqlite+aiosqlite" and parsed.database != ":memory:":
            from storage.embedded import EmbeddedBackend

            return EmbeddedBackend(Path(parsed.database))
    raise StorageError(
        "The database address must be sqlite+aiosqlite:/// and the path of a file, or "
        "postgresql+asyncpg://user:password@host:5432/db."
    )


def _parsed(url: str) -> URL | None:
    try:
        return make_url(url)
    except ArgumentError:
        return None
