"""One writer for many callers: few commits, the bad unit alone refused, a full disk survived."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection

from core.clock import ManualClock
from core.errors import JournalUnwritable, StorageError
from core.ports import Unit
from core.values import replace
from storage.engines import reading_engine, writing_engine
from storage.journal import SqlJournal
from storage.journal_reader import SqlJournalReader
from storage.lines import EmbeddedLine, WritingThread
from storage.verify import verify
from storage.writer import GROUP_SIZE, Writer
from tests.storage_desk import (
    ACCOUNT,
    BTC,
    deposit_unit,
    entry_unit,
    fill,
    note_unit,
    opened,
    owed,
    url_of,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A desk's storage with its writing connection in reach."""

    thread: WritingThread
    writer: Writer
    writing: asyncio.Task[None]
    journal: SqlJournal
    reader: SqlJournalReader

    async def pragma(self, text: str) -> None:
        def run(connection: Connection) -> None:
            connection.connection.cursor().execute(f"PRAGMA {text}")

        await self.thread.start(run)

    async def pages(self) -> int:
        def run(connection: Connection) -> int:
            with connection.begin():
                return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())

        return await self.thread.start(run)


@asynccontextmanager
async def in_parts(folder: Path) -> AsyncIterator[Parts]:
    """Opens a database that has its account, piece by piece."""
    async with opened(folder) as database:
        await database.journal.commit(deposit_unit())
    path = folder / "desk.db"
    thread, readers = WritingThread(EmbeddedLine(writing_engine(path))), reading_engine(path)
    writer = Writer(thread, ManualClock())
    journal = SqlJournal(writer, readers)
    reader = SqlJournalReader(writer, readers, ManualClock())
    try:
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(writer.run())
            await journal.register([BTC])
            yield Parts(thread, writer, writing, journal, reader)
            writing.cancel()
    finally:
        await readers.dispose()
        await thread.close()


async def commit_all(journal: SqlJournal, units: list[Unit]) -> list[StorageError | None]:
    """Commits at once; each unit's error, None when it is on disk."""

    async def outcome(unit: Unit) -> StorageError | None:
        try:
            await journal.commit(unit)
        except StorageError as error:
            return error
        return None

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(unit)) for unit in units]
    return [task.result() for task in tasks]


def nothing(done: int, total: int) -> None:
    """A progress that nobody watches."""


async def test_units_that_come_together_share_commits(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        before = parts.writer.commits
        outcomes = await commit_all(parts.journal, [note_unit(at) for at in range(1_000)])

        assert outcomes == [None] * 1_000
        assert parts.writer.commits - before <= 1_000 // GROUP_SIZE + 2
        assert await parts.reader.count(ACCOUNT, ["signal_ready"]) == 1_000


async def test_more_callers_than_the_queue_holds_are_all_served(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        outcomes = await commit_all(parts.journal, [note_unit(at) for at in range(2_500)])

        assert outcomes == [None] * 2_500


async def test_only_the_bad_units_of_a_group_are_refused(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        await parts.journal.commit(replace(note_unit(), records=(fill(),)))
        twice = replace(note_unit(), records=(fill(),), owed=(owed(),))
        units = [twice if at in (3, 40) else note_unit(at) for at in range(60)]
        outcomes = await commit_all(parts.journal, units)

        assert [at for at, error in enumerate(outcomes) if error] == [3, 40]
        assert await parts.reader.count(ACCOUNT, ["signal_ready"]) == 58
        assert await parts.reader.count(ACCOUNT, ["paper_fill_booked"]) == 1
    assert verify(url_of(tmp_path), nothing).rows == 60


async def test_each_refused_caller_gets_an_error_of_its_own(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        await parts.journal.commit(replace(note_unit(), records=(fill(),)))
        twice = replace(note_unit(), records=(fill(),))
        first, second = await commit_all(parts.journal, [twice, twice])

        assert first is not None
        assert first is not second
        assert "UNIQUE" in str(first)
        assert not isinstance(first, JournalUnwritable)


async def test_a_full_disk_refuses_everyone_and_loses_nothing(tmp_path: Path) -> None:
    big = replace(note_unit(), owed=(owed(payload="x" * 200_000),))
    async with in_parts(tmp_path) as parts:
        await parts.pragma(f"max_page_count={await parts.pages()}")
        outcomes = await commit_all(parts.journal, [big] * 20)

        assert [type(error) for error in outcomes] == [JournalUnwritable] * 20
        assert "full" in str(outcomes[0])
        assert await parts.reader.count(ACCOUNT, None) == 1

        await parts.pragma("max_page_count=1000000")
        assert await commit_all(parts.journal, [big] * 20) == [None] * 20
        assert await parts.reader.count(ACCOUNT, None) == 21
    report = verify(url_of(tmp_path), nothing)
    assert (report.ok, report.rows, report.reason) == (True, 21, "")


async def test_a_disk_that_fills_up_in_the_middle_keeps_what_was_answered(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        await parts.pragma(f"max_page_count={await parts.pages() + 200}")
        units = [replace(note_unit(), owed=(owed(payload="x" * 20_000),)) for _ in range(80)]
        answered = 0
        for unit in units:
            answered += (await commit_all(parts.journal, [unit])) == [None]

        assert 0 < answered < 80
        assert await parts.reader.count(ACCOUNT, ["signal_ready"]) == answered
    assert verify(url_of(tmp_path), nothing).ok


async def test_a_disk_that_turned_read_only_is_unwritable_until_it_is_not(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        await parts.pragma("query_only=ON")
        with pytest.raises(JournalUnwritable):
            await parts.journal.commit(note_unit())

        await parts.pragma("query_only=OFF")
        await parts.journal.commit(note_unit())
        assert await parts.reader.count(ACCOUNT, None) == 2


async def test_a_refusal_does_not_say_what_the_row_held(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        await parts.journal.commit(replace(note_unit(), records=(fill(),)))
        secret = replace(note_unit(), records=(fill(),), owed=(owed(payload="do-not-tell"),))
        with pytest.raises(StorageError) as caught:
            await parts.journal.commit(secret)

    told = f"{caught.value} {caught.value.__cause__}"
    assert "do-not-tell" not in told


async def test_a_stopping_writer_answers_everyone(tmp_path: Path) -> None:
    outcomes: list[StorageError | None] = []

    async def commit(number: int) -> None:
        outcomes.extend(await commit_all(parts.journal, [note_unit(number)]))
        if number == 0:
            parts.writing.cancel()

    async with in_parts(tmp_path) as parts:
        async with asyncio.TaskGroup() as group:
            for number in range(3_000):
                group.create_task(commit(number))

        written = outcomes.count(None)
        assert len(outcomes) == 3_000
        assert 0 < written < 3_000
        assert all("stopping" in str(error) for error in outcomes if error)
        assert await parts.reader.count(ACCOUNT, ["signal_ready"]) == written
        with pytest.raises(StorageError, match="stopping"):
            await parts.journal.commit(note_unit())


async def test_what_a_cancelled_caller_wanted_does_not_hold_the_others(tmp_path: Path) -> None:
    async with in_parts(tmp_path) as parts:
        async with asyncio.TaskGroup() as group:
            gone = group.create_task(parts.journal.commit(note_unit(1)))
            stays = group.create_task(parts.journal.commit(note_unit(2)))
            await asyncio.sleep(0)
            gone.cancel()

        assert gone.cancelled()
        assert stays.exception() is None


async def test_the_next_desk_continues_the_chain(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
    async with opened(tmp_path) as database:
        await database.journal.commit(entry_unit())

    report = verify(url_of(tmp_path), nothing)
    assert (report.ok, report.rows) == (True, 4)
