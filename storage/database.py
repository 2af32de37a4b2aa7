"""Opening a database: its place, its lock, its version, its writer and its readers."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import Clock
from storage import schema
from storage.backend import Backend, backend_of
from storage.failures import translate
from storage.health import SqlHealth
from storage.journal import SqlJournal
from storage.journal_reader import SqlJournalReader
from storage.lines import WritingThread
from storage.lock import desk_lock
from storage.outbox import SqlOutbox
from storage.repositories import SqlKeyValue, SqlUsers
from storage.revision import bring_to_head
from storage.tallies import SqlTallies, make_tallies_ready
from storage.writer import Writer
from storage.writing import read_head


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
    health: SqlHealth
    tallies: SqlTallies


@asynccontextmanager
async def open_database(url: str, clock: Clock, *, lock_path: Path) -> AsyncIterator[Database]:
    """Makes, migrates and opens the database; only this desk writes to it until it is closed.

    Raises StorageError: DeskLocked, DatabaseTooNew, CorruptJournal, or a damaged file.
    """
    backend = backend_of(url)
    with ExitStack() as held:
        backend.make_ready()
        held.enter_context(desk_lock(lock_path))
        thread, readers = WritingThread(backend.line()), backend.readers()
        try:
            await thread.start(lambda connection: _prepare(connection, backend))
            yield _database(Writer(thread, clock), readers, clock)
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
        health=SqlHealth(writer, readers, clock),
        tallies=SqlTallies(readers),
    )


def _prepare(connection: Connection, backend: Backend) -> None:
    """Refuses what cannot be trusted, and brings the schema to this program's version."""
    try:
        backend.refuse_damaged(connection)
        bring_to_head(connection)
        make_tallies_ready(connection)
        read_head(connection)
    except SQLAlchemyError as error:
        raise translate(error) from error
