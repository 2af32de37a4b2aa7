"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import CardView


def render_card(view: CardView, text: Text, *, kind: str = "all", page: int = 1) -> Screen:
    return Screen("…")
