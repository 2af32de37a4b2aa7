"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import MenuView


def render_menu(view: MenuView, text: Text, *, notice: str = "") -> Screen:
    return Screen("…")
