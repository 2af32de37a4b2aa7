"""The whole desk in the test's own loop, in front of a demo Telegram, on a clock that is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr
from sqlalchemy import select, text

from app.chat import run_chat
from app.desk import Adapters, build_desk
from app.settings import Settings
from app.use_cases import Desk
from core.clock import SystemClock
from core.types import SECOND_NS, UserId
from storage.readers import reading
from storage.schema import metadata
from tests.demo_server import OWNER, TOKEN, AsyncDemoChat, DemoServer

PACE = 10
PATIENCE_S = 60.0
T = TypeVar("T")
Row = tuple[object, ...]
Tables = dict[str, list[Row]]


class QuickClock(SystemClock):
    """Wall time, ten times as fast, so that the limits of a chat do not hold a test up; it can be
    set forward."""

    def __init__(self) -> None:
        self._from_ns = super().now_ns()
        self._from_monotonic_ns = super().monotonic_ns()
        self._ahead_ns = 0

    def advance(self, seconds: float) -> None:
        self._ahead_ns += round(seconds * SECOND_NS)

    def now_ns(self) -> int:
        return self._from_ns + self._passed_ns()

    def monotonic_ns(self) -> int:
        return self._from_monotonic_ns + self._passed_ns()

    def _passed_ns(self) -> int:
        return (super().monotonic_ns() - self._from_monotonic_ns) * PACE + self._ahead_ns

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / PACE)


@dataclass(frozen=True, slots=True)
class Inside:
    """A running desk, and what can be done to it and asked of it."""

    desk: Desk
    chat: AsyncDemoChat
    clock: QuickClock
    database: Path
    codes: list[str]

    async def ask(self, query: str) -> list[Row]:
        async with reading(self.desk.database.journal._readers) as on:
            return [tuple(row) for row in await on.execute(text(query))]

    async def tables(self) -> Tables:
        """Every row there is, by table."""
        async with reading(self.desk.database.journal._readers) as on:
            return {
                table.name: [tuple(row) for row in await on.execute(select(table))]
                for table in metadata.sorted_tables
            }

    async def until(self, find: Callable[[list[Row]], T | None], query: str) -> T:
        """What `find` makes of the rows of a query, as soon as it is not None."""
        async with asyncio.timeout(PATIENCE_S):
            while (found := find(await self.ask(query))) is None:
                await SystemClock().sleep(0.02)
        return found


@asynccontextmanager
async def living(
    folder: Path,
    demo: DemoServer,
    *,
    owners: tuple[int, ...] = (OWNER,),
    with_sandbox: bool = False,
) -> AsyncIterator[Inside]:
    """A desk on a quiet market, with its chat."""
    settings = Settings(
        _env_file=None,
        bot_token=SecretStr(TOKEN),
        telegram_api_base=demo.url,
        owner_ids=owners,
        data_dir=folder,
        symbols=("BTCUSDT",),
        debug_enabled=with_sandbox,
    )
    clock, codes = QuickClock(), list[str]()
    adapters = Adapters(clock=clock)
    async with (
        build_desk(
            settings, announce=codes.append, on_unwritable=_never, adapters=adapters
        ) as desk,
        asyncio.TaskGroup() as group,
    ):
        chat = AsyncDemoChat(demo.chat)
        before = max([call.number for call in await chat.calls()], default=0)
        talking = group.create_task(run_chat(desk, lambda tell: None))
        await asyncio.to_thread(_wait_listening, demo, before)
        try:
            yield Inside(desk, chat, clock, folder / "dzentra.db", codes)
        finally:
            talking.cancel()


def _wait_listening(demo: DemoServer, before: int) -> None:
    """Until the bot waits for what comes: what it asked for without waiting is backlog."""

    def find() -> bool | None:
        polls = [call for call in demo.chat.calls("getUpdates") if call.number > before]
        return True if any(int(call.params["timeout"]) for call in polls) else None

    demo.chat.wait_for(find, "a bot that listens", PATIENCE_S)


def _never(user: UserId) -> None:
    raise AssertionError(f"nothing could be journaled for {user}")
