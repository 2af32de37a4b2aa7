"""What reaches the bot from people it knows: presses, commands, typed values."""

import logging
from collections.abc import Mapping, Sequence
from functools import partial

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, ErrorEvent, Message

from bot.hub import ScreenHub
from bot.locales import Text
from bot.messenger import Messenger
from bot.place import HELP, MENU, Place
from bot.render.notice import toast
from bot.render.page import home
from bot.screen import Screen
from bot.services import Services
from core.errors import InputError
from core.ports import User
from handlers.reception import Pressed
from handlers.spoken import ALIASES, COMMANDS, SPOKEN, TYPED
from handlers.turn import ERROR_S, Act, Command, Turn, Typed
from services.wording import is_order

log = logging.getLogger(__name__)

UNKNOWN = Command(HELP)


class Front:
    """One handler a kind of update; what is done stands in the table."""

    def __init__(
        self,
        *,
        services: Services,
        hub: ScreenHub,
        messenger: Messenger,
        texts: Mapping[str, Text],
    ) -> None:
        self._services = services
        self._hub = hub
        self._messenger = messenger
        self._texts = texts

    def router(self) -> Router:
        router = Router(name="front")
        router.callback_query.register(self.on_press)
        router.message.register(self.on_message)
        router.error.register(self.on_error)
        return router

    async def on_press(
        self,
        query: CallbackQuery,
        user: User,
        state: FSMContext,
        pressed: Pressed,
    ) -> None:
        if query.message is None:
            return
        turn = self._turn(query.message.chat, user, state, is_fresh=pressed.is_fresh)
        if pressed.press is None or pressed.action is None:
            await turn.redraw()
            return
        try:
            await pressed.action.run(turn, pressed.press)
        except InputError as error:
            await turn.explain(error)
        await turn.stop_waiting()

    async def on_message(
        self,
        message: Message,
        bot: Bot,
        user: User,
        state: FSMContext,
        raw_state: str | None = None,
        is_backlog: bool = False,
    ) -> None:
        """A command, a value that is waited for, or words that bring the screen to the user. (No
        filters: aiogram runs a plain one in a thread.)"""
        text = message.text or ""
        if text.startswith("/"):
            turn = self._turn(message.chat, user, state, is_fresh=True, words=text.split()[1:])
            await self._command(text, turn, bot, is_backlog=is_backlog)
        elif text and (typed := TYPED.get(raw_state or "")) is not None:
            self._messenger.delete(message.chat.id, message.message_id)
            turn = self._turn(message.chat, user, state)
            await self._typed(typed, text, turn, is_backlog=is_backlog)
        elif is_order(text):
            self._messenger.delete(message.chat.id, message.message_id)
            turn = self._turn(message.chat, user, state, is_fresh=True)
            await self._typed(SPOKEN, text, turn, is_backlog=is_backlog)
        elif text:
            await self._turn(message.chat, user, state, is_fresh=True).redraw()

    async def on_error(
        self, event: ErrorEvent, user: User | None = None, event_chat: Chat | None = None
    ) -> None:
        """The border of handlers: logged once, one sentence for the user, the screen redrawn."""
        log.error("update %s failed", event.update.update_id, exc_info=event.exception)
        if user is None or event_chat is None:
            return
        sentence = toast("failed", self._texts[user.language])
        place = await self._hub.place(event_chat.id)
        try:
            await self._hub.open(event_chat.id, user.id, place, notice=sentence, notice_s=ERROR_S)
        except Exception:
            log.exception("the screen could not be redrawn either")
            screen = Screen(sentence, ((home(self._texts[user.language]),),))
            await self._hub.show(event_chat.id, user.id, screen, back=MENU)

    async def _command(self, text: str, turn: Turn, bot: Bot, *, is_backlog: bool) -> None:
        name, addressee = named(text)
        if addressee and addressee != (await bot.me()).username:
            return
        command = self._known(name)
        if command.act is None or is_backlog:
            await turn.open(command.place)
        elif not turn.user.access.allows(command.needs):
            await turn.open(command.place, turn.say("not_allowed"))
        else:
            await self._act(command.act, command.place, turn)
        await turn.stop_waiting()

    async def _act(self, act: Act, place: Place, turn: Turn) -> None:
        try:
            await act(turn)
        except InputError as error:
            await turn.explain(error, place)

    async def _typed(self, typed: Typed, text: str, turn: Turn, *, is_backlog: bool) -> None:
        """Answered on the same screen."""
        if is_backlog or not turn.user.access.allows(typed.needs):
            await turn.redraw()
            return
        try:
            await typed.take(turn, text)
        except InputError as error:
            await turn.explain(error)
        await turn.stop_waiting()

    def _known(self, name: str) -> Command:
        command = COMMANDS.get(ALIASES.get(name, name), UNKNOWN)
        return UNKNOWN if command.is_debug and self._services.sandbox is None else command

    def _turn(
        self,
        chat: Chat,
        user: User,
        talk: FSMContext,
        *,
        is_fresh: bool = False,
        words: Sequence[str] = (),
    ) -> Turn:
        return Turn(
            services=self._services,
            hub=self._hub,
            talk=talk,
            user=user,
            chat=chat.id,
            text=self._texts[user.language],
            hand=partial(self._messenger.file, chat.id),
            post=partial(self._messenger.post, chat.id),
            bot_name=self._messenger.name,
            is_fresh=is_fresh,
            words=tuple(words),
        )


def named(text: str) -> tuple[str, str]:
    """`auto` and `some_bot` of `/auto@some_bot 1`."""
    word = (text[1:].split(maxsplit=1) or [""])[0]
    name, _, addressee = word.partition("@")
    return name.lower(), addressee
