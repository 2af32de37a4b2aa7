"""Reading from a file: one trip to its thread a question, one instant a reading."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engines import reading_engine, writing_engine
from storage.one_trip import OneTrip

COUNT = text("SELECT count(*) FROM notes")


class Counted(OneTrip):
    """Counts its trips."""

    trips = 0

    async def _execute(self, fn, *args, **kwargs):  # type: ignore[no-untyped-def]
        self.trips += 1
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.db"


@pytest.fixture
def writer(path: Path) -> Engine:
    engine = writing_engine(path)
    with engine.begin() as on:
        on.execute(text("CREATE TABLE notes (said TEXT)"))
    _write(engine)
    return engine


@pytest.fixture
async def readers(path: Path, writer: Engine) -> AsyncIterator[AsyncEngine]:
    engine = reading_engine(path)
    yield engine
    await engine.dispose()


def _write(writer: Engine) -> None:
    with writer.begin() as on:
        on.execute(text("INSERT INTO notes VALUES ('a note')"))


async def test_a_question_goes_to_the_thread_once(path: Path, writer: Engine) -> None:
    connection = Counted(path, ())
    await connection
    cursor = connection.cursor()
    await cursor.execute("SELECT said FROM notes WHERE said = ?", ("a note",))
    rows = await cursor.fetchall()
    await cursor.close()
    trips = connection.trips
    await connection.close()
    assert rows == [("a note",)]
    assert trips == 1


async def test_questions_of_one_reading_see_one_instant(
    readers: AsyncEngine, writer: Engine
) -> None:
    async with readers.connect() as on:
        before = await on.scalar(COUNT)
        _write(writer)
        assert await on.scalar(COUNT) == before == 1


async def test_the_next_reading_sees_what_was_written_meanwhile(
    readers: AsyncEngine, writer: Engine
) -> None:
    async with readers.connect() as on:
        await on.scalar(COUNT)
    _write(writer)
    async with readers.connect() as on:
        assert await on.scalar(COUNT) == 2


async def test_an_answer_without_rows_still_has_its_columns(readers: AsyncEngine) -> None:
    async with readers.connect() as on:
        found = await on.execute(text("SELECT said FROM notes WHERE said = 'never'"))
        assert list(found.keys()) == ["said"]
        assert found.all() == []


async def test_a_reader_cannot_write(readers: AsyncEngine) -> None:
    async with readers.connect() as on:
        with pytest.raises(OperationalError, match="readonly"):
            await on.execute(text("INSERT INTO notes VALUES ('not this one')"))


async def test_a_refused_question_leaves_nothing_open(readers: AsyncEngine, writer: Engine) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        async with readers.connect() as on:
            await on.execute(text("SELECT * FROM nowhere"))
    _write(writer)
    async with readers.connect() as on:
        assert await on.scalar(COUNT) == 2
