"""Errors of the log in the journal, and the alert that tells an owner of a failed backup."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.fault_log import MOST_AN_HOUR, DeskFaults, FaultLog
from app.settings import Settings
from core.clock import ManualClock
from core.events import Fault
from core.ports import User
from core.types import Access, AccountId, UserId
from engine.bus import EventBus
from storage.database import Database
from tests.storage_desk import NOW_NS, opened

DESK = AccountId("desk")
TOKEN = "4242:a-very-secret-token"


@asynccontextmanager
async def faults(folder: Path) -> AsyncIterator[tuple[Database, DeskFaults, EventBus]]:
    async with opened(folder) as database:
        for number, access in enumerate(Access, 1):
            user = UserId(number)
            await database.users.save(User(id=user, access=access, account=AccountId(f"u{user}")))
        bus = EventBus()
        yield database, DeskFaults(database.reader, database.users, bus, DESK), bus


@asynccontextmanager
async def logging_faults(folder: Path) -> AsyncIterator[Database]:
    settings = Settings(_env_file=None, bot_token=TOKEN, data_dir=folder)
    async with faults(folder) as (database, desk_faults, _), asyncio.TaskGroup() as group:
        running = group.create_task(FaultLog(desk_faults, ManualClock(NOW_NS), settings).run())
        await asyncio.sleep(0)
        try:
            yield database
        finally:
            running.cancel()


async def noted(database: Database, count: int) -> list[str]:
    """The payloads of the desk's faults, once there are so many."""
    for _ in range(10_000):
        rows = await database.reader.page(DESK, ("fault",), offset=0, limit=100)
        if len(rows) >= count:
            break
    return [row.payload for row in rows]


async def test_a_fault_is_told_to_owners_alone_and_wakes_the_outbox(tmp_path: Path) -> None:
    async with (
        faults(tmp_path) as (database, desk_faults, bus),
        bus.subscribe("outbox", size=4) as inbox,
    ):
        fault = Fault(at_ns=NOW_NS, where="backup", detail="no space")
        await desk_faults.report(fault, True)
        owners = {user.id for user in await database.users.all() if user.access is Access.OWNER}
        due = await database.outbox.due(10)
        assert {row.owed.chat for row in due} == owners
        assert [row.owed.name for row in due] == ["fault"]
        assert (await inbox.next()).record == fault


async def test_a_fault_that_need_not_be_told_owes_nothing(tmp_path: Path) -> None:
    async with faults(tmp_path) as (database, desk_faults, _):
        await desk_faults.report(Fault(at_ns=NOW_NS, where="backup"), False)
        assert await database.outbox.due(10) == []
        assert await database.reader.count(DESK, ("fault",)) == 1


async def test_what_is_logged_as_an_error_is_a_row_without_its_secrets(tmp_path: Path) -> None:
    async with logging_faults(tmp_path) as database:
        try:
            raise ValueError("boom")
        except ValueError:
            logging.getLogger("bot.hub").exception("it broke with %s", TOKEN)
        logging.getLogger("bot.hub").warning("this is none")
        (payload,) = await noted(database, 1)
        assert '"where":"bot.hub"' in payload
        assert "it broke with *** (ValueError)" in payload
        assert "secret" not in payload


async def test_what_storage_says_is_in_the_log_alone(tmp_path: Path) -> None:
    async with logging_faults(tmp_path) as database:
        logging.getLogger("storage.writer").error("gave up on the database")
        logging.getLogger("bot.hub").error("another")
        (payload,) = await noted(database, 1)
        assert "another" in payload


async def test_an_error_in_a_loop_does_not_fill_the_journal(tmp_path: Path) -> None:
    async with logging_faults(tmp_path) as database:
        for _ in range(MOST_AN_HOUR + 20):
            count = await database.reader.count(DESK, ("fault",))
            logging.getLogger("bot.hub").error("again")
            for _ in range(200):
                if count == MOST_AN_HOUR or await database.reader.count(DESK, None) > count:
                    break
        assert await database.reader.count(DESK, ("fault",)) == MOST_AN_HOUR
