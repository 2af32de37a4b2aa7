"""Opening a database: its file, its lock, its version, its writer and its readers."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from core.ports import Clock
from storage import schema
from storage.engines import file_fault, reading_engine, writing_engine
from storage.failures import translate
from storage.files import database_file, make_private
from storage.journal import SqlJournal
from storage.journal_reader import SqlJournalReader
from storage.lock import desk_lock
from storage.outbox import SqlOutbox
from storage.repositories import SqlKeyValue, SqlUsers
from storage.revision import bring_to_head
from storage.writer import Writer, WritingThread
from storage.writing import read_head

CHECKED_BYTES = 32 * 2**20
"""Up to this size a file is checked whole at start (a tenth of a second); `verify` checks all."""


@dataclass(frozen=True, slots=True)
class Database:
    """Everything durable. Nothing is written until `writer.run()` runs in the app's task group."""

    writer: Writer
    journal: SqlJournal
    reader: SqlJournalReader
    outbox: SqlOutbox
    users: SqlUsers
    kv: SqlKeyValue
    settings: SqlKeyValue


@asynccontextmanager
async def open_database(url: str, clock: Clock, *, lock_path: Path) -> AsyncIterator[Database]:
    """Makes, migrates and opens the database; only this desk writes to it until it is closed.

    Raises StorageError: DeskLocked, DatabaseTooNew, CorruptJournal, or a damaged file.
    """
    path = database_file(url)
    with ExitStack() as held:
        make_private(path)
        held.enter_context(desk_lock(lock_path))
        thread = WritingThread(writing_engine(path))
        readers = reading_engine(path)
        try:
            await thread.start(lambda connection: _prepare(connection, path))
            yield _database(Writer(thread), readers, clock)
        finally:
            await readers.dispose()
            await thread.close()


def _database(writer: Writer, readers: AsyncEngine, clock: Clock) -> Database:
    return Database(
        writer=writer,
        journal=SqlJournal(writer, readers),
        reader=SqlJournalReader(writer, readers, clock),
        outbox=SqlOutbox(writer, readers, clock),
        users=SqlUsers(writer, readers),
        kv=SqlKeyValue(writer, readers, schema.kv),
        settings=SqlKeyValue(writer, readers, schema.settings),
    )


def _prepare(connection: Connection, path: Path) -> None:
    """Refuses a file that cannot be trusted, and brings the schema to this program's version."""
    try:
        if path.stat().st_size <= CHECKED_BYTES:
            _check(connection)
        bring_to_head(connection)
        read_head(connection)
    except SQLAlchemyError as error:
        raise translate(error) from error


def _check(connection: Connection) -> None:
    with connection.begin():
        if fault := file_fault(connection, check="quick_check"):
            raise StorageError(fault)
