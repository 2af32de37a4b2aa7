"""A durable database in a folder that is gone afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from core.clock import SystemClock
from storage.database import Database, open_database


@asynccontextmanager
async def database() -> AsyncIterator[Database]:
    with TemporaryDirectory() as name:
        async with database_in(Path(name)) as opened:
            yield opened


@asynccontextmanager
async def database_in(folder: Path) -> AsyncIterator[Database]:
    """The database of a desk whose data is in the folder, with its writer at work."""
    url, lock = f"sqlite+aiosqlite:///{folder}/dzentra.db", folder / "desk.lock"
    async with (
        open_database(url, SystemClock(), lock_path=lock) as opened,
        asyncio.TaskGroup() as group,
    ):
        writing = group.create_task(opened.writer.run())
        try:
            yield opened
        finally:
            writing.cancel()
