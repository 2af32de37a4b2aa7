"""P13, the amount: a positive rate makes longs pay and shorts receive, on mark notional."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.types import Side
from engine.rules import funding
from tests.paper.script import PERP, usdt

RATE = 10_000
"""0.01 % in 10^-8."""


@pytest.mark.parametrize(
    ("side", "rate", "received"),
    [
        (Side.LONG, RATE, "-0.02"),
        (Side.SHORT, RATE, "0.02"),
        (Side.LONG, -RATE, "0.02"),
        (Side.SHORT, -RATE, "-0.02"),
    ],
)
def test_the_sign_of_the_rate_says_who_pays(side: Side, rate: int, received: str) -> None:
    notional = PERP.mark_value(100 * 10**8, PERP.steps(PERP.step * 20))

    assert notional == usdt("200")
    assert funding(notional, rate, side) == usdt(received)
    assert funding(notional, rate, side) != -usdt(received)


@given(
    notional=st.integers(1, 10**16),
    rate=st.integers(-(10**7), 10**7),
    side=st.sampled_from(Side),
)
def test_what_is_owed_rounds_up_and_what_is_due_rounds_down(
    notional: int, rate: int, side: Side
) -> None:
    exact = Fraction(-side * notional * rate, 10**8)

    assert funding(notional, rate, side) == math.floor(exact)
