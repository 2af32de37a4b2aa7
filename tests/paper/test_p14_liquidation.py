"""P14: an isolated position is liquidated on its mark, before a stop that lies beyond it; what it
lost beyond its margin is the venue's."""

from decimal import Decimal
from fractions import Fraction

import pytest

from core.events import EntryRefused, PositionClosed, PositionReduced
from core.trading import Fix, Limit
from core.types import Action, ExitReason
from core.values import replace
from tests.desk import ROOMY, TIERED, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import mark, quote, trade, usdt

ENTRY_FEE = usdt("0.98098")
"""19.6 at 100.1 with 0.05 %."""
MARGIN = usdt("196.196")


def holding(action: Action = Action.BUY, stop: str | None = None) -> ScriptedDesk:
    """19.6 at 100.1 with ten times leverage; a person moved the stop to `stop`."""
    desk = ScriptedDesk(instruments=(TIERED,))
    desk.play(*prices(1000, "100"))
    desk.signal(action)
    desk.play(*prices(1100, "100"))
    level = None if stop is None else TIERED.ticks(Decimal(stop))
    desk.engine.state.hold(replace(desk.position, stop=level, target=None, is_stop_moved=True))
    return desk


@pytest.mark.parametrize(
    ("action", "price"),
    [
        # (196.196 - 19.6 x 100.1) / (19.6 x (0.004 - 1)) and (195 + 19.5 x 100) / (19.5 x 1.004)
        (Action.BUY, Fraction(196_196 - 1_961_960, 1000) / (Fraction("19.6") * Fraction("-0.996"))),
        (Action.SELL, Fraction(195 + 1950) / (Fraction("19.5") * Fraction("1.004"))),
    ],
)
def test_the_price_is_the_formula_of_the_venue(action: Action, price: Fraction) -> None:
    assert holding(action).position.liquidation == int(price * 10**8)


def test_a_higher_tier_takes_its_rate_and_its_amount() -> None:
    """520.0 at 100.1 is a notional of 52 052: 0.5 % less 50 USDT."""
    risk = replace(ROOMY, risk=Limit.percent("27"))
    desk = ScriptedDesk(make_agent(risk=risk), instruments=(TIERED,))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    qty = desk.position.qty
    cost = Fraction(qty, 10) * Fraction("100.1")

    exact = (cost / 10 + 50 - cost) / (Fraction(qty, 10) * (Fraction("0.005") - 1))

    assert cost > 50_000
    assert desk.position.liquidation == int(exact * 10**8)


def test_it_comes_before_a_stop_that_lies_beyond_it() -> None:
    """Liquidated at 90.45: the stop at 85 was never reached, and would have lost more."""
    desk = holding(stop="85")

    desk.play(mark(2000, "90.45"))
    (closed,) = of(PositionClosed, desk.play(*prices(2100, "84")))

    assert closed.result.reason is ExitReason.LIQUIDATION
    assert str(closed.result.slip) == "125.44000000"  # of the level 90.4, not of the stop's 85


def test_a_stop_before_it_stops() -> None:
    desk = holding(stop="95")

    desk.play(mark(2000, "85"))

    assert the(PositionClosed, desk.play(*prices(2100, "85"))).result.reason is ExitReason.STOP_LOSS


def test_only_the_mark_liquidates() -> None:
    """The last price wicks far below; a bot that judges prints would be liquidated."""
    desk = holding()

    records = desk.play(trade(2000, "70", "1"), quote(2100, "70", "70.1"), mark(2200, "90.46"))

    assert records == []


def test_it_never_costs_more_than_its_margin() -> None:
    """A gap to 60 loses 786; the position had 196.196 of margin, its entry fee was paid before."""
    desk = holding()
    before = desk.wallet

    desk.play(mark(2000, "60"))
    closed = the(PositionClosed, desk.play(*prices(2100, "60")))

    assert desk.wallet - before == -MARGIN
    assert closed.result.net * 10**8 == -(MARGIN + ENTRY_FEE)
    insurance = [entry.amount for entry in desk.ledger if entry.kind == "insurance"]
    fees = usdt("0.588") + usdt("14.7")  # taker 0.05 % and liquidation 1.25 % of 19.6 x 60
    assert insurance == [usdt("785.96") + fees - MARGIN]


def test_a_position_that_kept_margin_gets_it_back_less_the_liquidation_fee() -> None:
    """Taken out at 130 of a margin that would have lasted to about 149."""
    desk = ScriptedDesk(make_agent(leverage=2), instruments=(TIERED,))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.SELL)
    desk.play(*prices(1100, "100"))
    held = desk.position
    desk.engine.state.hold(replace(held, stop=None, liquidation=130 * 10**8))
    before = desk.wallet

    desk.play(mark(2000, "130"))
    desk.play(*prices(2100, "129.9", "130"))

    size = Decimal(held.qty) / 10
    lost = size * 30 + size * 130 * (Decimal("0.0005") + Decimal("0.0125"))
    assert desk.wallet - before == -usdt(str(lost))
    assert not [entry for entry in desk.ledger if entry.kind == "insurance"]


def test_a_part_closed_before_is_no_part_of_what_is_insured() -> None:
    """Half was closed at cost; the other half had only its own margin to lose."""
    desk = holding()
    desk.close(50)
    the(PositionReduced, desk.play(*prices(1200, "100.1")))
    rest, before = desk.position, desk.wallet

    desk.play(mark(2000, "60"))
    desk.play(*prices(2100, "60"))

    assert rest.margin == usdt("98.098")
    assert desk.wallet - before == -rest.margin
    assert desk.wallet - before != -MARGIN


def test_a_liquidation_that_fills_in_parts_costs_each_part_its_own_margin() -> None:
    desk = holding()
    before = desk.wallet
    desk.play(mark(2000, "60"))

    parts = of(PositionReduced, desk.play(*prices(2100, "60", size="0.7")))
    desk.play(mark(2200, "60"))
    desk.play(*prices(2300, "55"))

    assert {part.reason for part in parts} == {ExitReason.LIQUIDATION}
    assert desk.is_flat
    assert desk.wallet - before == -MARGIN


def test_an_entry_whose_stop_lies_beyond_it_is_refused_with_a_leverage_that_is_not() -> None:
    risk = replace(ROOMY, stop_loss=Limit.percent("12"))
    desk = ScriptedDesk(make_agent(risk=risk), instruments=(TIERED,))
    desk.play(*prices(1000, "100"))

    refused = the(EntryRefused, desk.signal(Action.BUY))

    assert refused.code == "LIQUIDATION_BEFORE_STOP"
    assert (str(refused.needed), str(refused.limit)) == ("90.5", "88.1")
    assert refused.fixes == (Fix("leverage", "8"),)
    assert desk.is_flat
