"""`main.py run`: the desk with Telegram."""

import asyncio
import importlib
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from types import ModuleType
from typing import TYPE_CHECKING

from app.desk import Adapters, build_desk
from app.saying import Say
from app.settings import Settings
from app.uncollected import uncollected
from bot.lean import deferred
from core.errors import InputError
from core.types import UserId

if TYPE_CHECKING:
    from app.use_cases import Desk

log = logging.getLogger(__name__)


class Direct:
    """Carries what must reach a person when nothing can be journaled: once the chat is there, it
    is given the message at once."""

    def __init__(self) -> None:
        self._waiting: list[UserId] = []
        self._tell: Callable[[UserId], None] | None = None

    def tell(self, user: UserId) -> None:
        if self._tell is None:
            self._waiting.append(user)
        else:
            self._tell(user)

    def connect(self, tell: Callable[[UserId], None]) -> None:
        self._tell = tell
        for user in self._waiting:
            tell(user)
        self._waiting.clear()


async def run_telegram(settings: Settings, say: Say) -> None:
    """Serves Telegram; raises InputError without a token."""
    if settings.bot_token is None:
        raise InputError(
            "Set BOT_TOKEN in .env to the token @BotFather gave you, or try: python main.py demo"
        )
    await run_desk(settings, say)


async def run_desk(settings: Settings, say: Say, adapters: Adapters | None = None) -> None:
    """A desk and its chat, until the operator or the system tells it to stop."""
    await until_stopped(serve(settings, say, adapters))


async def until_stopped(work: Coroutine[None, None, None]) -> None:
    """Does the work until it is done, or told to stop, at whatever point it is."""
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        working = group.create_task(work)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, working.cancel)
    log.info("stopped")


async def serve(settings: Settings, say: Say, adapters: Adapters | None = None) -> None:
    """Stops are armed before the chat is even imported: that takes seconds, and is done in a
    thread."""
    direct = Direct()

    def announce(code: str) -> None:
        say(f"Pairing code: [bold]{code}[/bold]  (send it to your bot; 10 minutes)")

    async with build_desk(
        settings, announce=announce, on_unwritable=direct.tell, adapters=adapters
    ) as desk:
        chat = await asyncio.to_thread(_load_chat)
        async with signals_of(desk), api_of(desk):
            await chat.run_chat(desk, direct.connect)


@asynccontextmanager
async def signals_of(desk: "Desk") -> AsyncIterator[int]:
    """Listens for signals where the settings hold their secret; answers the port, 0 without."""
    if desk.settings.signals_secret is None:
        yield 0
        return
    # An HTTP server, which no other desk has to load.
    from app.signal_door import signal_door
    from services.sent_signals import SignalIntake

    database = desk.database
    intake = SignalIntake(database.users, desk.accounts, database.kv, desk.clock)
    async with signal_door(desk.settings, intake) as port:
        yield port


@asynccontextmanager
async def api_of(desk: "Desk") -> AsyncIterator[int]:
    """Serves other programs where the settings hold their secret; answers the port, 0 without."""
    if desk.settings.api_secret is None:
        yield 0
        return
    from app.api_door import api_door

    async with api_door(desk) as port:
        yield port


def _load_chat() -> ModuleType:
    with uncollected(), deferred():
        return importlib.import_module("app.chat")
