"""What Telegram shows of the bot itself: its description and its commands, in each language."""

import logging
from collections.abc import Mapping, Sequence

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import (
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
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
    "stats",
    "status",
    "market",
    "watch",
    "portfolio",
    "monitor",
    "agents",
    "orders",
    "positions",
    "long",
    "short",
    "cancel",
    "forceexit",
    "system",
    "settings",
    "stop",
    "kill",
    "help",
)
DEBUG_COMMANDS = (
    "debug_auto_screen",
    "debug_state",
    "debug_signal",
    "debug_force_signal",
    "debug_price",
    "debug_fault",
    "debug_alert",
    "debug_live",
)
"""Told to Telegram only while there is a sandbox."""


async def introduce(
    bot: Bot, texts: Mapping[str, Text], commands: Sequence[str] = COMMANDS
) -> None:
    """Sets descriptions, commands and menu button; a Telegram that refuses leaves the bot usable
    without."""
    calls = [call for text in texts.values() for call in introductions(text, commands)]
    for call in (*calls, SetChatMenuButton(menu_button=MenuButtonCommands())):
        try:
            await bot(call, request_timeout=CALL_TIMEOUT_S)
        except (AiogramError, OSError) as error:
            log.warning("%s was not taken: %s", type(call).__name__, type(error).__name__)


def introductions(
    text: Text, commands: Sequence[str] = COMMANDS
) -> tuple[TelegramMethod[bool], ...]:
    """What the bot says of itself in one language; the default one serves all others too."""
    code = None if text.language == DEFAULT_LANGUAGE else text.language
    return (
        SetMyDescription(description=text.t("about.long"), language_code=code),
        SetMyShortDescription(short_description=text.t("about.short"), language_code=code),
        SetMyCommands(commands=described(text, commands), language_code=code),
    )


def described(text: Text, commands: Sequence[str] = COMMANDS) -> list[BotCommand]:
    return [BotCommand(command=name, description=text.name("help", name)) for name in commands]
