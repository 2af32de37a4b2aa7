"""`kill -9` in the middle of the load: what was answered is there, once, and the chain holds."""

import asyncio
import sqlite3
import sys
from pathlib import Path

from storage.verify import verify
from tests.storage_desk import ACCOUNT, DEPOSIT, opened, url_of

KILLS = 20


async def test_nothing_that_was_answered_is_lost_in_twenty_kills(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.storage_load"),
        *(str(tmp_path), str(KILLS), "7"),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(120):
        told, _ = await program.communicate()
    desks = [[int(word) for word in line.split()] for line in told.decode().splitlines()]
    answered = [number for desk in desks for number in desk]
    connection = sqlite3.connect(tmp_path / "desk.db")
    written = [int(row[0]) for row in connection.execute("SELECT payload FROM outbox ORDER BY id")]
    connection.close()

    assert len(desks) == KILLS
    assert all(desks)
    assert len(answered) == len(set(answered))
    assert set(answered) <= set(written)
    assert written == list(range(1, len(written) + 1))
    report = verify(url_of(tmp_path), lambda done, total: None)
    assert (report.ok, report.rows, report.reason) == (True, len(written) + 1, "")
    async with opened(tmp_path) as database:
        snapshot = await database.journal.load(ACCOUNT)
    assert snapshot is not None
    assert snapshot.account.wallet == DEPOSIT - len(written)
    assert snapshot.broker == str(len(written))
