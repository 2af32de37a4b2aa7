"""Reading from SQLite with one trip to its thread a question.

aiosqlite goes there and back for a cursor, for the statement, for its rows and for closing: with
the begin of a transaction eight times a question, which is more than the question takes.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import aiosqlite

Description = tuple[tuple[str, None, None, None, None, None, None], ...]
Parameters = Sequence[str | int | float | bytes | None]


class OneTrip(aiosqlite.Connection):
    """Begins its transaction with the first question, and brings all rows along."""

    def __init__(self, path: Path, pragmas: Sequence[str]) -> None:
        super().__init__(lambda: _opened(path, pragmas), iter_chunk_size=1)
        self._thread.daemon = True

    def cursor(self) -> "Asked":  # type: ignore[override]
        return Asked(self)

    async def ask(
        self, question: str, parameters: Parameters
    ) -> tuple[Description, list[tuple[object, ...]]]:
        found: tuple[Description, list[tuple[object, ...]]]
        found = await self._execute(self._answer, question, parameters)  # type: ignore[no-untyped-call]
        return found

    def _answer(
        self, question: str, parameters: Parameters
    ) -> tuple[Description, list[tuple[object, ...]]]:
        if not self._conn.in_transaction:
            self._conn.execute("BEGIN")
        cursor = self._conn.execute(question, parameters)
        return cursor.description, cursor.fetchall()


class Asked:
    """What SQLAlchemy asks of an asynchronous cursor; only the question itself waits."""

    arraysize, rowcount, lastrowid = 1, -1, None

    def __init__(self, connection: OneTrip) -> None:
        self._connection = connection
        self._rows: list[tuple[object, ...]] = []
        self.description: Description | None = None

    async def __aenter__(self) -> "Asked":
        return self

    async def execute(self, question: str, parameters: Parameters = ()) -> "Asked":
        self.description, self._rows = await self._connection.ask(question, parameters)
        return self

    async def fetchall(self) -> list[tuple[object, ...]]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


def _opened(path: Path, pragmas: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return connection
