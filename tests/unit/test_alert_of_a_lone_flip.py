"""A flip whose second leg was lost: its close is told by itself."""

from bot.locales import load_texts
from bot.render.alert import render_alert
from core.types import Mode
from tests.screens.samples import FLIPPED, closed


def test_the_close_of_a_flip_that_comes_alone_has_an_alert_in_both_languages() -> None:
    for text in load_texts().values():
        shown = render_alert("paper_position_closed", closed(FLIPPED), text, Mode.PAPER)
        assert shown is not None
        assert text.t("exit.FLIP") in shown.text
