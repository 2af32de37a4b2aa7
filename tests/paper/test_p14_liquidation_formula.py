"""P14, the price: LP = (WB + cum - side*Q*EP) / (Q*(MMR - side))."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.types import Side
from engine.rules import liquidation_mark
from tests.paper.script import PERP, usdt

ENTRY, QTY = 1000, 50
"""5.0 at 100.0: a notional of 500."""


def price(side: Side, margin: int, mmr_ppm: int, cum: int) -> int:
    return liquidation_mark(side, ENTRY * QTY, QTY, PERP.unit, margin, mmr_ppm, cum, PERP.tick_e8)


@pytest.mark.parametrize(
    ("side", "mark"), [(Side.LONG, 90_452_261_30), (Side.SHORT, 109_452_736_31)]
)
def test_ten_times_leverage_at_half_a_percent_of_maintenance(side: Side, mark: int) -> None:
    """(50 - 500) / (5 * (0.005 - 1)) = 90.4522613; (50 + 500) / (5 * 1.005) = 109.4527363."""
    assert price(side, usdt("50"), 5000, 0) == mark
    bankruptcy = {Side.LONG: 90 * 10**8, Side.SHORT: 110 * 10**8}
    assert price(side, usdt("50"), 5000, 0) != bankruptcy[side]


def test_the_amount_of_a_higher_tier_moves_it_away() -> None:
    assert price(Side.LONG, usdt("50"), 10_000, usdt("2.5")) == 9_040_404_040


def test_a_long_without_leverage_is_never_liquidated() -> None:
    assert price(Side.LONG, usdt("500"), 5000, 0) == 0


@given(
    side=st.sampled_from(Side),
    margin=st.integers(1, 10**11),
    mmr_ppm=st.integers(0, 500_000),
    cum=st.integers(0, 10**10),
)
def test_it_is_the_formula_to_the_last_digit_of_a_mark(
    side: Side, margin: int, mmr_ppm: int, cum: int
) -> None:
    coin = Fraction(QTY, 10)
    wallet, tier = Fraction(margin, 10**8), Fraction(cum, 10**8)
    rate = Fraction(mmr_ppm, 1_000_000)
    exact = (wallet + tier - side * coin * 100) / (coin * (rate - side))

    found = price(side, margin, mmr_ppm, cum)

    assert abs(found - max(exact, Fraction(0)) * 10**8) < 1
