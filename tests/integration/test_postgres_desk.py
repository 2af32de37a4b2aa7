"""A desk on PostgreSQL: one at a time, every fault told in a sentence, verified like any other."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection

from core.clock import SystemClock
from core.errors import DatabaseTooNew, DeskLocked, JournalUnwritable, StorageError
from core.values import replace
from storage.failures import ConnectionLost
from storage.postgres import PostgresBackend
from storage.postgres_line import PostgresLine
from storage.revision import bring_to_head
from storage.schema import REVISION, metadata
from storage.verify import VerifyReport, verify
from tests.postgres_server import Databases, run_on, text_of
from tests.storage_desk import (
    ACCOUNT,
    DEPOSIT,
    FEE,
    account,
    deposit_unit,
    entry_unit,
    fill,
    note_unit,
    opened,
)

KILLS = 5

FULL_DISK = (
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
    " END $$",
    "CREATE TRIGGER full_disk BEFORE INSERT ON journal EXECUTE FUNCTION full_disk()",
)
END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def other(databases: Databases) -> Iterator[URL]:
    """One more database on the same server."""
    with databases.one() as url:
        yield url


async def check(url: URL) -> VerifyReport:
    return await asyncio.to_thread(verify, text_of(url), lambda done, total: None)


@pytest.fixture
async def traded(tmp_path: Path, postgres: URL) -> URL:
    """A desk that has stopped: 14 rows in the journal, a position, a ledger."""
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        for number in range(10):
            unit = replace(note_unit(number), account=account(DEPOSIT - FEE))
            await database.journal.commit(unit)
    return postgres


def test_the_migrations_come_to_the_schema(databases: Databases) -> None:
    def difference(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    with databases.one(is_empty=True) as url:
        line = PostgresLine(url)
        line.call(bring_to_head)
        line.close()
        assert PostgresBackend(url).look(difference) == []


async def test_an_empty_database_is_made_ready_at_the_first_start(
    tmp_path: Path, postgres: URL
) -> None:
    tables = "SELECT string_agg(format('DROP TABLE %I CASCADE', tablename), ';') FROM pg_tables"
    ((drop,),) = await run_on(postgres, f"{tables} WHERE schemaname = 'public'")
    await run_on(postgres, *drop.split(";"))
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
    assert await check(postgres) == VerifyReport(rows=1, ok=True)


async def test_a_second_desk_is_told_who_holds_the_database(tmp_path: Path, postgres: URL) -> None:
    async with opened(tmp_path / "first", url=text_of(postgres)):
        with pytest.raises(DeskLocked, match=f"process {os.getpid()} on "):
            async with opened(tmp_path / "second", url=text_of(postgres)):
                pass


async def test_the_program_ends_with_2_while_another_desk_runs(
    tmp_path: Path, postgres: URL
) -> None:
    setting = {
        "DATABASE_URL": text_of(postgres),
        "DATA_DIR": str(tmp_path / "second"),
        "BOT_TOKEN": "42:token",
        "TELEGRAM_API_BASE": "http://127.0.0.1:9",
    }
    async with opened(tmp_path / "first", url=text_of(postgres)):
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "main.py", "run"),
            env={**os.environ, **setting},
            stderr=subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            _, told = await program.communicate()
    assert program.returncode == 2
    assert f"process {os.getpid()}" in told.decode()


async def test_two_databases_of_one_server_are_two_desks(
    tmp_path: Path, postgres: URL, other: URL
) -> None:
    async with (
        opened(tmp_path / "a", url=text_of(postgres)) as first,
        opened(tmp_path / "b", url=text_of(other)) as second,
    ):
        await first.kv.put("k", "first")
        assert await second.kv.get("k") is None


async def test_everything_written_is_there_after_a_stop(tmp_path: Path, traded: URL) -> None:
    async with opened(tmp_path, url=text_of(traded)) as database:
        snapshot = await database.journal.load(ACCOUNT)
        assert snapshot is not None
        assert snapshot.account.wallet == DEPOSIT - FEE
        await database.journal.commit(replace(note_unit(), account=account(DEPOSIT - FEE)))
    assert await check(traded) == VerifyReport(rows=15, ok=True)


async def test_people_read_exact_amounts(traded: URL) -> None:
    ((kind, wallet, deposits),) = await run_on(
        traded, "SELECT pg_typeof(wallet)::text, wallet::text, deposits::text FROM accounts"
    )
    assert (kind, wallet, deposits) == ("numeric", "9984.99997500", "10000.00000000")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE journal SET payload = replace(payload, '0.81', '0.82')", "Row 2 .* was changed"),
        ("DELETE FROM journal WHERE sequence = 9", "Row 9 .* missing"),
        ("DELETE FROM journal WHERE sequence > 9", "written last"),
        ("UPDATE ledger SET amount = amount - 1 WHERE kind = 'fee'", "ledger entry 2"),
        ("UPDATE fills SET qty = 0.501", "fills come to 0.501"),
    ],
)
async def test_what_was_changed_behind_the_desk_is_found(
    traded: URL, statement: str, reason: str
) -> None:
    await run_on(traded, statement)
    report = await check(traded)
    assert not report.ok
    assert re.search(reason, report.reason)


async def test_a_newer_database_is_refused_with_both_versions(tmp_path: Path, traded: URL) -> None:
    await run_on(traded, "UPDATE alembic_version SET version_num = '0417'")
    with pytest.raises(DatabaseTooNew, match=f"0417.*{REVISION}"):
        async with opened(tmp_path, url=text_of(traded)):
            pass


def test_an_empty_database_has_nothing_to_verify(databases: Databases) -> None:
    with (
        databases.one(is_empty=True) as url,
        pytest.raises(StorageError, match="nothing of Dzentra"),
    ):
        verify(text_of(url), lambda done, total: None)


async def test_a_full_disk_refuses_everyone_and_loses_nothing(
    tmp_path: Path, postgres: URL
) -> None:
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
        await run_on(postgres, *FULL_DISK)
        with pytest.raises(JournalUnwritable, match="No space left") as caught:
            await database.journal.commit(note_unit())
        assert not isinstance(caught.value, ConnectionLost)

        await run_on(postgres, "DROP TRIGGER full_disk ON journal")
        await database.journal.commit(note_unit())
        assert await database.reader.count(ACCOUNT, None) == 2


async def test_a_database_that_turned_read_only_is_unwritable_until_it_is_not(
    tmp_path: Path, postgres: URL
) -> None:
    read_only = f"ALTER DATABASE {postgres.database} SET default_transaction_read_only"
    async with opened(tmp_path, SystemClock(), text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
        await run_on(postgres, f"{read_only} = on", END_ALL)
        with pytest.raises(JournalUnwritable, match="read-only"):
            await database.journal.commit(note_unit())

        await run_on(postgres, "SET default_transaction_read_only = off", f"{read_only} = off")
        await run_on(postgres, END_ALL)
        await database.journal.commit(note_unit())
        assert await database.reader.count(ACCOUNT, None) == 2


async def test_a_refusal_does_not_say_what_the_row_held(tmp_path: Path, postgres: URL) -> None:
    secret = replace(fill(), fill_id="do-not-tell")
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(replace(note_unit(), records=(secret,)))
        with pytest.raises(StorageError) as caught:
            await database.journal.commit(replace(note_unit(), records=(secret,)))
    assert "uq_fills_account" in str(caught.value)
    assert "do-not-tell" not in f"{caught.value} {caught.value.__cause__}"


async def test_a_reader_cannot_write(tmp_path: Path, postgres: URL) -> None:
    readers = PostgresBackend(postgres).readers()
    async with readers.connect() as connection:
        with pytest.raises(Exception, match="read-only"):
            await connection.exec_driver_sql("DELETE FROM kv")
    await readers.dispose()


async def test_a_server_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://desk:hush@/db?host={tmp_path}"
    with pytest.raises(StorageError, match="does not answer") as caught:
        async with opened(tmp_path, url=url):
            pass
    assert "hush" not in str(caught.value)


async def test_a_database_that_is_not_there_is_named(tmp_path: Path, postgres: URL) -> None:
    with pytest.raises(StorageError, match='"dz_nowhere" does not exist'):
        async with opened(tmp_path, url=text_of(postgres.set(database="dz_nowhere"))):
            pass


async def test_nothing_that_was_answered_is_lost_in_five_kills(
    tmp_path: Path, postgres: URL
) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.storage_load"),
        *(str(tmp_path), str(KILLS), "7", text_of(postgres)),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        told, _ = await program.communicate()
    desks = [[int(word) for word in line.split()] for line in told.decode().splitlines()]
    answered = [number for desk in desks for number in desk]
    rows = await run_on(postgres, "SELECT payload FROM outbox ORDER BY id")
    written = [int(row[0]) for row in rows]

    assert len(desks) == KILLS
    assert all(desks)
    assert set(answered) <= set(written)
    assert written == list(range(1, len(written) + 1))
    assert await check(postgres) == VerifyReport(rows=len(written) + 1, ok=True)
