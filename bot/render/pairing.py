"""Signature in place; the body follows in minutes."""

from bot.locales import Text
from bot.screen import Screen
from core.ports import PairingState


def render_pairing(state: PairingState, text: Text, *, is_wrong: bool = False) -> Screen:
    return Screen("…")
