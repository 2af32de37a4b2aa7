"""Rows are measured as a terminal shows them and never come out wider than a phone's 34."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cells import ROW, clip, pair, width, wrap

LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=120)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("Авто", 4),
        ("🤖", 2),
        ("⏸", 2),
        ("⚙️", 2),
        ("⚪ OFF", 6),
        ("⟳ ├●┤ ✓", 7),
    ],
)
def test_an_emoji_takes_two_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_left_and_right_stand_at_the_ends_of_a_row() -> None:
    (row,) = pair("Equity", "10")
    assert row == "Equity" + " " * 26 + "10"


def test_what_does_not_fit_in_one_row_takes_two() -> None:
    assert pair("a" * 20, "b" * 14) == ["a" * 20, "b" * 14]


def test_a_row_that_fits_is_left_as_it_is() -> None:
    assert wrap("a  b   c") == ["a  b   c"]


def test_a_row_is_broken_between_words_and_a_word_only_when_it_must() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


def test_foreign_text_becomes_one_clean_line() -> None:
    assert clip("a\nb\t<c>\x00") == "a b <c>"
    assert clip("abcdef", 4) == "abc…"


@given(LINES, LINES)
def test_no_row_is_ever_wider_than_a_phone(left: str, right: str) -> None:
    for row in (*wrap(left), *pair(left, right), clip(left)):
        assert width(row) <= ROW


@given(LINES)
def test_wrapping_loses_nothing(text: str) -> None:
    assert "".join("".join(wrap(text)).split()) == "".join(text.split())
