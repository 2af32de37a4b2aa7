"""The server goes away in the middle of the load, and comes back: nothing lost, nothing doubled."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from core.clock import ManualClock, SystemClock
from core.errors import DeskLocked, JournalUnwritable, StorageError
from core.money import Money
from core.ports import Unit
from core.values import replace
from storage.database import Database
from storage.failures import ConnectionLost
from storage.verify import verify
from tests.cut_line import Cut, cut_line
from tests.postgres_server import OwnServer, own_server, run_on, text_of
from tests.storage_desk import (
    ACCOUNT,
    DEPOSIT,
    account,
    deposit_unit,
    entry,
    note_unit,
    opened,
    owed,
)

CALLERS = 12


class HastyClock(ManualClock):
    """Whoever waits is at once where the wait ends."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


class Load:
    """Callers that each take one from the wallet and owe a message, again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun = 0
        self.answered: list[int] = []
        self._more = asyncio.Event()
        self.is_over = False

    async def run(self) -> None:
        while not self.is_over:
            self._begun += 1
            number = self._begun
            await self._database.journal.commit(numbered_unit(number))
            self.answered.append(number)
            self._more.set()

    async def more(self, count: int) -> None:
        """Until that many more are answered."""
        goal = len(self.answered) + count
        while len(self.answered) < goal:
            self._more.clear()
            await self._more.wait()


def numbered_unit(number: int) -> Unit:
    wallet = Money(DEPOSIT - number)
    return replace(
        note_unit(number),
        account=account(wallet),
        ledger=(entry("fee", -1, wallet, f"f{number}"),),
        owed=(owed(payload=str(number)),),
    )


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with own_server() as server:
        yield server


@pytest.mark.parametrize(
    ("restarts", "away_s"), [(3, 0), pytest.param(1, 10, marks=pytest.mark.slow)]
)
async def test_a_restart_under_load_loses_nothing_and_doubles_nothing(
    tmp_path: Path, server: OwnServer, restarts: int, away_s: int
) -> None:
    """And it goes on once the server is back, however long that was away."""
    await run_on(server.url, f"CREATE DATABASE away_{away_s}")
    clock, where = SystemClock(), server.url.set(database=f"away_{away_s}")
    url = text_of(where)
    async with opened(tmp_path, clock, url) as database:
        await database.journal.commit(deposit_unit())
        load = Load(database)
        async with asyncio.TaskGroup() as group:
            for _ in range(CALLERS):
                group.create_task(load.run())
            for _ in range(restarts):
                await load.more(100)
                await asyncio.to_thread(server.stop)
                await clock.sleep(away_s)
                await asyncio.to_thread(server.start)
                async with asyncio.timeout(60):
                    await load.more(1)
            load.is_over = True

    written = await run_on(where, "SELECT payload FROM outbox ORDER BY id")
    assert [int(row[0]) for row in written] == list(range(1, len(load.answered) + 1))
    assert sorted(load.answered) == list(range(1, len(load.answered) + 1))
    report = await asyncio.to_thread(verify, url, lambda done, total: None)
    assert (report.ok, report.rows, report.reason) == (True, len(load.answered) + 1, "")


@pytest.mark.parametrize("cut", [Cut.ANSWER, Cut.COMMIT])
@pytest.mark.parametrize("silent", [False, True])
async def test_a_commit_that_nobody_answered_is_there_once(
    tmp_path: Path, postgres: URL, cut: Cut, silent: bool
) -> None:
    unit = numbered_unit(1)
    if silent:  # nothing of it is in the journal, so the chain's head does not tell
        unit = replace(unit, records=())
    async with (
        cut_line(postgres) as (line, near),
        opened(tmp_path, SystemClock(), text_of(near)) as database,
    ):
        await database.journal.commit(deposit_unit())
        line.next_commit = cut
        await database.journal.commit(unit)
        await database.journal.commit(numbered_unit(2))

        assert line.cuts == 1
        assert [row.owed.payload for row in await database.outbox.due(9)] == ["1", "2"]
        assert await database.reader.count(ACCOUNT, None) == 3 - silent


@pytest.mark.parametrize("cut", [Cut.ANSWER, Cut.COMMIT])
async def test_of_a_split_group_only_the_bad_unit_is_refused_also_when_the_line_breaks(
    tmp_path: Path, postgres: URL, cut: Cut
) -> None:
    async def outcome(database: Database, unit: Unit) -> StorageError | None:
        try:
            await database.journal.commit(unit)
        except StorageError as error:
            return error
        return None

    stale = replace(note_unit(), account=account(DEPOSIT - 7))
    async with (
        cut_line(postgres) as (line, near),
        opened(tmp_path, SystemClock(), text_of(near)) as database,
    ):
        await database.journal.commit(deposit_unit())
        # After the whole group was refused the head is read again; then the first unit goes.
        line.next_commit, line.spared = cut, 1
        units = [numbered_unit(1), stale, numbered_unit(2), numbered_unit(3)]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(outcome(database, unit)) for unit in units]

        assert line.cuts == 1
        assert [task.result() is None for task in tasks] == [True, False, True, True]
        assert [row.owed.payload for row in await database.outbox.due(9)] == ["1", "2", "3"]


async def test_who_waits_too_long_is_told_and_so_is_everyone_after(
    tmp_path: Path, postgres: URL
) -> None:
    async with (
        cut_line(postgres) as (line, near),
        opened(tmp_path, HastyClock(), text_of(near)) as database,
    ):
        await database.journal.commit(deposit_unit())
        line.down()
        with pytest.raises(JournalUnwritable, match=r"does not answer|not known"):
            await database.journal.commit(numbered_unit(1))
        refused = line.refused
        with pytest.raises(ConnectionLost):
            await database.journal.commit(numbered_unit(1))
        assert line.refused == refused + 1
        with pytest.raises(StorageError):
            await database.journal.load(ACCOUNT)

        line.up()
        await database.journal.commit(numbered_unit(1))
        snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.account.wallet == DEPOSIT - 1


async def test_who_gave_up_in_doubt_says_so(tmp_path: Path, postgres: URL) -> None:
    async with (
        cut_line(postgres) as (line, near),
        opened(tmp_path, HastyClock(), text_of(near)) as database,
    ):
        await database.journal.commit(deposit_unit())
        line.next_commit, line.is_down_after_cut = Cut.ANSWER, True
        with pytest.raises(ConnectionLost, match="not known"):
            await database.journal.commit(numbered_unit(1))

        line.up()
        await database.journal.commit(numbered_unit(2))
        assert [row.owed.payload for row in await database.outbox.due(9)] == ["1", "2"]


async def test_a_desk_that_was_replaced_while_it_was_away_writes_nothing_and_ends(
    tmp_path: Path, postgres: URL
) -> None:
    async with cut_line(postgres) as (line, near):
        with pytest.RaisesGroup(pytest.RaisesExc(DeskLocked, match="Another desk wrote")):
            async with opened(tmp_path / "old", SystemClock(), text_of(near)) as old:
                await old.journal.commit(deposit_unit())
                line.down()
                async with opened(tmp_path / "new", SystemClock(), text_of(postgres)) as new:
                    await new.kv.put("screen", "new")
                line.up()
                outcomes = await asyncio.gather(
                    *(old.kv.put(key, "old") for key in ("screen", "other")),
                    return_exceptions=True,
                )
                assert [type(outcome) for outcome in outcomes] == [DeskLocked, DeskLocked]
    rows = await run_on(postgres, "SELECT key, value FROM kv")
    assert [tuple(row) for row in rows] == [("screen", "new")]


async def test_a_desk_whose_database_another_one_holds_now_ends(
    tmp_path: Path, postgres: URL
) -> None:
    async with cut_line(postgres) as (line, near):
        with pytest.RaisesGroup(pytest.RaisesExc(DeskLocked, match=r"Another desk \(dzentra")):
            async with opened(tmp_path / "old", SystemClock(), text_of(near)) as old:
                await old.journal.commit(deposit_unit())
                line.down()
                async with opened(tmp_path / "new", SystemClock(), text_of(postgres)):
                    line.up()
                    with pytest.raises(ConnectionLost, match=r"Another desk.*not known"):
                        await old.journal.commit(numbered_unit(1))
    rows = await run_on(postgres, "SELECT count(*) FROM journal")
    assert rows[0][0] == 1
