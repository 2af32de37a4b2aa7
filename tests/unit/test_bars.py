"""Bars of text: a path through time, and a part of a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.bars import share_bar, spark


def test_a_path_rises_from_its_lowest_to_its_highest() -> None:
    assert spark([1, 2, 3, 4, 5, 6, 7, 8], 8) == "▁▂▃▄▅▆▇█"


def test_a_long_path_is_shown_by_the_last_value_of_each_part() -> None:
    assert spark([9, 1, 9, 5, 9, 8], 3) == "▁▅█"


def test_a_level_path_is_level() -> None:
    assert spark([5, 5, 5], 3) == "▄▄▄"


@pytest.mark.parametrize(("path", "cells"), [([], 5), ([1.0], 5), ([1.0, 2.0], 1)])
def test_what_is_no_path_is_not_shown(path: list[float], cells: int) -> None:
    assert spark(path, cells) == ""


@given(st.lists(st.floats(0, 1e9), max_size=200), st.integers(0, 40))
def test_a_path_is_never_wider_than_its_room(path: list[float], cells: int) -> None:
    assert len(spark(path, cells)) <= cells


@pytest.mark.parametrize(
    ("percent", "bar"),
    [
        (0, "░░░░"),
        (0.1, "█░░░"),
        (50, "██░░"),
        (100, "████"),
        (250, "████"),
        (-5, "░░░░"),
    ],
)
def test_a_share_fills_its_part_and_is_seen_however_small(percent: float, bar: str) -> None:
    assert share_bar(percent, 4) == bar
