"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.types import Access
from core.views import AutoView


def render_auto(
    view: AutoView, text: Text, *, access: Access = Access.OWNER, notice: str = ""
) -> Screen:
    return Screen("…")
