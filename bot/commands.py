"""What Telegram shows of the bot itself: its description, and to each member the commands they may
use, in their language."""

import logging
from collections.abc import Callable, Mapping, Sequence

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import (
    DeleteMyCommands,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import BotCommand, BotCommandScopeChat, MenuButtonCommands

from bot.locales import Text
from core.ports import Clock, Gatekeeper, User
from core.types import UserId

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 10
LOOK_S = 5.0
DEFAULT_LANGUAGE = "en"
STRANGERS = ("start",)
"""All that somebody sees who is no member."""

Menu = tuple[str, ...]
"""Names of commands in their order."""


async def introduce(bot: Bot, texts: Mapping[str, Text]) -> None:
    """Sets descriptions, commands and menu button; a Telegram that refuses leaves the bot usable
    without."""
    calls = [call for text in texts.values() for call in introductions(text)]
    for call in (*calls, SetChatMenuButton(menu_button=MenuButtonCommands())):
        await _told(bot, call)


def introductions(text: Text) -> tuple[TelegramMethod[bool], ...]:
    """What the bot says of itself in one language; the default one serves all others too."""
    code = None if text.language == DEFAULT_LANGUAGE else text.language
    return (
        SetMyDescription(description=text.t("about.long"), language_code=code),
        SetMyShortDescription(short_description=text.t("about.short"), language_code=code),
        SetMyCommands(commands=described(text, STRANGERS), language_code=code),
    )


def described(text: Text, commands: Sequence[str]) -> list[BotCommand]:
    return [BotCommand(command=name, description=text.name("help", name)) for name in commands]


class CommandMenus:
    """Tells Telegram each member's commands, again when their role or language changes, and takes
    them away from who is no member any more."""

    def __init__(
        self,
        bot: Bot,
        gate: Gatekeeper,
        clock: Clock,
        texts: Mapping[str, Text],
        *,
        menu_of: Callable[[User], Menu],
    ) -> None:
        self._bot = bot
        self._gate = gate
        self._clock = clock
        self._texts = texts
        self._menu_of = menu_of
        self._told: dict[UserId, tuple[str, Menu]] = {}

    async def run(self) -> None:
        while True:
            await self._look()
            await self._clock.sleep(LOOK_S)

    async def _look(self) -> None:
        """The border of menus: storage or a Telegram that fails now is asked again."""
        try:
            members = await self._gate.members()
            for member in members:
                await self._tell(member)
            for gone in self._told.keys() - {member.id for member in members}:
                await self._forget(gone)
        except Exception:
            log.exception("the members' commands could not be told")

    async def _tell(self, member: User) -> None:
        wanted = member.language, self._menu_of(member)
        if self._told.get(member.id) == wanted:
            return
        commands = described(self._texts[member.language], wanted[1])
        scope = BotCommandScopeChat(chat_id=member.id)
        if await _told(self._bot, SetMyCommands(commands=commands, scope=scope)):
            self._told[member.id] = wanted

    async def _forget(self, gone: UserId) -> None:
        scope = BotCommandScopeChat(chat_id=gone)
        if await _told(self._bot, DeleteMyCommands(scope=scope)):
            del self._told[gone]


async def _told(bot: Bot, call: TelegramMethod[bool]) -> bool:
    try:
        await bot(call, request_timeout=CALL_TIMEOUT_S)
    except (AiogramError, OSError) as error:
        log.info("%s was not taken: %s", type(call).__name__, type(error).__name__)
        return False
    return True
