"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.types import Access, Mode


def render_help(mode: Mode, text: Text, *, access: Access = Access.OWNER) -> Screen:
    return Screen("…")
