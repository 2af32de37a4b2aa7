"""Copies of a database: made under load, proven, rotated, and put back."""

import asyncio
import random
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import DatabaseTooNew, DeskLocked, StorageError
from core.values import replace
from storage.backup import make_copy, refuse_bad
from storage.copies import Copy, checksum_file
from storage.database import Database
from storage.restore import restore
from storage.verify import verify
from tests.storage_desk import (
    ACCOUNT,
    DEPOSIT,
    FEE,
    NOW_NS,
    account,
    deposit_unit,
    entry_unit,
    note_unit,
    opened,
    url_of,
)

MOMENT = "20260921T141320Z"
ROWS = 34


def unseen(what: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


def copied(folder: Path) -> Copy:
    return make_copy(url_of(folder), folder / "backups", NOW_NS, unseen)


def restored(folder: Path, copy: Path) -> str:
    return restore(
        url_of(folder), copy, lock_path=folder / "desk.lock", at_ns=NOW_NS, progress=unseen
    )


def rows_of(folder: Path) -> int:
    report = verify(url_of(folder), lambda done, total: None)
    assert report.ok
    return report.rows


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A desk that has stopped: 34 rows in the journal, a position, a ledger."""
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        for number in range(ROWS - 4):
            unit = replace(note_unit(number), account=account(DEPOSIT - FEE))
            await database.journal.commit(unit)
    return tmp_path


class Load:
    """Twelve callers that commit as fast as they can."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.answered = 0
        self.is_full = asyncio.Event()

    async def write(self, first: int) -> None:
        for number in range(first, 10**6, 12):
            await self._database.journal.commit(note_unit(number))
            self.answered += 1
            if self.answered == 500:
                self.is_full.set()


async def test_a_copy_under_full_load_is_one_instant_and_holds(tmp_path: Path) -> None:
    async with opened(tmp_path) as database, asyncio.TaskGroup() as group:
        await database.journal.commit(deposit_unit())
        load = Load(database)
        writers = [group.create_task(load.write(first)) for first in range(12)]
        await load.is_full.wait()
        before = load.answered
        copy = await asyncio.to_thread(copied, tmp_path)
        after = load.answered
        for writer in writers:
            writer.cancel()
    with closing(sqlite3.connect(copy.path)) as connection:
        ((rows,),) = connection.execute("SELECT count(*) FROM journal")

    assert before < rows <= after + 13
    assert after > before
    refuse_bad(copy.path, unseen)


def test_a_copy_is_named_by_its_moment_and_its_owners_alone(folder: Path) -> None:
    copy = copied(folder)

    assert copy.path.name == f"dzentra-{MOMENT}.db"
    assert copy.at_ns == NOW_NS
    for path in (copy.path, checksum_file(copy.path)):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (folder / "backups").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in (folder / "backups").iterdir()) == [
        f"dzentra-{MOMENT}.db",
        f"dzentra-{MOMENT}.db.sha256",
    ]


def test_progress_says_what_is_done_and_how_much_of_it(folder: Path) -> None:
    told: dict[str, tuple[int, int]] = {}

    def watch(what: str, done: int, total: int) -> None:
        told[what] = (done, total)

    copy = make_copy(url_of(folder), folder / "backups", NOW_NS, watch)
    size = copy.path.stat().st_size
    assert told == {
        "Copying the database": (0, 0),
        "Checking the journal": (ROWS, ROWS),
        "Reading the copy": (size, size),
    }


def test_no_copy_is_kept_of_a_database_that_does_not_hold(folder: Path) -> None:
    change(folder / "desk.db", "UPDATE journal SET at_ns = at_ns + 1 WHERE sequence = 9")

    with pytest.raises(StorageError, match="Row 9 of the journal was changed"):
        copied(folder)
    assert list((folder / "backups").iterdir()) == []


def test_what_an_interrupted_copy_left_is_cleared(folder: Path) -> None:
    (folder / "backups").mkdir()
    (folder / "backups" / "dzentra-20260101T000000Z.db.partial").write_bytes(b"half")
    copied(folder)
    assert len(list((folder / "backups").iterdir())) == 2


def test_without_a_database_there_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        copied(tmp_path)


def journal_cells(raw: bytes) -> Iterator[range]:
    """Where the rows of the journal stand in a file: from a row's header to its hash."""
    for chained in re.finditer(rb"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}(t1)?[0-9a-f]{128}", raw):
        body = raw.rfind(str(ACCOUNT).encode(), 0, chained.start())
        header = next(size for size in range(12, 40) if raw[body - size] == size)
        yield range(body - header, chained.end())


@pytest.mark.parametrize("has_checksum", [True, False])
def test_forty_flipped_bytes_of_a_copy_are_all_found(folder: Path, has_checksum: bool) -> None:
    path, draw = copied(folder).path, random.Random(20261121)
    sound = path.read_bytes()
    cells = list(journal_cells(sound))
    assert len(cells) == ROWS
    if not has_checksum:
        checksum_file(path).unlink()

    found = 0
    for _ in range(40):
        flipped = bytearray(sound)
        flipped[draw.choice(draw.choice(cells))] ^= draw.randrange(1, 256)
        path.write_bytes(flipped)
        with pytest.raises(StorageError):
            refuse_bad(path, unseen)
        found += 1
    assert found == 40


async def test_a_restored_desk_goes_on_from_the_copy(folder: Path) -> None:
    copy = copied(folder)
    async with opened(folder) as database:
        await database.journal.commit(replace(note_unit(), account=account(DEPOSIT - FEE)))
    kept = restored(folder, copy.path)

    assert kept == f"{folder / 'desk.db'}.replaced-{MOMENT}"
    assert verify(f"sqlite+aiosqlite:///{kept}", lambda done, total: None).rows == ROWS + 1
    async with opened(folder) as database:
        assert await database.reader.count(ACCOUNT, None) == ROWS
        await database.journal.commit(replace(note_unit(), account=account(DEPOSIT - FEE)))
    assert await asyncio.to_thread(rows_of, folder) == ROWS + 1


async def test_what_a_killed_desk_had_not_merged_goes_with_the_replaced_file(
    folder: Path,
) -> None:
    copy, killed = copied(folder), folder / "killed"
    killed.mkdir()
    async with opened(folder) as database:
        await database.journal.commit(replace(note_unit(), account=account(DEPOSIT - FEE)))
        for end in ("", "-wal", "-shm"):
            shutil.copyfile(folder / f"desk.db{end}", killed / f"desk.db{end}")
    kept = restored(killed, copy.path)

    assert rows_of(killed) == ROWS
    assert verify(f"sqlite+aiosqlite:///{kept}", lambda done, total: None).rows == ROWS + 1


def test_a_copy_may_be_put_where_nothing_is(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder)
    assert restored(tmp_path / "new", copy.path) == ""
    assert rows_of(tmp_path / "new") == ROWS
    assert (tmp_path / "new" / "desk.db").stat().st_mode & 0o777 == 0o600


async def test_nothing_is_restored_while_a_desk_runs(folder: Path) -> None:
    copy = copied(folder)
    async with opened(folder):
        with pytest.raises(DeskLocked):
            restored(folder, copy.path)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ("UPDATE journal SET payload = '{}' WHERE sequence = 5", "checksum"),
        ("DELETE FROM ledger WHERE kind = 'fee'", "checksum"),
    ],
)
def test_a_copy_that_was_changed_is_refused(folder: Path, spoil: str, reason: str) -> None:
    copy = copied(folder)
    change(copy.path, spoil)
    before = (folder / "desk.db").read_bytes()

    with pytest.raises(StorageError, match=reason):
        restored(folder, copy.path)
    checksum_file(copy.path).unlink()
    with pytest.raises(StorageError, match="does not hold"):
        restored(folder, copy.path)
    assert (folder / "desk.db").read_bytes() == before
    assert not list(folder.glob("*.replaced-*"))


def test_a_copy_of_a_newer_program_is_refused(folder: Path) -> None:
    copy = copied(folder)
    change(copy.path, "UPDATE alembic_version SET version_num = '9999'")
    checksum_file(copy.path).unlink()
    with pytest.raises(DatabaseTooNew):
        restored(folder, copy.path)


@pytest.mark.parametrize("content", [b"", b"a shopping list", b"SQLite format 3\x00" + b"x" * 999])
def test_a_file_that_is_no_copy_is_refused(folder: Path, content: bytes) -> None:
    (folder / "list.db").write_bytes(content)
    with pytest.raises(StorageError):
        restored(folder, folder / "list.db")
    assert rows_of(folder) == ROWS


def test_a_copy_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(StorageError, match=r"no copy at .*gone\.db"):
        restored(folder, folder / "gone.db")
