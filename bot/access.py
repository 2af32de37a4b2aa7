"""Who gets in: known numeric ids. Everyone else gets no answer and leaves an audit row."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.enums import ChatType
from aiogram.types import Message, TelegramObject, Update
from aiogram.types import User as Person

from core.ports import Gatekeeper, User
from core.types import UserId

MOST_DETAIL = 64
UPDATE_TYPES = tuple(name for name in Update.model_fields if name != "update_id")
"""Every type there is: all are asked for, so that no stranger comes unseen."""


_GROUPED = r"[A-Za-z0-9]{4}(?:[ -]?[A-Za-z0-9]{4}){3}"
_INVITED = re.compile(rf"(?:/start(?:@\w+)? inv_)?({_GROUPED})")
"""A code of an invitation, typed or come by its link."""


class Newcomer(Protocol):
    """First run: whoever types the code of the console becomes the owner; later, whoever has an
    owner's invitation a member."""

    async def __call__(self, message: Message, *, is_backlog: bool) -> None: ...
    async def join(self, message: Message, code: str) -> None: ...


class AccessMiddleware(BaseMiddleware):
    """Outermost of all that is ours, over every update type; denies by default."""

    def __init__(self, gate: Gatekeeper, newcomer: Newcomer) -> None:
        self._gate = gate
        self._newcomer = newcomer

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not isinstance(event, Update):
            return None
        context: EventContext = data[EVENT_CONTEXT_KEY]
        user = await self._member(context.user) if context.user is not None else None
        if user is None:
            return await self._turn_away(event, context, data)
        data["user"] = user
        return await handler(event, data)

    async def _member(self, person: Person) -> User | None:
        user = await self._gate.user(UserId(person.id))
        if user is None or user.name:
            return user
        language = language_of(person.language_code)
        return await self._gate.greet(user.id, language=language, name=person.full_name)

    async def _turn_away(self, update: Update, context: EventContext, data: dict[str, Any]) -> None:
        message = update.message
        if message is not None and self._may_pair(message):
            await self._newcomer(message, is_backlog=bool(data.get("is_backlog")))
            return
        if message is not None and (code := invitation(message)):
            await self._newcomer.join(message, code)
            return
        stranger = context.user_id or context.chat_id or 0
        await self._gate.seen_stranger(UserId(stranger), describe(update))

    def _may_pair(self, message: Message) -> bool:
        is_private = message.chat.type == ChatType.PRIVATE
        return is_private and bool(message.text) and self._gate.pairing().is_open


def invitation(message: Message) -> str:
    """What looks like the code of an invitation, in a private chat; '' for anything else."""
    found = _INVITED.fullmatch((message.text or "").strip())
    return found[1] if found and message.chat.type == ChatType.PRIVATE else ""


def language_of(code: str | None) -> str:
    """The language of a Telegram client, English when it is another."""
    return "ru" if (code or "").lower().startswith("ru") else "en"


def describe(update: Update) -> str:
    """What was tried: the type, and the command or button; never what was typed."""
    kind = next((name for name in UPDATE_TYPES if getattr(update, name) is not None), "unknown")
    if update.callback_query is not None:
        return f"{kind} {update.callback_query.data or ''}"[:MOST_DETAIL]
    text = update.message.text if update.message is not None else None
    if text and text.startswith("/"):
        return f"{kind} {text.split()[0]}"[:MOST_DETAIL]
    return kind
