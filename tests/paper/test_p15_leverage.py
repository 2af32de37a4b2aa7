"""P15: leverage changes the margin, not the result; margin with open orders and fees is asked for
before an entry."""

import pytest

from core.events import EntryRefused, OrderPlaced, PositionClosed
from core.trading import Limit
from core.types import Action, AgentId
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import usdt

OTHER = AgentId("u1-2")


def round_trip(leverage: int) -> tuple[int, ScriptedDesk]:
    """The margin while it was held, and the desk after it was closed at 104."""
    desk = ScriptedDesk(make_agent(leverage=leverage))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    margin = desk.position.margin
    desk.close()
    desk.play(*prices(2000, "104"))
    return margin, desk


@pytest.mark.parametrize(("leverage", "margin"), [(1, "1961.96"), (4, "490.49"), (20, "98.098")])
def test_the_same_trade_at_any_leverage_but_for_its_margin(leverage: int, margin: str) -> None:
    reserved, desk = round_trip(leverage)
    result = the(PositionClosed, desk.records).result

    assert reserved == usdt(margin)
    assert (str(result.qty), str(result.gross)) == ("19.6", "76.44000000")
    assert desk.wallet == usdt("10000") + usdt("76.44") - usdt("0.98098") - usdt("1.0192")
    assert result.gross != 100 * leverage  # what 'leveraged profit' would say


def asked_with(balance: str, *, latency_ms: int = 0) -> ScriptedDesk:
    """Two agents that want 1960 of notional each at leverage 1."""
    agents = (make_agent(leverage=1), make_agent(OTHER, leverage=1))
    terms = PaperSettings(latency_ns=latency_ms * 10**6, jitter_ns=0)
    desk = ScriptedDesk(*agents, balance=balance, terms=terms)
    desk.play(*prices(1000, "100"))
    return desk


def test_an_order_under_way_holds_its_margin_already() -> None:
    desk = asked_with("3000", latency_ms=250)
    assert of(OrderPlaced, desk.signal(Action.BUY, AGENT))

    refused = the(EntryRefused, desk.signal(Action.BUY, OTHER))

    assert refused.code == "MARGIN_LIMIT"
    assert str(refused.needed) == "3924.90098000"  # both, and the fee of the one under way
    assert not desk.engine.state.positions  # a check of positions alone would let it pass


def test_the_fee_must_be_there_as_well_as_the_margin() -> None:
    """1961.96 of margin is there to the cent, its fee of 0.98098 is not."""
    short, enough = asked_with("1961.96"), asked_with("1962.94098")

    refused = the(EntryRefused, short.signal(Action.BUY))

    assert (refused.code, str(refused.needed)) == ("INSUFFICIENT_FUNDS", "1962.94098000")
    assert str(refused.limit) == "1961.96000000"
    assert of(OrderPlaced, enough.signal(Action.BUY))


def test_reserved_margin_never_passes_the_limit_a_person_set() -> None:
    risk = replace(ROOMY, max_reserved=Limit.percent("30"))
    desk = ScriptedDesk(make_agent(risk=risk, leverage=1), make_agent(OTHER, risk=risk, leverage=1))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))

    refused = the(EntryRefused, desk.signal(Action.BUY, OTHER))

    assert refused.code == "MARGIN_LIMIT"
    assert refused.needed is not None
    assert refused.limit is not None
    assert refused.limit < refused.needed
