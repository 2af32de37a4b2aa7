"""How an account begins."""

from decimal import Decimal

from app.opening import Terms, account_id, first_unit, owner_of
from core.money import to_money
from core.types import AgentState, Timeframe, UserId
from tests.paper.script import PERP

TERMS = Terms(balance=Decimal(500), timeframe=Timeframe.M5, leverage=50, strategy="TREND")


def test_money_of_one_market_is_not_that_of_another() -> None:
    names = {account_id(UserId(7), exchange) for exchange in ("simulated", "replay", "binance")}
    assert len(names) == 3
    assert {owner_of(name) for name in names} == {UserId(7)}


def test_it_begins_with_its_deposit_and_an_agent_that_is_off() -> None:
    unit = first_unit(account_id(UserId(7)), (PERP,), TERMS, market_ns=5, wall_ns=6)
    (entry,), (agent, manual) = unit.ledger, unit.agents
    assert entry.amount == entry.wallet == unit.account.wallet == to_money(Decimal(500))
    assert agent.state is AgentState.OFF
    assert agent.leverage == min(50, PERP.max_leverage)
    assert [record.topic for record in unit.records] == ["deposited"]
    assert (manual.is_manual, manual.slice, manual.state) == (True, 0, AgentState.OFF)
