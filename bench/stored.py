"""A durable database that is gone afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.clock import SystemClock
from storage.database import Database, open_database
from tests.postgres_server import Databases, some_server, text_of


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    with TemporaryDirectory() as name:
        async with database_in(Path(name)) as opened:
            yield opened


@asynccontextmanager
async def database_in(folder: Path) -> AsyncIterator[Database]:
    """The database of a desk whose data is in the folder, with its writer at work."""
    async with database_at(f"sqlite+aiosqlite:///{folder}/dzentra.db", folder) as opened:
        yield opened


@asynccontextmanager
async def server_database() -> AsyncIterator[Database]:
    """One on PostgreSQL: the server that the tests use, or one of our own."""
    with ExitStack() as stack:
        # Beside the loop: making a database runs a loop of its own.
        url = await asyncio.to_thread(_one_of, stack)
        with TemporaryDirectory() as name:
            async with database_at(url, Path(name)) as opened:
                yield opened
        await asyncio.to_thread(stack.close)


def _one_of(stack: ExitStack) -> str:
    databases = Databases(stack.enter_context(some_server()))
    return text_of(stack.enter_context(databases.one(is_empty=True)))


@asynccontextmanager
async def database_at(url: str, folder: Path) -> AsyncIterator[Database]:
    async with (
        open_database(url, SystemClock(), lock_path=folder / "desk.lock") as opened,
        asyncio.TaskGroup() as group,
    ):
        writing = group.create_task(opened.writer.run())
        try:
            yield opened
        finally:
            writing.cancel()
