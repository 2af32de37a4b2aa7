"""What the screen of a test says of its money and its days."""

import pytest

from bot.locales import load_text
from bot.render.study import render_study
from core.types import DAY_NS
from core.values import replace
from tests.screens.plain import plain
from tests.screens.study_samples import BACKTEST, EQUITY, found

TEXT = load_text("en")


def test_what_is_still_open_stands_beside_the_net() -> None:
    """The return holds it, the net of closed trades does not."""
    held = replace(BACKTEST, equity=replace(EQUITY, end=EQUITY.end + 11.5))
    assert "Still open                  +11.50" in plain(render_study(found(held), TEXT))


def test_a_test_that_ended_flat_says_nothing_of_it() -> None:
    assert "Still open" not in plain(render_study(found(BACKTEST), TEXT))


@pytest.mark.parametrize(("late", "early"), [(2, 0), (0, 2)])
def test_fewer_days_than_were_asked_for_are_told_at_either_end(late: int, early: int) -> None:
    wish = BACKTEST.wish
    held = replace(
        BACKTEST, start_ns=wish.start_ns + late * DAY_NS, end_ns=wish.end_ns - early * DAY_NS
    )
    assert "Fewer days than asked" in plain(render_study(found(held), TEXT))


def test_all_the_days_that_were_asked_for_are_no_news() -> None:
    assert "Fewer days" not in plain(render_study(found(BACKTEST), TEXT))
