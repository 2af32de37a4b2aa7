"""The chat as one thing that runs: polling, lanes, screens and alerts in one task."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.storage.memory import SimpleEventIsolation
from pydantic import SecretStr

from bot.commands import CommandMenus
from bot.direct import UnwritableNotice
from bot.fsm import KeyValueStorage
from bot.hub import ScreenHub
from bot.locales import Text
from bot.messenger import Messenger
from bot.meter import Meter
from bot.outbox import OutboxDelivery
from bot.session import SteadySession
from core.health import ChatHealth
from core.ports import Gatekeeper, KeyValue
from core.types import UserId


class Updates(Protocol):
    """Where updates come from: asked for, or brought."""

    async def run(self) -> None: ...


def build_bot(
    token: str, *, api_base: str, is_local: bool = False, proxy: SecretStr | None = None
) -> Bot:
    """A bot of Telegram's, of a server of one's own, or of the demo; through a proxy if there is
    one."""
    api = TelegramAPIServer.from_base(api_base, is_local=is_local)
    if proxy is None:
        return Bot(token, session=SteadySession(api=api))
    from bot.proxied import ProxiedSession

    return Bot(token, session=ProxiedSession(proxy=proxy.get_secret_value(), api=api))


def build_dispatcher(
    router: Router, values: KeyValue, *, doors: Sequence[BaseMiddleware]
) -> Dispatcher:
    """The doors (access first) stand before the conversation's lock: a stranger takes none, and a
    press is answered before it waits for its turn."""
    dispatcher = Dispatcher(
        storage=KeyValueStorage(values), events_isolation=SimpleEventIsolation()
    )
    outer = dispatcher.update.outer_middleware
    outer.unregister(dispatcher.fsm)
    for door in (*doors, dispatcher.fsm):
        outer.register(door)
    dispatcher.include_router(router)
    return dispatcher


class TelegramApp:
    """Everything of the chat that runs; cancelled to stop."""

    def __init__(
        self,
        *,
        bot: Bot,
        updates: Updates,
        menus: CommandMenus,
        messenger: Messenger,
        hub: ScreenHub,
        outbox: OutboxDelivery,
        gate: Gatekeeper,
        texts: Mapping[str, Text],
        meter: Meter,
        debug_outbox: OutboxDelivery | None = None,
    ) -> None:
        self._bot = bot
        self.updates = updates
        self._menus = menus
        self._messenger = messenger
        self._hub = hub
        self._outbox = outbox
        self._debug_outbox = debug_outbox
        self._gate = gate
        self._texts = texts
        self._meter = meter

    def health(self) -> ChatHealth:
        return ChatHealth(p95_ms=self._meter.p95_ms, floods=self._messenger.floods)

    def tell_unwritable(self, user: UserId) -> None:
        """Past the outbox, which cannot be written either."""
        self._messenger.put(user, UnwritableNotice(user, self._gate, self._texts))

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._messenger.run())
                group.create_task(self._hub.run())
                group.create_task(self._outbox.run())
                if self._debug_outbox is not None:
                    group.create_task(self._debug_outbox.run())
                group.create_task(self._menus.run())
                group.create_task(self.updates.run())
        finally:
            await self._bot.session.close()
