"""First run: the code of the console makes its typist the owner. Later: invitations."""

from collections.abc import Mapping

from aiogram.types import Message

from bot.access import language_of
from bot.hub import ScreenHub
from bot.locales import Text
from bot.messenger import Messenger
from bot.place import MENU
from bot.render.notice import toast
from bot.render.pairing import render_pairing
from core.ports import Gatekeeper
from core.types import UserId

WELCOME_S = 8.0


class Pairing:
    """Answers a newcomer while pairing is open, or who is invited; a typed code is deleted once
    read."""

    def __init__(
        self,
        *,
        gate: Gatekeeper,
        hub: ScreenHub,
        messenger: Messenger,
        texts: Mapping[str, Text],
    ) -> None:
        self._gate = gate
        self._hub = hub
        self._messenger = messenger
        self._texts = texts

    async def __call__(self, message: Message, *, is_backlog: bool) -> None:
        typed = message.text or ""
        if message.from_user is None:
            return
        language = language_of(message.from_user.language_code)
        if is_backlog or typed.startswith("/"):
            await self._gate.seen_stranger(UserId(message.from_user.id), "pairing")
            self._ask(message, self._texts[language], is_wrong=False)
            return
        await self._try(message, message.from_user.id, typed.strip(), language)

    async def _try(self, message: Message, person: int, code: str, language: str) -> None:
        name = message.from_user.full_name if message.from_user is not None else ""
        user = await self._gate.pair(UserId(person), code, language=language, name=name)
        if user is None:
            self._ask(message, self._texts[language], is_wrong=True)
            return
        self._messenger.delete(message.chat.id, message.message_id)
        await self._hub.open(message.chat.id, user.id, MENU, is_fresh=True)

    async def join(self, message: Message, code: str) -> None:
        """A wrong code gets no answer: who sent it is a stranger still."""
        person = message.from_user
        if person is None:
            return
        language = language_of(person.language_code)
        user = await self._gate.join(
            UserId(person.id), code, language=language, name=person.full_name
        )
        if user is not None:
            self._messenger.delete(message.chat.id, message.message_id)
            welcome = toast("welcome", self._texts[user.language])
            await self._hub.open(
                message.chat.id, user.id, MENU, notice=welcome, notice_s=WELCOME_S, is_fresh=True
            )

    def _ask(self, message: Message, text: Text, *, is_wrong: bool) -> None:
        screen = render_pairing(self._gate.pairing(), text, is_wrong=is_wrong)
        self._messenger.post(message.chat.id, screen, key="pairing")
