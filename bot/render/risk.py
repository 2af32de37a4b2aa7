"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.types import Access
from core.views import RiskView


def render_risk(
    view: RiskView,
    text: Text,
    *,
    access: Access = Access.OWNER,
    editing: str = "",
    notice: str = "",
) -> Screen:
    return Screen("…")
