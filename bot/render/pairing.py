"""First run: the console shows a code, and whoever types it owns the desk."""

from bot.locales import Text
from bot.render.page import compose
from bot.screen import Screen
from core.ports import PairingState

_MINUTE_S = 60


def render_pairing(state: PairingState, text: Text, *, is_wrong: bool = False) -> Screen:
    header = text.t("pairing.title")
    notice = text.t("pairing.wrong") if is_wrong else ""
    if not state.is_open or state.tries_left <= 0 or state.left_s <= 0:
        return Screen(compose(header, notes=[text.t("pairing.closed")], notice=notice))
    minutes = -(-state.left_s // _MINUTE_S)
    left = text.plural("pairing.left", state.tries_left, minutes=minutes)
    return Screen(compose(header, notes=[text.t("pairing.ask"), left], notice=notice))
