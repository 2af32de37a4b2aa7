"""Opening: whose the files are, one desk at a time, old, new and damaged databases."""

import asyncio
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.clock import ManualClock
from core.errors import CorruptJournal, DatabaseTooNew, DeskLocked, StorageError
from core.types import OrderState
from storage.database import open_database
from storage.engines import writing_engine
from storage.revision import MIGRATIONS, bring_to_head
from storage.schema import REVISION, metadata
from tests.storage_desk import ACCOUNT, deposit_unit, entry_unit, note_unit, opened, order, url_of

OPEN_WITHOUT_ALEMBIC = """
import asyncio, sys
from pathlib import Path
from tests.storage_desk import opened

async def main():
    async with opened(Path(sys.argv[1])):
        pass

asyncio.run(main())
sys.exit("alembic" in sys.modules)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def change(folder: Path, *statements: str) -> None:
    """Alters a closed database behind its back."""
    connection = sqlite3.connect(folder / "desk.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


async def test_the_files_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    async with opened(folder) as database:
        await database.journal.commit(deposit_unit())
        assert mode(folder) == 0o700
        assert {path.name: mode(path) for path in folder.iterdir()} == {
            "desk.db": 0o600,
            "desk.db-wal": 0o600,
            "desk.db-shm": 0o600,
            "desk.lock": 0o600,
        }


async def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "desk.db").touch(mode=0o644)
    async with opened(tmp_path):
        assert mode(tmp_path / "desk.db") == 0o600


async def test_a_second_desk_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    async with opened(tmp_path):
        with pytest.raises(DeskLocked, match=f"process {os.getpid()}"):
            async with opened(tmp_path):
                pass


async def test_the_lock_may_stand_in_a_folder_of_its_own(tmp_path: Path) -> None:
    lock = tmp_path / "data" / "desk.lock"
    async with open_database(url_of(tmp_path), ManualClock(), lock_path=lock):
        assert mode(lock) == 0o600


async def test_a_lock_that_a_dead_desk_left_holds_nobody(tmp_path: Path) -> None:
    (tmp_path / "desk.lock").write_text("4194304\n")
    async with opened(tmp_path):
        assert (tmp_path / "desk.lock").read_text() == f"{os.getpid()}\n"


async def test_everything_written_is_there_after_a_stop(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        before = await database.journal.load(ACCOUNT)
    async with opened(tmp_path) as database:
        assert await database.journal.load(ACCOUNT) == before


def test_the_migrations_come_to_the_schema(tmp_path: Path) -> None:
    engine = writing_engine(tmp_path / "desk.db")
    with engine.connect() as connection:
        bring_to_head(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


async def test_a_current_database_is_opened_without_alembic(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OPEN_WITHOUT_ALEMBIC, str(tmp_path)
    )
    async with asyncio.timeout(60):
        assert await program.wait() == 0


async def test_a_newer_database_is_refused_with_both_versions(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    change(tmp_path, "UPDATE alembic_version SET version_num = '0417'")
    before = (tmp_path / "desk.db").read_bytes()

    with pytest.raises(DatabaseTooNew, match=f"0417.*{REVISION}"):
        async with opened(tmp_path):
            pass
    assert (tmp_path / "desk.db").read_bytes() == before


async def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"a shopping list, not a database\n" * 100)

    with pytest.raises(StorageError, match="damaged"):
        async with opened(tmp_path):
            pass
    assert (tmp_path / "desk.db").read_bytes().startswith(b"a shopping list")


async def test_a_damaged_page_is_found_at_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
    raw = bytearray((tmp_path / "desk.db").read_bytes())
    raw[3 * 4096 : 4 * 4096] = b"\xff" * 4096
    (tmp_path / "desk.db").write_bytes(raw)

    with pytest.raises(StorageError, match=r"damaged.*put a copy"):
        async with opened(tmp_path):
            pass


async def test_a_cut_tail_is_refused_at_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(note_unit())
    change(tmp_path, "DELETE FROM journal WHERE sequence = 2")

    with pytest.raises(CorruptJournal, match="ends at row 1"):
        async with opened(tmp_path):
            pass


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts SET state = substr(state, 2)",
        'UPDATE agents SET state = replace(state, \'"leverage":2\', \'"leverage":"2"\')',
        "UPDATE positions SET state = '{}'",
        "UPDATE orders SET state = replace(state, 'pending', 'pondering')",
    ],
)
async def test_a_corrupt_row_is_told_in_a_sentence(tmp_path: Path, statement: str) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
    change(tmp_path, statement)

    async with opened(tmp_path) as database:
        with pytest.raises(StorageError, match=r"damaged row .*verify"):
            await database.journal.load(ACCOUNT)


async def test_text_that_is_damaged_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        change(tmp_path, "UPDATE journal SET payload = CAST(x'ff80' AS TEXT)")
        with pytest.raises(StorageError, match="UTF-8"):
            await database.reader.page(ACCOUNT, None, offset=0, limit=5)


@pytest.mark.parametrize(
    "url",
    ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:", "mysql://x/y", "sqlite:///x.db", "?"],
)
async def test_an_address_that_is_no_file_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StorageError, match="sqlite"):
        async with open_database(url, ManualClock(), lock_path=tmp_path / "desk.lock"):
            pass


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be opened"):
        async with opened(tmp_path / "file" / "data"):
            pass


async def test_people_read_exact_amounts(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
    connection = sqlite3.connect(tmp_path / "desk.db")
    (held,) = connection.execute("SELECT qty, entry, margin, side FROM positions")
    (money,) = connection.execute("SELECT wallet, deposits FROM accounts")
    orders = connection.execute("SELECT client_id, qty, status FROM orders").fetchall()
    connection.close()

    assert held == ("0.500", "60000.100", "15000.02500000", "LONG")
    assert money == ("9984.99997500", "10000.00000000")
    assert orders == [
        ("a1-1", "0.500", OrderState.FILLED.value),
        (order(2).order.client_id, "0.500", OrderState.PENDING.value),
    ]
