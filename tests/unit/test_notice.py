"""What was wrong with what was typed, as one line of a screen."""

import pytest

from bot.locales import load_text
from bot.render.notice import input_error
from core.errors import InputError

EN = load_text("en")


def test_bounds_are_written_as_every_other_number() -> None:
    error = InputError(
        "-", code="out_of_bounds", setting="stop_loss", low="41.00185 USD", high="41001.85 USD"
    )
    assert input_error(error, EN) == "❌ Stop loss: from 41.00185 USD to 41\u00a0001.85 USD"


def test_a_price_that_is_asked_for_is_parted_like_those_on_the_screen() -> None:
    error = InputError("-", code="stop_above", price="41166.6")
    assert input_error(error, EN) == "❌ The stop must be above 41\u00a0166.6"


@pytest.mark.parametrize("two", ["1000", "12000"])
def test_what_is_to_be_typed_stands_as_it_is_typed(two: str) -> None:
    error = InputError("-", code="ambiguous_comma", one="1.000", two=two)
    assert f"Type {two} or 1.000" in input_error(error, EN)
