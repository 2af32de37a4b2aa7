"""Signature in place; the body follows in minutes."""

from decimal import Decimal

from bot.locales import Text
from bot.screen import Screen
from core.events import Record
from core.types import Mode


def render_alert(
    name: str,
    record: Record,
    text: Text,
    mode: Mode,
    *,
    tick: Decimal | None = None,
    utc_offset_min: int = 0,
    card: int | None = None,
    is_repeat: bool = False,
) -> Screen | None:
    """`tick` gives the digits of prices, `card` the journal row to open, `is_repeat` marks a
    message that may have arrived before. None for a record that has no alert."""
    return Screen("…")
