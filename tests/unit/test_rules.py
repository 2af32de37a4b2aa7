"""The engine's arithmetic against exact fractions, and on which side each rounding falls."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.trading import Limit, LimitUnit, RiskSettings
from core.types import Side
from engine import positions, rules, sizing
from tests.desk import TIERED
from tests.paper.script import PERP, SPOT, usdt

SIDE = st.sampled_from([1, -1])
QTY = st.integers(1, 1_000_000)
TICKS = st.integers(1, 10_000_000)
PPM = st.integers(0, 2_000_000)
FEE = st.integers(0, 5_000)
MONEY = st.integers(-(10**13), 10**13)
UNIT = PERP.unit


def result_at(side: int, cost: int, qty: int, price: int, fee_ppm: int, booked: int) -> int:
    """What closing all at a price brings, with everything booked before."""
    gross = side * (price * qty - cost) * UNIT
    return gross - rules.fee(price * qty * UNIT, fee_ppm) + booked


# --- triggers


@given(side=SIDE, mark=st.integers(1, 10**12), level=TICKS)
def test_a_mark_between_ticks_reaches_a_level_exactly_when_it_is_beyond_it(
    side: int, mark: int, level: int
) -> None:
    tick = PERP.tick_e8
    below, above = -(-mark // tick), mark // tick
    is_lost = mark <= level * tick if side > 0 else mark >= level * tick
    is_won = mark >= level * tick if side > 0 else mark <= level * tick

    assert rules.is_adverse(side, below, above, level) is is_lost
    assert rules.is_favourable(side, below, above, level) is is_won


# --- levels


@given(side=SIDE, cost=TICKS, qty=QTY, ppm=PPM)
def test_levels_by_share_round_towards_the_entry(side: int, cost: int, qty: int, ppm: int) -> None:
    cost *= qty
    entry = Fraction(cost, qty)
    exact = entry * (1 + side * Fraction(ppm, 1_000_000))

    found = rules.level_by_share(side, cost, qty, ppm)

    assert found == (floor(exact) if side > 0 else ceil(exact))
    assert abs(found - entry) <= abs(exact - entry) < abs(found - entry) + 1


@given(side=SIDE, price=TICKS, over=st.integers(0, 10), qty=QTY, distance=st.integers(0, 10**15))
def test_levels_by_distance_round_towards_the_entry(
    side: int, price: int, over: int, qty: int, distance: int
) -> None:
    cost = price * qty + over
    exact = Fraction(cost, qty) + side * Fraction(distance, PERP.tick_e8)

    found = rules.level_by_distance(side, cost, qty, distance, PERP.tick_e8)

    assert found == (floor(exact) if side > 0 else ceil(exact))


def test_a_level_never_lies_under_one_tick() -> None:
    assert positions.level(-1, 1000, 1, Limit.percent("150"), PERP) == 1
    assert positions.level(1, 1000, 1, Limit.usd("3.3"), PERP) == 1033
    assert positions.level(1, 1000, 1, None, PERP) is None


@given(side=SIDE, cost=TICKS, qty=QTY, booked=MONEY, limit=st.integers(0, 10**13), fee_ppm=FEE)
def test_the_max_loss_level_loses_no_more_and_the_next_tick_does(
    side: int, cost: int, qty: int, booked: int, limit: int, fee_ppm: int
) -> None:
    cost *= qty
    level = rules.max_loss_level(side, cost, qty, UNIT, booked, limit, fee_ppm)
    assume(level > 1)

    assert result_at(side, cost, qty, level, fee_ppm, booked) >= -limit
    assert result_at(side, cost, qty, level - side, fee_ppm, booked) < -limit


@given(side=SIDE, cost=TICKS, qty=QTY, booked=MONEY, fee_ppm=FEE)
def test_break_even_never_loses_and_a_tick_less_would(
    side: int, cost: int, qty: int, booked: int, fee_ppm: int
) -> None:
    cost *= qty
    level = rules.break_even(side, cost, qty, UNIT, booked, fee_ppm)
    assume(level > 1)

    assert result_at(side, cost, qty, level, fee_ppm, booked) >= 0
    assert result_at(side, cost, qty, level - side, fee_ppm, booked) < 0


# --- money


@given(notional=st.integers(0, 10**20), ppm=FEE)
def test_a_fee_rounds_up_to_one_unit(notional: int, ppm: int) -> None:
    assert rules.fee(notional, ppm) == ceil(Fraction(notional * ppm, 1_000_000))


@given(cost=st.integers(0, 10**12), leverage=st.integers(1, 125))
def test_margin_covers_its_share_of_the_cost(cost: int, leverage: int) -> None:
    assert rules.margin(cost, UNIT, leverage) == ceil(Fraction(cost * UNIT, leverage))


@given(cost=st.integers(1, 10**12), qty=QTY, part=st.fractions(0, 1))
def test_parts_of_a_cost_add_up_to_the_whole(cost: int, qty: int, part: Fraction) -> None:
    closed = int(qty * part)

    taken = rules.part_of_cost(cost, closed, qty)

    assert 0 <= taken <= cost
    assert taken + (cost - taken) == cost
    assert rules.part_of_cost(cost - taken, qty - closed, qty - closed or 1) == (
        cost - taken if qty > closed else 0
    )


@given(notional=st.integers(0, 10**18), rate=st.integers(-(10**7), 10**7), side=SIDE)
def test_funding_goes_to_the_side_the_sign_says_and_never_too_much(
    notional: int, rate: int, side: int
) -> None:
    exact = Fraction(-side * notional * rate, 10**8)

    found = rules.funding(notional, rate, side)

    assert found <= exact < found + 1
    assert rules.funding(notional, rate, 1) + rules.funding(notional, rate, -1) in (0, -1)


# --- sizing


@given(
    side=st.sampled_from(Side),
    bid=st.integers(2, 1_000_000),
    spread=st.integers(0, 500),
    equity=st.integers(0, 10**14),
    stop=st.integers(1, 900_000),
    risk=st.integers(1, 100_000),
)
def test_a_size_never_risks_more_than_is_allowed(
    side: Side, bid: int, spread: int, equity: int, stop: int, risk: int
) -> None:
    rule = RiskSettings(
        risk=Limit(LimitUnit.PERCENT, risk), stop_loss=Limit(LimitUnit.PERCENT, stop)
    )
    plan = sizing.plan(PERP, side, bid=bid, ask=bid + spread, equity=equity, leverage=3, risk=rule)
    assume(plan is not None)
    assert plan is not None

    allowed = equity * risk // 1_000_000
    moved = abs(plan.price - plan.stop) * plan.qty * UNIT
    exit_fee = Fraction(plan.stop * plan.qty * UNIT * PERP.taker_fee, 1_000_000)
    lost = moved + exit_fee + Fraction(spread * plan.qty * UNIT, 2)
    one_more = lost / plan.qty * (plan.qty + 1) if plan.qty else allowed + 1
    assert lost <= allowed < one_more
    assert (plan.price, plan.risk) == (bid + spread if side is Side.LONG else bid, allowed)
    assert plan.needs == plan.margin + plan.fee


def test_the_size_is_the_formula_of_the_design() -> None:
    """100 of risk / (5.0 to the stop + 0.04755 of exit fee + 0.05 of half the spread) = 19.61."""
    rule = RiskSettings(risk=Limit.percent("1"), stop_loss=Limit.percent("5"))

    plan = sizing.plan(
        PERP, Side.LONG, bid=1000, ask=1001, equity=usdt("10000"), leverage=10, risk=rule
    )

    assert plan is not None
    assert (plan.qty, plan.stop) == (196, 951)
    assert plan.qty != 199  # without fee and spread


def test_leverage_is_no_part_of_the_size() -> None:
    rule = RiskSettings()
    plans = [
        sizing.plan(
            PERP, Side.SHORT, bid=1000, ask=1001, equity=usdt("10000"), leverage=leverage, risk=rule
        )
        for leverage in (1, 50)
    ]

    assert len({plan.qty for plan in plans if plan}) == 1
    assert len({plan.margin for plan in plans if plan}) == 2


@pytest.mark.parametrize(
    ("bid", "stop_loss"),
    [
        (1000, None),
        (0, Limit.percent("1")),
        (10, Limit.percent("1")),
        (1000, Limit.usd("0.01")),
    ],
    ids=["no stop", "no quote", "a tenth of a tick away", "a distance under a tick"],
)
def test_without_a_stop_a_tick_away_there_is_no_plan(bid: int, stop_loss: Limit | None) -> None:
    rule = RiskSettings(stop_loss=stop_loss)

    plan = sizing.plan(
        PERP, Side.SHORT, bid=bid, ask=bid, equity=usdt("10000"), leverage=1, risk=rule
    )

    assert plan is None


def test_a_loss_at_the_stop_counts_both_fees() -> None:
    lost = rules.loss_at_stop(1001, 951, 196, UNIT, 500)

    assert lost == usdt("98") + usdt("0.98098") + usdt("0.93198")


def test_a_plan_of_nothing_and_a_spot_plan_have_no_liquidation() -> None:
    rule = RiskSettings(risk=Limit.percent("50"))
    poor = sizing.plan(TIERED, Side.LONG, bid=1000, ask=1001, equity=-5, leverage=10, risk=rule)
    spot = sizing.plan(
        SPOT, Side.LONG, bid=1000, ask=1001, equity=usdt("10000"), leverage=1, risk=rule
    )

    assert poor is not None
    assert spot is not None
    assert (poor.qty, poor.liquidation, spot.liquidation) == (0, 0, 0)
    assert spot.qty > 0
