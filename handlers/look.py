"""Somebody looks at a place of the bot."""

from dataclasses import dataclass

from bot.locales import Text
from bot.services import Services
from core.ports import User


@dataclass(frozen=True, slots=True)
class Look:
    services: Services
    user: User
    text: Text
    arg: str
    notice: str
