"""Somebody looks at a place of the bot."""

from dataclasses import dataclass

from bot.live import Painted
from bot.locales import Text
from bot.screen import Screen
from bot.services import Services
from core.ports import User


@dataclass(frozen=True, slots=True)
class Look:
    services: Services
    user: User
    text: Text
    arg: str
    notice: str


def still(screen: Screen) -> Painted:
    """A screen on which nothing ages."""
    return Painted(screen, screen)


def noted(screen: Screen, notice: str) -> Screen:
    """With a status line, where the screen itself has no room for one."""
    return Screen(f"{screen.text}\n{notice}", screen.rows) if notice else screen
