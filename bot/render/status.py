"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import StatusView


def render_status(view: StatusView, text: Text) -> Screen:
    return Screen("…")
