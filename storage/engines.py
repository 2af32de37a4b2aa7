"""Connections to a SQLite file: one that writes, and some that only read."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.failures import damaged
from storage.one_trip import OneTrip

BUSY_TIMEOUT_MS = 5_000
_BUSY = f"busy_timeout={BUSY_TIMEOUT_MS}"
_READERS = 4


def writing_engine(path: Path) -> Engine:
    """For one thread; a commit is on disk when it returns."""
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        poolclass=NullPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    _prepare(engine, ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"))
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(path: Path) -> AsyncEngine:
    """Its connections refuse to write."""
    return create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        pool_size=_READERS,
        max_overflow=0,
        hide_parameters=True,
        async_creator=lambda: OneTrip(path, (_BUSY, "query_only=ON")),
    )


def checking_engine(path: Path) -> Engine:
    """For `verify`: reads only, and reads text that is damaged, so that it can be told of."""
    engine = create_engine(f"sqlite+pysqlite:///{path}", poolclass=NullPool, hide_parameters=True)
    _prepare(engine, ("query_only=ON",))
    _begin_with(engine, "BEGIN")
    event.listen(engine, "connect", _read_damaged_text)
    return engine


def _read_damaged_text(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")


def file_fault(connection: Connection, *, check: str = "integrity_check") -> str:
    """What SQLite finds wrong with its own file, in its words; empty when nothing. It overlooks
    most changed bytes: the journal's chain is there for those. A server has no file to look at."""
    if connection.dialect.name != "sqlite":
        return ""
    verdict = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar()
    return "" if verdict == "ok" else str(damaged(str(verdict)))


def _prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # We begin transactions ourselves: the driver's own way leaves DDL outside of them.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (_BUSY, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)


def _begin_with(engine: Engine, statement: str) -> None:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begin)
