"""Every gate: its code, both numbers, and that the press it offers lets the entry pass."""

import dataclasses
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.instrument import Instrument
from core.money import Ppm, Steps, to_money
from core.trading import Fix, Limit, LimitUnit, RefusalCode, RiskSettings
from core.types import SECOND_NS, AgentState, InstrumentKind, Side
from core.values import replace
from engine import fixes, gates, sizing
from engine.asking import Ask
from tests.desk import ROOMY, TIERED, make_agent
from tests.paper.script import PERP, usdt

RISK = replace(ROOMY, daily_loss=Limit.percent("2"), drawdown=Limit.percent("10"))
MONEY = usdt("10000")


def asked(
    *,
    held: Instrument = PERP,
    side: Side = Side.LONG,
    risk: RiskSettings = RISK,
    leverage: int = 10,
    own: int = MONEY,
    bid: int = 1000,
    ask: int = 1001,
    agent: dict[str, Any] | None = None,
    **changes: Any,
) -> Ask:
    """A question that every gate lets pass, but for what a test changes."""
    asking = replace(make_agent(risk=risk, leverage=leverage), **(agent or {}))
    entry = sizing.plan(held, side, bid=bid, ask=ask, equity=own, leverage=leverage, risk=risk)
    plain: dict[str, Any] = {
        "is_halted": False,
        "is_fresh": True,
        "is_pending": False,
        "now_ns": 1000 * SECOND_NS,
        "equity": MONEY,
        "wallet": MONEY,
        "reserved": 0,
        "positions": 0,
        "day_equity": MONEY,
        "day_low": MONEY,
        "high_water": MONEY,
        "daily": asking.risk.daily_loss,
        "drawdown": asking.risk.drawdown,
        "orders_last_minute": 0,
    }
    return Ask(
        agent=asking,
        held=held,
        side=side,
        bid=bid,
        ask=ask,
        agent_equity=own,
        entry=entry,
        **(plain | changes),
    )


SPOT = dataclasses.replace(PERP, kind=InstrumentKind.SPOT)
BIG_STEP = dataclasses.replace(PERP, min_qty=Steps(400))
BIG_NOTIONAL = dataclasses.replace(PERP, min_notional=usdt("2500"))
SMALL_MAX = dataclasses.replace(PERP, max_market_qty=Steps(100))
TIGHT = replace(RISK, max_reserved=Limit.percent("1"))
DEEP_STOP = replace(RISK, stop_loss=Limit.percent("12"))


def test_what_is_bought_on_spot_can_still_be_sold_at_its_stop() -> None:
    """1961.96 at the entry passes a minimum of 1900, but is 1863.96 at the stop."""
    refused = gates.refusal(
        asked(held=dataclasses.replace(SPOT, min_notional=usdt("1900")), leverage=1)
    )
    assert refused is not None
    assert (refused.code, str(refused.needed)) == (RefusalCode.MIN_NOTIONAL, "1863.96000000")
    assert gates.refusal(asked(held=dataclasses.replace(PERP, min_notional=usdt("1900")))) is None


def test_a_plain_question_passes() -> None:
    assert gates.refusal(asked()) is None
    assert gates.refusal(asked(side=Side.SHORT)) is None


@pytest.mark.parametrize(
    ("ask", "code", "needed", "limit", "unit", "fix"),
    [
        (asked(is_halted=True), "HALTED", None, None, "", (Fix("unlock"),)),
        (asked(agent={"state": AgentState.HALTED}), "HALTED", None, None, "", (Fix("unlock"),)),
        (asked(agent={"state": AgentState.PAUSED}), "PAUSED", None, None, "", (Fix("resume"),)),
        (asked(is_fresh=False), "STALE_FEED", None, None, "", ()),
        (asked(is_pending=True), "ORDER_PENDING", None, None, "", ()),
        (asked(held=SPOT, side=Side.SHORT), "SHORT_NOT_SUPPORTED", None, None, "", ()),
        (
            asked(risk=replace(RISK, stop_loss=None)),
            "NO_STOP_LOSS",
            None,
            None,
            "",
            (Fix("stop_loss", "1%"),),
        ),
        (
            asked(held=dataclasses.replace(PERP, is_open=False)),
            "INSTRUMENT_CLOSED",
            None,
            None,
            "",
            (),
        ),
        (
            asked(held=dataclasses.replace(PERP, is_confirmed=False)),
            "RULES_PENDING",
            None,
            None,
            "",
            (),
        ),
        (asked(bid=1000, ask=1060), "SPREAD_TOO_WIDE", "6.0000", "5.0000", "percent", ()),
        (
            asked(
                risk=replace(RISK, cooldown_s=60),
                agent={"last_exit_ns": 941 * SECOND_NS},
            ),
            "COOLDOWN",
            "59",
            "60",
            "seconds",
            (),
        ),
        (asked(equity=usdt("9800")), "DAILY_LOSS", "200.00000000", "200.00000000", "usd", ()),
        (asked(day_low=usdt("9799")), "DAILY_LOSS", "201.00000000", "200.00000000", "usd", ()),
        (
            asked(high_water=usdt("12000")),
            "DRAWDOWN",
            "2000.00000000",
            "1200.00000000",
            "usd",
            (),
        ),
        (asked(positions=5), "MAX_POSITIONS", "6", "5", "count", ()),
        (asked(held=BIG_STEP), "MIN_QTY", "19.6", "40.0", "qty", (Fix("risk", "2.09%"),)),
        (
            asked(held=BIG_NOTIONAL),
            "MIN_NOTIONAL",
            "1961.96000000",
            "2500.00000000",
            "usd",
            (Fix("risk", "1.31%"),),
        ),
        (asked(held=SMALL_MAX), "MAX_QTY", "19.6", "10.0", "qty", (Fix("risk", "0.5%"),)),
        (
            asked(risk=TIGHT),
            "MARGIN_LIMIT",
            "196.19600000",
            "100.00000000",
            "usd",
            (Fix("risk", "0.4%"), Fix("max_reserved", "10%")),
        ),
        (
            asked(wallet=usdt("150")),
            "INSUFFICIENT_FUNDS",
            "197.17698000",
            "150.00000000",
            "usd",
            (Fix("risk", "0.7%"),),
        ),
        (
            asked(held=TIERED, risk=DEEP_STOP),
            "LIQUIDATION_BEFORE_STOP",
            "90.5",
            "88.1",
            "price",
            (Fix("leverage", "8"),),
        ),
        (asked(orders_last_minute=20), "RATE_LIMIT", "20", "20", "count", ()),
    ],
)
def test_each_gate_says_its_code_its_numbers_and_what_helps(
    ask: Ask, code: str, needed: str | None, limit: str | None, unit: str, fix: tuple[Fix, ...]
) -> None:
    found = gates.refusal(ask)

    assert found is not None
    assert (found.code, found.unit, found.fixes) == (code, unit, fix)
    numbers = [None if number is None else str(number) for number in (found.needed, found.limit)]
    assert numbers == [needed, limit]
    for press in found.fixes:
        changed = fixes.applied(ask, press)
        assert changed is None or gates.refusal(changed) is None


@pytest.mark.parametrize(
    "ask",
    [
        asked(risk=replace(RISK, cooldown_s=60), agent={"last_exit_ns": 940 * SECOND_NS}),
        asked(equity=usdt("9800.00000001")),
        asked(high_water=usdt("11111.1111111")),
        asked(positions=4),
        asked(orders_last_minute=19),
        asked(bid=1000, ask=1050),
        asked(risk=replace(RISK, daily_loss=None, drawdown=None), equity=usdt("500"), day_low=1),
        asked(wallet=usdt("197.17698")),
    ],
)
def test_the_last_unit_within_a_limit_passes(ask: Ask) -> None:
    assert gates.refusal(ask) is None


def test_gates_are_asked_in_the_order_of_their_codes() -> None:
    """Everything is wrong at once; what is mended uncovers the next."""
    codes = [gate.__name__.upper() for gate in gates.GATES]

    assert codes == [code.value for code in RefusalCode][: len(codes)]

    wrong: dict[str, Any] = {
        "is_halted": True,
        "is_fresh": False,
        "is_pending": True,
        "positions": 9,
        "orders_last_minute": 99,
    }
    seen = []
    for mended in ["is_halted", "is_fresh", "is_pending", "positions", "orders_last_minute"]:
        found = gates.refusal(asked(**wrong))
        assert found is not None
        seen.append(found.code)
        del wrong[mended]
    assert seen == ["HALTED", "STALE_FEED", "ORDER_PENDING", "MAX_POSITIONS", "RATE_LIMIT"]


def test_a_press_that_would_not_do_is_not_offered() -> None:
    """Less risk would fit the margin, but not reach the smallest order."""
    narrow = dataclasses.replace(PERP, min_notional=usdt("1900"))

    found = gates.refusal(asked(held=narrow, risk=TIGHT))

    assert found is not None
    assert (found.code, found.fixes) == ("MARGIN_LIMIT", (Fix("max_reserved", "10%"),))


def test_a_risk_in_money_has_no_press() -> None:
    rule = replace(TIGHT, risk=Limit.usd("100"), max_reserved=Limit.usd("1"))

    found = gates.refusal(asked(risk=rule))

    assert found is not None
    assert [fix.setting for fix in found.fixes] == ["max_reserved"]
    assert gates.refusal(asked(held=BIG_STEP, risk=rule)).fixes == ()  # type: ignore[union-attr]


def test_no_press_offers_more_than_five_percent_of_risk() -> None:
    huge = dataclasses.replace(PERP, min_notional=usdt("50000"))

    found = gates.refusal(asked(held=huge))

    assert found is not None
    assert (found.code, found.fixes) == ("MIN_NOTIONAL", ())


def test_with_nothing_left_nothing_helps() -> None:
    broke = asked(own=0, equity=0, wallet=0, risk=replace(TIGHT, daily_loss=None, drawdown=None))

    found = gates.refusal(broke)

    assert found is not None
    assert (found.code, found.fixes) == ("MIN_QTY", ())
    assert fixes.raise_reserved(broke, 1) == ()
    assert fixes.lower_leverage(asked(held=TIERED, risk=DEEP_STOP, leverage=1)) == ()


def test_a_size_under_one_step_still_knows_what_it_would_take() -> None:
    """0.01 % of 10 000 is 1 USDT; a step of 0.1 at 100 risks 5 USDT at 50 away."""
    rule = replace(RISK, risk=Limit.percent("0.01"), stop_loss=Limit.percent("50"))

    found = gates.refusal(
        asked(held=dataclasses.replace(PERP, step=Decimal(1)), risk=rule, leverage=1)
    )

    assert found is not None
    assert (found.code, str(found.needed)) == ("MIN_QTY", "0")
    assert len(found.fixes) == 1


def test_a_plan_that_is_not_there_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="without a stop"):
        _ = asked(risk=replace(RISK, stop_loss=None)).planned


@given(
    side=st.sampled_from(Side),
    risk=st.integers(100, 50_000),
    stop=st.integers(2_000, 300_000),
    leverage=st.integers(1, 50),
    reserved=st.integers(0, 9_000),
    share=st.integers(10_000, 1_000_000),
    wallet=st.integers(100, 10_000),
    least=st.integers(5, 3_000),
)
def test_whatever_is_offered_helps(
    side: Side,
    risk: int,
    stop: int,
    leverage: int,
    reserved: int,
    share: int,
    wallet: int,
    least: int,
) -> None:
    rule = replace(
        RISK,
        risk=Limit(LimitUnit.PERCENT, risk),
        stop_loss=Limit(LimitUnit.PERCENT, stop),
        max_reserved=Limit(LimitUnit.PERCENT, share),
        max_spread=Ppm(5_000),
    )
    ask = asked(
        held=dataclasses.replace(TIERED, min_notional=to_money(Decimal(least))),
        side=side,
        risk=rule,
        leverage=leverage,
        reserved=usdt(str(reserved)),
        wallet=usdt(str(wallet)),
    )
    found = gates.refusal(ask)
    assume(found is not None)
    assert found is not None

    for press in found.fixes:
        changed = fixes.applied(ask, press)
        assert changed is not None
        assert gates.refusal(changed) is None
