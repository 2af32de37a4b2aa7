"""What Telegram shows beside the input field: the commands, in each language."""

import logging
from collections.abc import Mapping

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import SetChatMenuButton, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, MenuButtonCommands

from bot.locales import Text

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 10
DEFAULT_LANGUAGE = "en"
COMMANDS = (
    "start",
    "menu",
    "auto",
    "risk",
    "journal",
    "status",
    "settings",
    "stop",
    "kill",
    "help",
)


async def introduce(bot: Bot, texts: Mapping[str, Text]) -> None:
    """Sets commands and menu button; a Telegram that refuses leaves the bot usable without."""
    calls: list[TelegramMethod[bool]] = [
        SetMyCommands(
            commands=described(text),
            language_code=None if language == DEFAULT_LANGUAGE else language,
        )
        for language, text in texts.items()
    ]
    for call in (*calls, SetChatMenuButton(menu_button=MenuButtonCommands())):
        try:
            await bot(call, request_timeout=CALL_TIMEOUT_S)
        except (AiogramError, OSError) as error:
            log.warning("%s was not taken: %s", type(call).__name__, type(error).__name__)


def described(text: Text) -> list[BotCommand]:
    return [BotCommand(command=name, description=text.name("help", name)) for name in COMMANDS]
