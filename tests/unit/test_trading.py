"""What use cases see of a running desk, and what people do to it."""

import asyncio
from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import AgentStateChanged, OrderPlaced, PositionFlipped, SettingChanged
from core.trading import AlertSettings, Limit
from core.types import (
    HOUR_NS,
    Action,
    AgentState,
    Mode,
    Side,
    Timeframe,
)
from core.values import replace
from engine.position_views import position_version
from tests.desk import AGENT, ROOMY, TIERED, make_agent, of, prices, the
from tests.desk_house import BY, House
from tests.paper.script import MS, PERP, SPOT, usdt

# --- states


@pytest.mark.parametrize(
    ("state", "action", "now"),
    [
        (AgentState.OFF, "start", AgentState.RUNNING),
        (AgentState.OFF, "observe", AgentState.OBSERVING),
        (AgentState.OFF, "pause", AgentState.OFF),
        (AgentState.OFF, "resume", AgentState.OFF),
        (AgentState.OBSERVING, "start", AgentState.RUNNING),
        (AgentState.OBSERVING, "pause", AgentState.OBSERVING),
        (AgentState.RUNNING, "pause", AgentState.PAUSED),
        (AgentState.RUNNING, "start", AgentState.RUNNING),
        (AgentState.RUNNING, "stop", AgentState.OFF),
        (AgentState.PAUSED, "resume", AgentState.RUNNING),
        (AgentState.PAUSED, "stop", AgentState.OFF),
        *((AgentState.HALTED, action, AgentState.HALTED) for action in ("start", "stop", "resume")),
    ],
)
async def test_what_a_press_makes_of_a_state(
    state: AgentState, action: str, now: AgentState
) -> None:
    house = House(state=state)

    await house.trading.set_state(AGENT, action, by=BY)
    await house.trading.set_state(AGENT, action, by=BY)

    assert house.desk.agent.state is now
    changes = of(AgentStateChanged, house.desk.records)
    assert [record.by for record in changes] == (["7"] if state is not now else [])
    assert (AGENT in house.desk.runtime.runners) is (now not in (AgentState.OFF, AgentState.HALTED))


async def test_a_start_warms_up_and_a_resume_need_not() -> None:
    house = House(state=AgentState.OFF)
    await house.trading.set_state(AGENT, "start", by=BY)
    runner = house.desk.runtime.runners[AGENT]
    await house.trading.set_state(AGENT, "pause", by=BY)
    await house.trading.set_state(AGENT, "resume", by=BY)

    assert house.desk.runtime.runners[AGENT] is runner
    assert len(house.market.asked) == 1


async def test_an_agent_that_failed_to_recover_is_warmed_up_at_its_resume() -> None:
    house = House(state=AgentState.OFF)
    house.market.is_down = True
    await house.trading.set_state(AGENT, "start", by=BY)
    assert house.state() is AgentState.PAUSED

    house.market.is_down = False
    await house.trading.set_state(AGENT, "resume", by=BY)

    assert house.state() is AgentState.RUNNING
    assert AGENT in house.desk.runtime.runners


async def test_a_halt_that_comes_first_is_not_left_by_a_start() -> None:
    """The press waits for its turn behind the kill; what it saw is not so any more."""
    house = House(state=AgentState.OFF)
    async with asyncio.TaskGroup() as group:
        group.create_task(house.trading.halt(by=BY))
        group.create_task(house.trading.set_state(AGENT, "start", by=BY))

    assert house.state() is AgentState.HALTED
    await house.trading.unlock(by=BY)
    assert house.state() is AgentState.OFF
    assert house.desk.runtime.runners == {}


# --- closing


async def test_a_close_closes_what_was_shown() -> None:
    house = House()
    version = house.hold()

    assert await house.trading.close(AGENT, share_pct=50, version=version, by=BY) == "done"
    assert str(the(OrderPlaced, house.desk.records[-1:]).qty) == "9.8"
    assert await house.trading.close(AGENT, share_pct=100, version=version, by=BY) == "pending"
    house.desk.play(*prices(1400, "100"))
    assert await house.trading.close(AGENT, share_pct=100, version=version, by=BY) == "stale"
    fresh = position_version(house.desk.position)
    assert fresh != version
    assert await house.trading.close(AGENT, share_pct=100, version=fresh, by=BY) == "done"
    house.desk.play(*prices(1500, "100"))
    assert await house.trading.close(AGENT, share_pct=100, version=fresh, by=BY) == "flat"


async def test_the_least_that_is_closed_is_one_step() -> None:
    house = House(agent=make_agent(risk=replace(ROOMY, risk=Limit.percent("0.01"))))
    version = house.hold()
    assert house.desk.position.qty == 1

    assert await house.trading.close(AGENT, share_pct=50, version=version, by=BY) == "done"

    assert str(of(OrderPlaced, house.desk.records)[-1].qty) == "0.1"


async def test_a_close_that_waited_while_its_position_flipped_closes_nothing() -> None:
    house = House()
    version = house.hold()
    house.desk.signal(Action.SELL)
    fill, _ = prices(1400, "100")
    async with asyncio.TaskGroup() as group:
        group.create_task(house.desk.runtime.take(fill))
        late = group.create_task(house.trading.close(AGENT, share_pct=100, version=version, by=BY))

    assert late.result() == "stale"
    assert of(PositionFlipped, house.desk.records)
    assert house.desk.position.side is Side.SHORT


async def test_break_even_answers_what_it_could_do() -> None:
    house = House()
    trading = house.trading
    assert await trading.break_even(AGENT, version="1.1.0", by=BY) == "flat"
    version = house.hold()

    assert await trading.break_even(AGENT, version="x", by=BY) == "stale"
    assert await trading.break_even(AGENT, version=version, by=BY) == "losing"
    house.desk.play(*prices(2000, "104"))
    assert await trading.break_even(AGENT, version=version, by=BY) == "done"
    assert await trading.break_even(AGENT, version=version, by=BY) == "losing"


async def test_an_estimate_counts_what_would_close_and_its_net() -> None:
    house = House()
    assert house.trading.close_estimate([AGENT]) == (0, "0")
    house.hold()

    count, net = house.trading.close_estimate([AGENT])

    # 0.1 x 19.6 and both fees of 0.05 %
    assert (count, Decimal(net)) == (1, -Decimal("1.96") - Decimal("0.98098") - Decimal("0.98"))
    assert house.trading.close_estimate([]) == (0, "0")


# --- settings


@pytest.mark.parametrize(
    ("setting", "value", "field", "now"),
    [
        ("strategy", "OTHER", "strategy", "OTHER"),
        ("timeframe", "5m", "timeframe", Timeframe.M5),
        ("leverage", "20", "leverage", 20),
        ("symbol", SPOT.id, "instrument", SPOT.id),
    ],
)
async def test_a_setting_is_changed_journaled_and_followed(
    setting: str, value: str, field: str, now: object
) -> None:
    house = House(state=AgentState.RUNNING)

    await house.trading.configure(AGENT, setting, value, by=BY)

    assert getattr(house.desk.agent, field) == now
    changed = the(SettingChanged, house.desk.records)
    assert (changed.setting, changed.new, changed.by) == (setting, value, "7")
    assert house.session._wanted.is_set()


async def test_another_symbol_lowers_a_leverage_it_does_not_have() -> None:
    house = House()

    await house.trading.configure(AGENT, "symbol", SPOT.id, by=BY)

    assert house.desk.agent.leverage == 1


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("strategy", "NONE", "no_such_choice"),
        ("timeframe", "7m", "no_such_choice"),
        ("symbol", "XXXUSDT", "no_such_choice"),
        ("colour", "red", "no_such_choice"),
        ("leverage", "0", "out_of_range"),
        ("leverage", "51", "out_of_range"),
        ("leverage", "²", "out_of_range"),
        ("leverage", "", "out_of_range"),
    ],
)
async def test_a_value_that_is_no_choice_changes_nothing(
    setting: str, value: str, code: str
) -> None:
    house = House()
    before = house.desk.agent

    with pytest.raises(InputError) as raised:
        await house.trading.configure(AGENT, setting, value, by=BY)

    assert raised.value.code == code
    assert house.desk.agent == before
    await house.trading.halt(by=BY)  # and the desk goes on


@pytest.mark.parametrize("is_filled", [False, True])
async def test_nothing_is_configured_over_an_open_position_or_order(is_filled: bool) -> None:
    house = House()
    house.desk.signal(Action.BUY)
    if is_filled:
        house.desk.play(*prices(1300, "100"))

    with pytest.raises(InputError) as raised:
        await house.trading.configure(AGENT, "symbol", SPOT.id, by=BY)

    assert raised.value.code == "position_open"
    assert house.desk.agent.instrument == PERP.id


async def test_rules_are_changed_one_by_one_and_said_as_typed() -> None:
    house = House()

    await house.trading.set_risk(AGENT, {"max_loss": Limit.usd("50"), "take_profit": None}, by=BY)

    changed = [
        (item.setting, item.old, item.new) for item in of(SettingChanged, house.desk.records)
    ]
    assert changed == [("max_loss", "off", "50 USD"), ("take_profit", "10%", "off")]
    assert house.desk.agent.risk.max_loss == Limit.usd("50")


async def test_a_guard_that_is_changed_guards_at_once() -> None:
    house = House()

    await house.trading.set_risk(AGENT, {"drawdown": Limit.percent("1")}, by=BY)

    assert house.desk.engine.state.guardian.floor == usdt("9900")


async def test_the_users_zone_is_kept_with_the_account() -> None:
    house = House()

    await house.trading.set_utc_offset(180, by=BY)

    assert house.trading.account.utc_offset_min == 180
    assert house.desk.snapshot().account.utc_offset_min == 180
    assert the(SettingChanged, house.desk.records).old == "0"


async def test_alerts_are_the_users_and_can_be_muted() -> None:
    house = House()

    await house.trading.set_alerts(AlertSettings(signals_from=None), by=BY)
    await house.trading.mute(AGENT, 2)

    alerts = house.desk.runtime.alerts
    assert alerts.settings.signals_from is None
    assert alerts._muted_until == {AGENT: 1000 * MS + 2 * HOUR_NS}


async def test_what_the_desk_is() -> None:
    house = House()
    trading = house.trading

    assert (trading.mode, trading.exchange) == (Mode.PAPER, "scripted")
    assert trading.strategies() == ("SCRIPT", "OTHER")
    assert [agent.id for agent in trading.agents()] == [AGENT]
    assert [held.id for held in trading.instruments()] == [TIERED.id, SPOT.id]
    assert trading.feed(PERP.id) == await trading.check_feed(AGENT)
    await trading.halt(by=BY)
    assert trading.account.halted is not None
