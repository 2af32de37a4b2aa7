"""Copies of a PostgreSQL database: dumped under load, proven without a server, put back."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from core.errors import DeskLocked, StorageError
from core.values import replace
from storage.backup import make_copy, refuse_bad
from storage.copies import Copy, checksum_file
from storage.restore import restore
from storage.verify import VerifyReport, verify
from tests.postgres_server import Databases, programs_in_path, run_on, text_of
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
    owed,
    url_of,
)

pytestmark = pytest.mark.slow

ROWS = 14
AWKWARD = "tab\tnew\nline \\ back \\\\N slash \\. dot \x08\x0b\x0c\r end"


def unseen(what: str, done: int, total: int) -> None:
    """A progress that nobody watches."""


async def copied(url: URL, folder: Path) -> Copy:
    return await asyncio.to_thread(make_copy, text_of(url), folder / "backups", NOW_NS, unseen)


async def restored(url: URL, copy: Path, folder: Path) -> str:
    def work() -> str:
        lock = folder / "restore.lock"
        return restore(text_of(url), copy, lock_path=lock, at_ns=NOW_NS, progress=unseen)

    return await asyncio.to_thread(work)


async def check(url: URL) -> VerifyReport:
    return await asyncio.to_thread(verify, text_of(url), lambda done, total: None)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", programs_in_path())


@pytest.fixture
async def traded(tmp_path: Path, postgres: URL) -> URL:
    """A desk that has stopped: 14 rows in the journal, one with every sign COPY escapes."""
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        for number in range(ROWS - 4):
            unit = replace(note_unit(number), account=account(DEPOSIT - FEE))
            await database.journal.commit(replace(unit, owed=(owed(payload=AWKWARD),)))
        await database.settings.put("awkward", AWKWARD)
    return postgres


@pytest.fixture
def empty(databases: Databases) -> Iterator[URL]:
    with databases.one(is_empty=True) as url:
        yield url


async def test_a_copy_under_load_is_one_instant_and_holds(tmp_path: Path, postgres: URL) -> None:
    answered: list[int] = []
    async with opened(tmp_path, url=text_of(postgres)) as database:
        await database.journal.commit(deposit_unit())

        async def write(first: int) -> None:
            for number in range(first, 10**6, 12):
                await database.journal.commit(note_unit(number))
                answered.append(number)

        async with asyncio.TaskGroup() as group:
            writers = [group.create_task(write(first)) for first in range(12)]
            copy = await copied(postgres, tmp_path)
            count = len(answered)
            for writer in writers:
                writer.cancel()
    assert count > 0
    assert copy.path.suffix == ".dump"
    assert copy.path.stat().st_mode & 0o777 == 0o600
    refuse_bad(copy.path, unseen)


async def test_a_copy_may_be_put_into_an_empty_database(
    tmp_path: Path, traded: URL, empty: URL
) -> None:
    copy = await copied(traded, tmp_path)
    assert await restored(empty, copy.path, tmp_path) == ""
    assert await check(empty) == VerifyReport(rows=ROWS, ok=True)
    async with opened(tmp_path, url=text_of(empty)) as database:
        assert await database.settings.get("awkward") == AWKWARD
        due = await database.outbox.due(99)
        assert {row.owed.payload for row in due} == {"{}", AWKWARD}
        await database.journal.commit(
            replace(note_unit(), account=account(DEPOSIT - FEE), owed=(owed(),))
        )
        assert len(await database.outbox.due(99)) == len(due) + 1


async def test_the_replaced_tables_are_kept_beside(tmp_path: Path, traded: URL) -> None:
    copy = await copied(traded, tmp_path)
    async with opened(tmp_path, url=text_of(traded)) as database:
        await database.journal.commit(replace(note_unit(), account=account(DEPOSIT - FEE)))
    kept = await restored(traded, copy.path, tmp_path)

    assert kept == "schema replaced_20260921t141320z"
    assert (await check(traded)).rows == ROWS
    ((rows,),) = await run_on(traded, "SELECT count(*) FROM replaced_20260921t141320z.journal")
    assert rows == ROWS + 1
    again = await asyncio.to_thread(
        make_copy, text_of(traded), tmp_path / "backups", NOW_NS + 10**9, unseen
    )
    refuse_bad(again.path, unseen)


async def test_nothing_is_restored_while_a_desk_runs(tmp_path: Path, traded: URL) -> None:
    copy = await copied(traded, tmp_path)
    async with opened(tmp_path, url=text_of(traded)):
        with pytest.raises(DeskLocked, match="Another desk"):
            await restored(traded, copy.path, tmp_path)
    assert await check(traded) == VerifyReport(rows=ROWS, ok=True)


async def test_a_restore_that_fails_half_way_changes_nothing(tmp_path: Path, traded: URL) -> None:
    copy = await copied(traded, tmp_path)
    await run_on(traded, "DROP TABLE kv", "CREATE VIEW kv AS SELECT 1 AS in_the_way")

    with pytest.raises(StorageError, match="pg_restore failed"):
        await restored(traded, copy.path, tmp_path)
    assert await check(traded) == VerifyReport(rows=ROWS, ok=True)


async def test_no_copy_is_kept_of_a_database_that_does_not_hold(
    tmp_path: Path, traded: URL
) -> None:
    await run_on(traded, "UPDATE journal SET at_ns = at_ns + 1 WHERE sequence = 9")
    with pytest.raises(StorageError, match="Row 9 of the journal was changed"):
        await copied(traded, tmp_path)
    assert list((tmp_path / "backups").iterdir()) == []


async def test_forty_flipped_bytes_of_a_copy_are_all_found(tmp_path: Path, traded: URL) -> None:
    path, draw = (await copied(traded, tmp_path)).path, random.Random(20261121)
    sound, found = path.read_bytes(), 0
    for _ in range(40):
        flipped = bytearray(sound)
        flipped[draw.randrange(len(sound))] ^= draw.randrange(1, 256)
        path.write_bytes(flipped)
        with pytest.raises(StorageError, match="checksum"):
            refuse_bad(path, unseen)
        found += 1
    assert found == 40


async def test_half_a_copy_is_found_without_its_checksum(tmp_path: Path, traded: URL) -> None:
    path = (await copied(traded, tmp_path)).path
    checksum_file(path).unlink()
    path.write_bytes(path.read_bytes()[:-2_000])
    with pytest.raises(StorageError):
        refuse_bad(path, unseen)


async def test_a_copy_of_another_kind_of_database_is_refused(tmp_path: Path, traded: URL) -> None:
    dumped = await copied(traded, tmp_path)
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
    embedded = await asyncio.to_thread(
        make_copy, url_of(tmp_path), tmp_path / "backups", NOW_NS, unseen
    )

    with pytest.raises(StorageError, match="another kind"):
        await restored(traded, embedded.path, tmp_path)
    with pytest.raises(StorageError, match="another kind"):
        restore(
            url_of(tmp_path),
            dumped.path,
            lock_path=tmp_path / "desk.lock",
            at_ns=NOW_NS,
            progress=unseen,
        )


async def test_the_password_is_not_on_the_command_line(
    tmp_path: Path, traded: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "pg_dump"
    spy.write_text('#!/bin/sh\necho "$@ :: $PGPASSWORD" >&2\nexit 1\n')
    spy.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(StorageError, match=r"pg_dump failed: --.* :: hush$") as caught:
        await copied(traded.set(password="hush").set(port=None), tmp_path)
    assert "hush" not in str(caught.value).partition(" :: ")[0]


async def test_a_missing_program_is_named_with_its_package(
    tmp_path: Path, traded: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StorageError, match="apt-get install postgresql-client"):
        await copied(traded, tmp_path)


async def test_an_account_is_read_back_to_the_last_digit(
    tmp_path: Path, traded: URL, empty: URL
) -> None:
    copy = await copied(traded, tmp_path)
    async with opened(tmp_path, url=text_of(traded)) as database:
        before = await database.journal.load(ACCOUNT)
    await restored(empty, copy.path, tmp_path)
    async with opened(tmp_path, url=text_of(empty)) as database:
        assert await database.journal.load(ACCOUNT) == before
