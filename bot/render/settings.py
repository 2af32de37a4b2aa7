"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.views import SettingsView


def render_settings(
    view: SettingsView, text: Text, *, choosing: str = "", notice: str = ""
) -> Screen:
    return Screen("…")
