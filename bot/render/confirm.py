"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import ConfirmView


def render_confirm(view: ConfirmView, text: Text) -> Screen:
    return Screen("…")
