"""Every press is answered here, before it waits for its turn; what it may do is decided with it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, TelegramObject, Update

from bot.callbacks import Press, parse
from bot.hub import ScreenHub, Whence
from bot.locales import Text
from bot.messenger import Messenger
from bot.render.notice import toast
from core.ports import Gatekeeper, User
from handlers.table import ACTIONS
from handlers.turn import Action


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press as it was received. Without `action` it redraws and does nothing else; `said` is
    the code of the answer it got."""

    press: Press | None = None
    action: Action | None = None
    said: str = ""
    is_fresh: bool = False


class Reception(BaseMiddleware):
    """Stands between access and the conversation's lock."""

    def __init__(
        self,
        hub: ScreenHub,
        messenger: Messenger,
        texts: Mapping[str, Text],
        gate: Gatekeeper,
    ) -> None:
        self._hub = hub
        self._gate = gate
        self._messenger = messenger
        self._texts = texts

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if isinstance(event, Update) and event.callback_query is not None:
            is_backlog = bool(data.get("is_backlog"))
            data["pressed"] = await self._receive(event.callback_query, data["user"], is_backlog)
        return await handler(event, data)

    async def _receive(self, query: CallbackQuery, user: User, is_backlog: bool) -> Pressed:
        pressed = Pressed()
        try:
            pressed = await self._judge(query, user, is_backlog)
        finally:
            self._messenger.answer(query.id, toast(pressed.said, self._texts[user.language]))
        return pressed

    async def _judge(self, query: CallbackQuery, user: User, is_backlog: bool) -> Pressed:
        if query.message is None:
            return Pressed()
        whence = await self._hub.whence(query.message.chat.id, query.message.message_id)
        is_fresh = whence is Whence.BELOW
        press = parse(query.data)
        action = ACTIONS.get(press.prefix) if press is not None else None
        if press is None:
            await self._gate.seen_forged(user.id, query.data or "")
        if action is None or is_backlog or not _is_there(action, whence):
            return Pressed(said="redrawn", is_fresh=is_fresh)
        if not user.access.allows(action.needs):
            return Pressed(said="not_allowed", is_fresh=is_fresh)
        return Pressed(press, action, action.said, is_fresh)


def _is_there(action: Action, whence: Whence) -> bool:
    """Only the newest screen acts, and alerts what they were given."""
    return whence is Whence.LIVE or (action.from_alert and whence is not Whence.RETIRED)
