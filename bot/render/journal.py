"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import JournalView


def render_journal(view: JournalView, text: Text) -> Screen:
    return Screen("…")
