"""The use cases of the auto screen."""

import dataclasses

import pytest

from core.errors import InputError
from core.trading import Limit
from core.types import AgentId, AgentState, InstrumentId, InstrumentKind, Timeframe, UserId
from services.auto import AutoTradeService
from services.risk import RiskService
from services.seats import Seats
from tests.fakes import (
    FakeDesk,
    FakeTrading,
    make_members,
)
from tests.samples import (
    AGENT,
    BTC,
    STRANGER,
    TRADER,
    VIEWER,
    make_halt,
    make_instrument,
    make_position,
)


@pytest.fixture
def trading() -> FakeTrading:
    return FakeTrading()


@pytest.fixture
def auto(trading: FakeTrading) -> AutoTradeService:
    seats = Seats(make_members(), FakeDesk(trading))
    return AutoTradeService(seats, RiskService(seats))


@pytest.mark.parametrize(
    ("action", "state", "toast"),
    [
        ("start", AgentState.RUNNING, "started"),
        ("observe", AgentState.OBSERVING, "observing"),
        ("pause", AgentState.PAUSED, "paused"),
        ("resume", AgentState.RUNNING, "resumed"),
        ("stop", AgentState.OFF, "stopped"),
    ],
)
async def test_a_press_moves_the_agent(
    auto: AutoTradeService, trading: FakeTrading, action: str, state: AgentState, toast: str
) -> None:
    assert await auto.press(TRADER, action) == toast
    assert trading.agent.state is state


async def test_an_unknown_action_is_refused(auto: AutoTradeService) -> None:
    with pytest.raises(InputError) as refused:
        await auto.press(TRADER, "sell_everything")
    assert refused.value.code == "unknown_action"


@pytest.mark.parametrize("action", ["start", "observe", "pause", "resume", "stop"])
async def test_nothing_but_an_unlock_leaves_a_halt(
    auto: AutoTradeService, trading: FakeTrading, action: str
) -> None:
    await trading.halt(by=TRADER)
    with pytest.raises(InputError) as refused:
        await auto.press(TRADER, action)
    assert refused.value.code == "halted"
    assert trading.agent.state is AgentState.HALTED


async def test_the_choices_are_what_the_desk_has(auto: AutoTradeService) -> None:
    strategies = await auto.options(VIEWER, "strategy")
    symbols = await auto.options(VIEWER, "symbol")
    assert (strategies.current, strategies.options) == ("TREND", ("TREND", "GRID"))
    assert (symbols.current, symbols.options) == ("BTC/USDT", ("BTC/USDT", "ETH/USDT"))


async def test_leverage_ends_where_the_instrument_does(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    assert (await auto.options(TRADER, "leverage")).options == ("1", "2", "3", "5", "10", "20")
    await auto.choose(TRADER, "symbol", "ETH/USDT")
    assert (await auto.options(TRADER, "leverage")).options == ("1", "2", "3", "5")


async def test_spot_has_no_leverage(auto: AutoTradeService, trading: FakeTrading) -> None:
    trading.markets = [dataclasses.replace(make_instrument(kind=InstrumentKind.SPOT), id=BTC)]
    assert (await auto.options(TRADER, "leverage")).options == ("1",)


async def test_two_instruments_of_one_title_are_told_apart(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    trading.markets = [make_instrument(kind=InstrumentKind.SPOT), make_instrument()]
    view = await auto.options(TRADER, "symbol")
    assert view.options == ("sim:spot:BTCUSDT", "sim:perp:BTCUSDT")
    assert view.current == "sim:perp:BTCUSDT"


async def test_an_instrument_that_is_gone_is_shown_by_its_id(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    trading.markets = [make_instrument("ETH")]
    assert (await auto.options(TRADER, "symbol")).current == BTC
    assert (await auto.options(TRADER, "leverage")).options == ("1",)


async def test_what_is_chosen_is_configured(auto: AutoTradeService, trading: FakeTrading) -> None:
    for setting, value in [
        ("strategy", "GRID"),
        ("symbol", "ETH/USDT"),
        ("timeframe", "5s"),
        ("leverage", "5"),
    ]:
        assert await auto.choose(TRADER, setting, value) == "saved"
    agent = trading.agent
    assert (agent.strategy, agent.timeframe, agent.leverage) == ("GRID", Timeframe.S5, 5)
    assert agent.instrument == InstrumentId("sim:perp:ETHUSDT")


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("strategy", "MOON", "unknown_choice"),
        ("symbol", "DOGE/USDT", "unknown_choice"),
        ("timeframe", "7m", "unknown_choice"),
        ("leverage", "125", "unknown_choice"),
        ("leverage", "-1", "unknown_choice"),
        ("colour", "red", "unknown_setting"),
    ],
)
async def test_what_is_not_on_the_list_is_refused(
    auto: AutoTradeService, trading: FakeTrading, setting: str, value: str, code: str
) -> None:
    before = trading.agent
    with pytest.raises(InputError) as refused:
        await auto.choose(TRADER, setting, value)
    assert refused.value.code == code
    assert trading.agent == before


async def test_with_an_open_position_nothing_else_is_chosen(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    trading.position = make_position()
    view = await auto.options(TRADER, "symbol")
    assert (view.can_change, view.why) == (False, "position_open")
    with pytest.raises(InputError) as refused:
        await auto.choose(TRADER, "symbol", "ETH/USDT")
    assert refused.value.code == "position_open"
    assert trading.agent.instrument == BTC


async def test_with_an_order_on_its_way_nothing_else_is_chosen(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    trading.pending = "entry"
    with pytest.raises(InputError) as refused:
        await auto.choose(TRADER, "leverage", "5")
    assert refused.value.code == "order_pending"


async def test_a_fix_sets_what_blocked(auto: AutoTradeService, trading: FakeTrading) -> None:
    assert await auto.fix(TRADER, "risk", "0.6%") == "saved"
    assert await auto.fix(TRADER, "leverage", "5") == "saved"
    assert await auto.fix(TRADER, "resume", "") == "resumed"
    assert trading.agent.risk.risk == Limit.percent("0.6")
    assert (trading.agent.leverage, trading.agent.state) == (5, AgentState.RUNNING)


async def test_a_forged_fix_is_refused(auto: AutoTradeService, trading: FakeTrading) -> None:
    before = trading.agent
    for setting, value in [("risk", "90%"), ("max_positions", "500"), ("state", "RUNNING")]:
        with pytest.raises(InputError):
            await auto.fix(TRADER, setting, value)
    assert trading.agent == before


async def test_one_press_never_unlocks(auto: AutoTradeService, trading: FakeTrading) -> None:
    await trading.halt(by=TRADER)
    with pytest.raises(InputError) as refused:
        await auto.fix(TRADER, "unlock", "")
    assert refused.value.code == "needs_confirm"
    assert trading.halted == make_halt()


async def test_break_even_acts_on_the_position_that_was_shown(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    assert await auto.break_even(TRADER, "v1") == "flat"
    trading.position = make_position("v2")
    assert await auto.break_even(TRADER, "v1") == "stale"
    assert await auto.break_even(TRADER, "v2") == "done"


async def test_a_check_tells_how_the_feed_is(auto: AutoTradeService) -> None:
    assert await auto.check(VIEWER) == "feed_fallback"


async def test_an_agents_alerts_are_muted_for_an_hour(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    assert await auto.mute(TRADER, AGENT) == "muted"
    assert trading.muted == {AGENT: 1}


async def test_an_agent_of_nobody_is_not_muted(
    auto: AutoTradeService, trading: FakeTrading
) -> None:
    with pytest.raises(InputError) as refused:
        await auto.mute(TRADER, AgentId("another"))
    assert refused.value.code == "no_agent"
    assert trading.muted == {}


async def test_a_viewer_sees_the_agent(auto: AutoTradeService, trading: FakeTrading) -> None:
    assert (await auto.view(VIEWER)).agent == trading.agent.id


@pytest.mark.parametrize("user", [VIEWER, STRANGER])
async def test_who_may_not_trade_changes_nothing(
    auto: AutoTradeService, trading: FakeTrading, user: UserId
) -> None:
    before = trading.agent
    for forbidden in (
        auto.press(user, "start"),
        auto.choose(user, "leverage", "5"),
        auto.fix(user, "risk", "1%"),
        auto.fix(user, "resume", ""),
        auto.break_even(user, "v1"),
        auto.mute(user, AGENT),
    ):
        with pytest.raises(InputError):
            await forbidden
    assert (trading.agent, trading.muted) == (before, {})


async def test_a_stranger_sees_nothing(auto: AutoTradeService) -> None:
    with pytest.raises(InputError) as refused:
        await auto.view(STRANGER)
    assert refused.value.code == "not_a_member"
