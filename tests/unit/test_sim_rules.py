"""The fills' arithmetic against exact fractions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.simulated import rules

SIDE = st.sampled_from([1, -1])
PRICE = st.integers(1, 10**9)
SIZE = st.integers(0, 10**9)
SHARE = st.integers(0, 1_000_000)


@given(value=st.integers(-(10**18), 10**18), by=st.integers(1, 10**9))
def test_up_is_the_ceiling(value: int, by: int) -> None:
    assert rules.up(value, by) == math.ceil(Fraction(value, by))


@given(side=SIDE, limit=PRICE, price=PRICE)
def test_a_limit_crosses_what_is_no_worse_than_it(side: int, limit: int, price: int) -> None:
    assert rules.crosses(side, limit, price) == (price <= limit if side > 0 else price >= limit)
    assert rules.is_beyond(side, limit, price) == (price < limit if side > 0 else price > limit)


@given(side=SIDE, price=PRICE, ppm=SHARE)
def test_a_worsened_price_is_against_the_taker_and_within_a_tick(
    side: int, price: int, ppm: int
) -> None:
    exact = price * (1 + side * Fraction(ppm, 1_000_000))
    worse = rules.worsened(side, price, ppm)

    assert rules.slip(side, worse, price) >= 0 or worse == 1
    assert (worse - exact) * side >= 0 or worse == 1
    assert abs(worse - exact) < 1 or worse == 1


@given(price=PRICE, ppm=SHARE)
def test_an_impact_gap_is_at_least_a_tick_and_rounded_up(price: int, ppm: int) -> None:
    assert rules.impact_gap(price, ppm) == max(1, math.ceil(Fraction(price * ppm, 1_000_000)))


@pytest.mark.parametrize(
    ("side", "is_stop", "falling"),
    [(-1, True, True), (1, True, False), (-1, False, False), (1, False, True)],
)
def test_stops_of_sellers_and_targets_of_buyers_wait_for_a_fall(
    side: int, is_stop: bool, falling: bool
) -> None:
    assert rules.triggers_falling(side, is_stop) is falling


@given(
    falling=st.booleans(),
    trigger=st.integers(1, 10**6),
    offset=st.integers(-3 * 10**7, 3 * 10**7),
    tick=st.integers(1, 10**7),
)
def test_a_mark_in_ticks_compares_as_the_exact_mark_does(
    falling: bool, trigger: int, offset: int, tick: int
) -> None:
    mark = max(0, trigger * tick + offset)
    exact = Fraction(mark, tick)
    expected = exact <= trigger if falling else exact >= trigger

    found = rules.is_triggered(falling, trigger, rules.mark_ticks(falling, mark, tick))

    assert found is expected


@given(displayed=SIZE, eaten=SIZE, change=st.integers(-5, 5))
def test_what_was_eaten_counts_while_the_displayed_size_is_the_same(
    displayed: int, eaten: int, change: int
) -> None:
    left = rules.left_at_level(displayed, displayed + change, eaten)

    assert left == (displayed if change else displayed - eaten)


@given(left=SIZE, ahead=SIZE, prints=st.lists(SIZE, max_size=8))
def test_a_queue_gives_what_traded_past_it_and_no_more(
    left: int, ahead: int, prints: list[int]
) -> None:
    filled, queue = 0, ahead
    for traded in prints:
        filled += rules.queue_fill(left - filled, queue, traded, 0)
        queue = rules.queue_left(queue, traded)

    assert filled == min(left, max(0, sum(prints) - ahead))
    assert queue == max(0, ahead - sum(prints))


@given(left=SIZE, traded=SIZE, spent=SIZE)
def test_a_print_is_not_filled_beyond_its_size(left: int, traded: int, spent: int) -> None:
    spent = min(spent, traded)

    assert spent + rules.queue_fill(left, 0, traded, spent) <= traded


@given(amount=st.integers(0, 10**18), ppm=SHARE)
def test_a_fee_is_rounded_up(amount: int, ppm: int) -> None:
    assert rules.fee(amount, ppm) == math.ceil(Fraction(amount * ppm, 1_000_000))


@given(qty=SIZE, ppm=SHARE)
def test_a_part_is_rounded_down(qty: int, ppm: int) -> None:
    assert rules.part(qty, ppm) == math.floor(Fraction(qty * ppm, 1_000_000))


@given(
    seed=st.integers(-(2**70), 2**70), key=st.integers(0, 2**32 - 1), below=st.integers(0, 2**40)
)
def test_a_draw_is_within_its_bounds_and_its_own(seed: int, key: int, below: int) -> None:
    drawn = rules.jitter(seed, key, below)

    assert 0 <= drawn < max(below, 1)
    assert drawn == rules.jitter(seed, key, below)


def test_draws_are_spread_evenly() -> None:
    counts = [0] * 10
    for key in range(20_000):
        counts[rules.jitter(7, key, 10)] += 1

    assert max(counts) - min(counts) < 300


def test_the_draw_of_a_seed_and_a_key_never_changes() -> None:
    """Journals of older versions hold orders whose arrival was drawn by it."""
    assert [rules.jitter(seed, 12345, 50_000_000) for seed in (0, 1, 2)] == [
        47_545_881,
        13_292_612,
        514_544,
    ]
