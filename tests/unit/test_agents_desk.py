"""Agents of an account: added, cloned, renamed, removed, given capital; all of it journaled."""

from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import AgentAdded, AgentRemoved, SettingChanged
from core.ports import NewAgent
from core.trading import DraftKind
from core.types import Action, AgentId, AgentState, Side
from core.values import replace
from tests.desk import AGENT, make_agent, of, prices, the
from tests.desk_house import BY, House
from tests.hand_desk import FREE, draft, make_manual
from tests.paper.script import BUY, SPOT, usdt

LATER = prices(1400, "100")


def half_house() -> House:
    """An agent with half of the capital, and the one that trades by hand."""
    house = House(agent=make_agent(balance="5000"))
    state = house.desk.engine.state
    state.agents[make_manual().id] = make_manual()
    house.desk.opening = replace(house.desk.opening, agents=tuple(state.agents.values()))
    return house


def wanted(name: str = "second", capital: str = "3000") -> NewAgent:
    return NewAgent(
        name=name,
        strategy="OTHER",
        instrument=SPOT.id,
        timeframe="5m",
        slice=Decimal(capital),
        leverage=1,
    )


async def test_a_new_agent_is_off_and_journaled_and_the_feed_is_asked_for_its_candles() -> None:
    house = half_house()

    made = await house.trading.add_agent(wanted(), by=BY)

    agents = {agent.id: agent for agent in house.trading.agents()}
    assert list(agents)[-1] == make_manual().id
    assert (agents[made].state, agents[made].slice) == (AgentState.OFF, usdt("3000"))
    record = the(AgentAdded, house.desk.records)
    assert (record.agent, record.name, record.by) == (made, "second", "7")
    assert record.slice == Decimal(3000)
    assert (SPOT.id, agents[made].timeframe) in house.desk.runtime.candles
    assert house.desk.snapshot().agents == tuple(house.desk.engine.state.agents.values())


async def test_it_can_be_started_and_trades_beside_the_others() -> None:
    house = half_house()
    made = await house.trading.clone_agent(AGENT, "second", by=BY)
    await house.trading.set_state(made, "start", by=BY)
    house.desk.signal(Action.SELL)
    house.desk.signal(Action.BUY, made)

    house.desk.play(*LATER)

    sides = {key[0]: held.side for key, held in house.desk.engine.state.positions.items()}
    assert sides == {AGENT: Side.SHORT, made: Side.LONG}


async def test_a_clone_has_the_settings_and_none_of_the_past() -> None:
    house = half_house()
    house.hold()
    house.desk.close()
    house.desk.play(*LATER)

    made = await house.trading.clone_agent(AGENT, "second", by=BY)

    state = house.desk.engine.state
    old, new = state.agents[AGENT], state.agents[made]
    assert (new.risk, new.strategy, new.leverage) == (old.risk, old.strategy, old.leverage)
    assert (new.realised, new.sequence, new.run_trades) == (0, 0, 0)
    assert 0 < new.slice <= old.slice
    assert the(AgentAdded, house.desk.records).origin == AGENT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("auto", "name_taken"),
        (" AUTO ", "name_taken"),
        ("manual", "name_taken"),
        ("", "name_length"),
    ],
)
async def test_a_name_is_one_of_a_kind(name: str, code: str) -> None:
    house = half_house()
    with pytest.raises(InputError) as refused:
        await house.trading.add_agent(wanted(name), by=BY)
    assert refused.value.code == code


async def test_capital_that_is_not_free_is_refused_with_what_is() -> None:
    house = half_house()
    with pytest.raises(InputError) as refused:
        await house.trading.add_agent(wanted(capital="5000.01"), by=BY)

    assert refused.value.code == "slice"
    assert "5000.00" in str(refused.value)
    assert len(house.trading.agents()) == 2


async def test_a_slice_is_moved_from_one_to_another() -> None:
    house = half_house()
    made = await house.trading.add_agent(wanted(capital="5000"), by=BY)

    with pytest.raises(InputError):
        await house.trading.set_slice(AGENT, Decimal(5001), by=BY)
    await house.trading.set_slice(made, Decimal(2000), by=BY)
    await house.trading.set_slice(AGENT, Decimal(8000), by=BY)

    agents = house.desk.engine.state.agents
    assert (agents[AGENT].slice, agents[made].slice) == (usdt("8000"), usdt("2000"))
    assert [record.setting for record in of(SettingChanged, house.desk.records)] == ["slice"] * 2


async def test_less_capital_is_always_possible() -> None:
    """Also where more is given away than there is, after a loss."""
    house = House(agent=make_agent(balance="20000"))
    await house.trading.set_slice(AGENT, Decimal(15_000), by=BY)
    assert house.desk.agent.slice == usdt("15000")


async def test_a_new_name_is_journaled() -> None:
    house = half_house()
    await house.trading.rename_agent(AGENT, "  night   owl ", by=BY)

    record = the(SettingChanged, house.desk.records)
    assert (record.setting, record.old, record.new) == ("name", "auto", "night owl")
    assert house.desk.agent.name == "night owl"


async def test_an_agent_that_holds_something_is_not_removed() -> None:
    house = half_house()
    made = await house.trading.add_agent(wanted(), by=BY)
    house.desk.signal(Action.BUY)

    assert await house.trading.remove_agent(AGENT, by=BY) == "order_open"
    house.desk.play(*LATER)
    assert await house.trading.remove_agent(AGENT, by=BY) == "position_open"
    assert await house.trading.remove_agent(made, by=BY) == "done"
    assert await house.trading.remove_agent(AGENT, by=BY) in ("position_open", "last_agent")


async def test_a_removed_agent_leaves_its_trades_and_its_id_is_never_given_again() -> None:
    house = half_house()
    first = await house.trading.add_agent(wanted(), by=BY)
    assert await house.trading.remove_agent(first, by=BY) == "done"
    record = the(AgentRemoved, house.desk.records)
    assert (record.agent, record.name) == (first, "second")
    assert first not in house.desk.engine.state.agents

    again = await house.trading.add_agent(wanted(), by=BY)

    assert again != first
    assert await house.trading.remove_agent(AGENT, by=BY) == "done"
    assert await house.trading.remove_agent(again, by=BY) == "last_agent"


async def test_who_trades_by_hand_is_no_agent_to_start_or_remove() -> None:
    house, name = half_house(), make_manual().id
    for press in (
        house.trading.set_state(name, "start", by=BY),
        house.trading.rename_agent(name, "other", by=BY),
        house.trading.remove_agent(name, by=BY),
        house.trading.set_slice(name, Decimal(1), by=BY),
        house.trading.configure(name, "leverage", "3", by=BY),
    ):
        with pytest.raises(InputError) as refused:
            await press
        assert refused.value.code == "manual_agent"
    with pytest.raises(InputError) as unknown:
        await house.trading.rename_agent(AgentId("u1-9"), "other", by=BY)
    assert unknown.value.code == "no_agent"


async def test_the_hand_goes_by_the_whole_account_and_asks_for_no_candles() -> None:
    house = half_house()
    state = house.desk.engine.state

    assert state.agent_equity(state.agents[make_manual().id]) == state.equity
    assert house.trading.preview(draft(BUY, "1", DraftKind.LIMIT, price="90")).equity == 10_000
    assert len(house.desk.runtime.candles) == 1


async def test_an_order_by_hand_goes_through_the_desk() -> None:
    house = half_house()
    placed = await house.trading.place(
        draft(BUY, "1", DraftKind.LIMIT, price="90"), seen=None, max_drift=FREE, by=BY
    )
    (view,) = house.trading.orders()
    assert view.client_id == placed.client_ids[0]
    assert await house.trading.amend(view.client_id, price=Decimal(91), by=BY) == "done"
    assert await house.trading.cancel([view.client_id], by=BY) == 0
