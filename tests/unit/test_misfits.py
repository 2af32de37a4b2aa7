"""A strategy that cannot work as it is set says so: on its screen, and when it is to be started."""

import pytest

from core.errors import InputError
from core.parameters import Value
from core.ports import Strategy
from core.trading import Agent
from core.types import AgentState
from core.values import replace
from engine.session import Session
from engine.trading import AccountTrading
from strategies.registry import StrategyRegistry, builtin_strategies
from tests.desk import AGENT, make_agent
from tests.desk_house import BY, House


class Stage(House):
    """A house with the strategies of Dzentra, which may become more."""

    def __init__(self, agent: Agent) -> None:
        super().__init__(agent=agent)
        self.registry: StrategyRegistry = builtin_strategies()
        self.session = Session(self.desk.runtime, self.market, self._events, self._strategy)
        self.trading = AccountTrading(
            self.session,
            exchange="scripted",
            strategies=self.registry.offered,
            health=self._health,
        )

    def _strategy(self, agent: Agent) -> Strategy:
        return self.registry.create(agent.strategy, agent.parameters)


def stage(strategy: str, **parameters: Value) -> Stage:
    agent = replace(make_agent(state=AgentState.OFF), strategy=strategy, leverage=2)
    return Stage(replace(agent, parameters=parameters))


async def test_a_partner_that_the_desk_does_not_hear_is_refused_with_those_it_does() -> None:
    house = stage("ARBITRAGE", partner="ETHUSDT")
    found = house.trading.misfit(AGENT)
    assert found is not None
    assert (found.code, found.values["partner"]) == ("no_such_partner", "ETHUSDT")
    with pytest.raises(InputError):
        await house.trading.set_parameters(AGENT, "ARBITRAGE", {"partner": "XRPUSDT"}, by=BY)
    with pytest.raises(InputError):
        await house.trading.set_state(AGENT, "start", by=BY)
    assert house.state() is AgentState.OFF


async def test_a_grid_whose_steps_do_not_pay_is_neither_set_nor_started() -> None:
    house = stage("GRID")
    assert house.trading.misfit(AGENT) is None
    with pytest.raises(InputError) as refused:
        await house.trading.set_parameters(AGENT, "GRID", {"width": 0.2, "levels": 50}, by=BY)
    assert refused.value.code == "spacing_below_fees"
    narrow = stage("GRID", width=0.2, levels=50)
    with pytest.raises(InputError):
        await narrow.trading.set_state(AGENT, "start", by=BY)


async def test_a_grid_starts_at_once_and_its_ladder_is_seen() -> None:
    house = stage("GRID")
    assert house.trading.ladder(AGENT) is None
    await house.trading.set_state(AGENT, "start", by=BY)
    ladder = house.trading.ladder(AGENT)
    assert ladder is not None
    assert len(ladder.rows) == 6  # those of ten that lie below the price
    falling = [row.price for row in ladder.rows]
    assert falling == sorted(falling, reverse=True)
    assert house.trading.auto_view(AGENT).is_ladder
    with pytest.raises(InputError) as refused:
        await house.trading.configure(AGENT, "strategy", "TREND", by=BY)
    assert refused.value.code == "orders_rest"


async def test_a_stop_takes_the_entries_back() -> None:
    house = stage("GRID")
    await house.trading.set_state(AGENT, "start", by=BY)
    orders = house.desk.engine.state.orders
    assert not any(each.is_ending for each in orders.values())
    await house.trading.set_state(AGENT, "stop", by=BY)
    assert [each.is_ending for each in orders.values()] == [True] * 6


async def test_a_strategy_that_came_later_can_be_chosen_at_once() -> None:
    house = stage("GRID")
    entry = house.registry.entry("TREND")
    house.registry.register("LATER", entry.factory, "came with a plugin")
    assert "LATER" in house.trading.strategies()
    await house.trading.configure(AGENT, "strategy", "LATER", by=BY)
    assert house.desk.agent.strategy == "LATER"
