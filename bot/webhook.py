"""Updates that Telegram brings: an address on this machine, a secret that only Telegram knows."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError
from aiogram.methods import DeleteWebhook, GetWebhookInfo, SetWebhook
from aiogram.types import Update
from aiogram.webhook.aiohttp_server import BaseRequestHandler
from aiohttp import web
from pydantic import SecretStr, ValidationError

from bot.access import UPDATE_TYPES
from bot.polling import Polling
from core.ports import Clock
from core.types import SECOND_NS
from core.values import Frozen

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 10
RETRY_S = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
LOOK_S = 30.0
MOST_BODY = 512 * 1024
MOST_WAITING = 256
CONNECTIONS = 20
STOP_S = 2.0
LATE_S = 60


class WebhookTerms(Frozen, frozen=True, kw_only=True):
    """Where Telegram comes to, and where this desk listens; behind `url` somebody ends TLS."""

    url: str
    secret: SecretStr
    host: str
    port: int


class Webhook:
    """Runs in the place of polling. What waited before the start is fetched first, as backlog; what
    Telegram could not bring for a while is backlog too, and so is a message older than a minute:
    it must not act."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Clock,
        polling: Polling,
        terms: WebhookTerms,
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._polling = polling
        self._terms = terms
        self._waiting: asyncio.Queue[Update] = asyncio.Queue(MOST_WAITING)
        self._door = _Door(bot, dispatcher, terms.secret, self._waiting)
        self._is_backlog = False
        self._failed_at = 0
        self.port = 0
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled. The address stays with Telegram: what comes while the desk is down
        waits there."""
        await self._polling.greet()
        await self._tell(DeleteWebhook(drop_pending_updates=False))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._polling.introduce())
            await self._polling.drain(group)
            async with self._listening():
                await self._register()
                group.create_task(self._watch())
                while True:
                    update = await self._waiting.get()
                    is_backlog = self._is_backlog or self._is_late(update)
                    await self._polling.handle(group, update, is_backlog=is_backlog)

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        application = web.Application(client_max_size=MOST_BODY)
        self._door.register(application, path=urlsplit(self._terms.url).path or "/")
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=STOP_S)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._terms.host, self._terms.port)
            await site.start()
            self.port = runner.addresses[0][1]
            self.listening.set()
            log.info("listening for Telegram on %s:%s", self._terms.host, self.port)
            yield
        finally:
            await runner.cleanup()

    async def _register(self) -> None:
        """Tells Telegram the address, however often it takes."""
        method = SetWebhook(
            url=self._terms.url,
            secret_token=self._terms.secret.get_secret_value(),
            allowed_updates=list(UPDATE_TYPES),
            max_connections=CONNECTIONS,
        )
        await self._tell(method)

    async def _tell(self, method: SetWebhook | DeleteWebhook) -> None:
        tries = 0
        while True:
            try:
                await self._bot(method, request_timeout=CALL_TIMEOUT_S)
            except (AiogramError, OSError) as error:
                log.warning("%s was not taken: %s", type(method).__name__, type(error).__name__)
                await self._clock.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
                tries += 1
            else:
                return

    async def _watch(self) -> None:
        """Asks Telegram how it gets on: the address taken away is set again, and after a failure
        what comes is backlog until nothing is left."""
        while True:
            await self._clock.sleep(LOOK_S)
            try:
                info = await self._bot(GetWebhookInfo(), request_timeout=CALL_TIMEOUT_S)
            except (AiogramError, OSError) as error:
                log.info("the webhook could not be asked after: %s", type(error).__name__)
                continue
            if info.url != self._terms.url:
                log.warning("the webhook was taken away, it is set again")
                await self._register()
            failed_at = int(info.last_error_date.timestamp()) if info.last_error_date else 0
            if failed_at > self._failed_at:
                log.warning("Telegram could not reach this desk for a while")
            is_new = failed_at > self._failed_at
            self._failed_at = max(failed_at, self._failed_at)
            self._is_backlog = (is_new or self._is_backlog) and info.pending_update_count > 0

    def _is_late(self, update: Update) -> bool:
        """Of a message, which says when it was sent; a press says nothing."""
        if update.message is None:
            return False
        sent_s = int(update.message.date.timestamp())
        return self._clock.now_ns() // SECOND_NS - sent_s > LATE_S


class _Door(BaseRequestHandler):
    """Lets in who knows the secret, and answers at once; a full room sends Telegram away until
    later."""

    def __init__(
        self, bot: Bot, dispatcher: Dispatcher, secret: SecretStr, room: asyncio.Queue[Update]
    ) -> None:
        super().__init__(dispatcher, handle_in_background=True)
        self._bot = bot
        self._secret = secret.get_secret_value().encode()
        self._room = room

    def verify_secret(self, telegram_secret_token: str, bot: Bot) -> bool:
        """In constant time, whatever was sent."""
        return secrets.compare_digest(telegram_secret_token.encode(errors="replace"), self._secret)

    async def resolve_bot(self, request: web.Request) -> Bot:
        return self._bot

    async def close(self) -> None:
        """The bot's session is its owner's."""

    async def _handle_request_background(self, bot: Bot, request: web.Request) -> web.Response:
        """An update that the library cannot read is taken off Telegram's hands and skipped."""
        try:
            update = Update.model_validate_json(await request.read(), context={"bot": bot})
        except ValidationError:
            log.error("an update could not be read and is skipped")
            return web.json_response({})
        try:
            self._room.put_nowait(update)
        except asyncio.QueueFull:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.json_response({})
