"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import ChoiceView


def render_choice(view: ChoiceView, text: Text, *, notice: str = "") -> Screen:
    return Screen("…")
