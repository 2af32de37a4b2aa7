"""Updates from Telegram, each handled once, whatever the network does."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, GetMe, GetUpdates
from aiogram.types import Update

from bot.access import UPDATE_TYPES
from bot.commands import introduce
from bot.locales import Text
from core.ports import Clock
from core.types import SECOND_NS

log = logging.getLogger(__name__)

LONG_POLL_S = 30
CALL_TIMEOUT_S = 10
RETRY_S = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
QUIET_NS = 60 * SECOND_NS
AT_ONCE = 32


class Polling:
    """Long polling. What was fetched before the first empty answer is backlog: it was pressed
    before anyone was there, or before a silence of a minute, and must not act."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Clock,
        texts: Mapping[str, Text],
    ) -> None:
        self._bot = bot
        self._texts = texts
        self._dispatcher = dispatcher
        self._clock = clock
        self._offset: int | None = None
        self._limit: int | None = None
        self._is_backlog = True
        self._failures = 0
        self._failing_since_ns = 0
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Until cancelled. A Telegram that does not answer is asked again, for ever."""
        await self.greet()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.introduce())
            while True:
                await self._turn(group)

    async def greet(self) -> None:
        """Until Telegram answers."""
        while not await self._is_known():
            await self._rest()

    async def introduce(self) -> None:
        """Tells Telegram what it shows of the bot."""
        await introduce(self._bot, self._texts)

    async def drain(self, group: asyncio.TaskGroup) -> None:
        """Handles what waits as backlog, and returns when nothing is left."""
        while self._is_backlog:
            await self._turn(group)

    async def handle(self, group: asyncio.TaskGroup, update: Update, *, is_backlog: bool) -> None:
        """Begins to handle an update, as soon as there is a place for it."""
        await self._slots.acquire()
        group.create_task(self._handle(update, is_backlog=is_backlog))

    async def _turn(self, group: asyncio.TaskGroup) -> None:
        updates = await self._fetch()
        for update in updates or ():
            await self.handle(group, update, is_backlog=self._is_backlog)
        if updates is None:
            await self._rest()
        elif not updates:
            self._is_backlog = False

    async def _is_known(self) -> bool:
        try:
            me = await self._bot(GetMe(), request_timeout=CALL_TIMEOUT_S)
        except (AiogramError, OSError) as error:
            await self._note(error)
            return False
        log.info("Telegram knows this bot as @%s", me.username)
        return True

    async def _fetch(self) -> Sequence[Update] | None:
        """The next updates; None when Telegram could not be asked."""
        wait_s = 0 if self._is_backlog or self._failures else LONG_POLL_S
        method = GetUpdates(
            offset=self._offset,
            limit=self._limit,
            timeout=wait_s,
            allowed_updates=list(UPDATE_TYPES),
        )
        try:
            updates = await self._bot(method, request_timeout=wait_s + CALL_TIMEOUT_S)
        except (AiogramError, OSError) as error:
            await self._note(error)
            return None
        self._recovered()
        if updates:
            self._offset = updates[-1].update_id + 1
        return updates

    async def _handle(self, update: Update, *, is_backlog: bool) -> None:
        """The border of updates: one that fails is logged and hurts no other."""
        try:
            await self._dispatcher.feed_update(self._bot, update, is_backlog=is_backlog)
        except Exception:
            log.exception("update %s could not be handled", update.update_id)
        finally:
            self._slots.release()

    async def _note(self, error: Exception) -> None:
        now_ns = self._clock.monotonic_ns()
        if self._failures == 0:
            self._failing_since_ns = now_ns
        self._failures += 1
        lasted_ns = now_ns - self._failing_since_ns
        if isinstance(error, TelegramConflictError):
            await self._conflict(error, is_quiet=lasted_ns < QUIET_NS)
        elif isinstance(error, ClientDecodeError) and isinstance(error.data, dict):
            self._unreadable(error.data)
        elif isinstance(error, TelegramRetryAfter):
            await self._clock.sleep(error.retry_after)
        else:
            is_loud = self._failures == 1 or lasted_ns >= QUIET_NS
            log.log(logging.WARNING if is_loud else logging.DEBUG, "%s", _plainly(error))

    async def _conflict(self, error: TelegramConflictError, *, is_quiet: bool) -> None:
        """A webhook is taken away; another desk with this token gets a minute to end."""
        if "webhook" in error.message.lower():
            await self._take_over()
        elif not is_quiet:
            log.error("another program polls Telegram with this token")

    async def _take_over(self) -> None:
        try:
            await self._bot(DeleteWebhook(), request_timeout=CALL_TIMEOUT_S)
        except (AiogramError, OSError):
            log.warning("the bot has a webhook that could not be removed")

    def _unreadable(self, answer: dict[str, object]) -> None:
        """An update that the library cannot read would come again for ever: updates are asked for
        one by one until it is found, and it is skipped."""
        if self._limit is None:
            self._limit = 1
            return
        match answer.get("result"):
            case [{"update_id": int(update_id)}]:
                log.error("update %s could not be read and is skipped", update_id)
                self._offset, self._limit = update_id + 1, None

    def _recovered(self) -> None:
        if self._failures and self._clock.monotonic_ns() - self._failing_since_ns >= QUIET_NS:
            log.warning("Telegram is back")
            self._is_backlog = True
        self._failures, self._limit = 0, None

    async def _rest(self) -> None:
        await self._clock.sleep(RETRY_S[min(self._failures, len(RETRY_S)) - 1])


def _plainly(error: Exception) -> str:
    """What an operator should know of it; never the address, which holds the token."""
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return "Telegram does not know this BOT_TOKEN"
    return f"Telegram does not answer as it should: {type(error).__name__}"
