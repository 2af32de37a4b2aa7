"""What use cases see of a running desk, and what people do to it."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import AgentStateChanged, OrderPlaced, PositionFlipped, SettingChanged
from core.market import FeedState, MarketEvent
from core.ports import Strategy, Subscription
from core.trading import Agent, AlertSettings, FeedHealth, Limit
from core.types import (
    HOUR_NS,
    Access,
    Action,
    AgentState,
    FeedStatus,
    InstrumentId,
    Mode,
    Side,
    Timeframe,
    UserId,
)
from engine.session import Session
from engine.trading import AccountTrading
from engine.views import position_version
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ROOMY, TIERED, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import AT_ONCE, MS, PERP, SPOT, mark, quote, usdt
from tests.scripted_market import ScriptedMarket
from tests.unit.test_session import Buys, history

BY = UserId(7)


class House:
    """A desk, its session over a scripted market, and the facade over both."""

    def __init__(
        self,
        *,
        state: AgentState = AgentState.RUNNING,
        terms: PaperSettings = AT_ONCE,
        agent: Agent | None = None,
    ) -> None:
        self.desk = ScriptedDesk(
            agent or make_agent(state=state), instruments=(TIERED, SPOT), terms=terms
        )
        self.market = ScriptedMarket(candles=history(5))
        self.session = Session(self.desk.runtime, self.market, self._events, self._strategy)
        self.trading = AccountTrading(
            self.session,
            exchange="scripted",
            strategies=("SCRIPT", "OTHER"),
            health=self._health,
        )
        self.desk.play(*prices(1000, "100"))

    def _events(self, wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        raise AssertionError("no test of the facade listens")

    def _strategy(self, agent: Agent) -> Strategy:
        return Buys()

    def _health(self, instrument: InstrumentId) -> FeedHealth:
        return FeedHealth(FeedStatus.LIVE, 0.4, "ws")

    def state(self) -> AgentState:
        return self.desk.agent.state

    def hold(self, action: Action = Action.BUY) -> str:
        """19.6 at 100.1, or 19.5 short at 100; answers its version."""
        self.desk.signal(action)
        self.desk.play(*prices(1300, "100"))
        return position_version(self.desk.position)


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


# --- views


async def test_the_screen_of_an_agent_that_is_off() -> None:
    view = House(state=AgentState.OFF).trading.auto_view(AGENT)

    assert (view.state, view.title, view.base) == (AgentState.OFF, "AAA/USDT", "AAA")
    assert (view.position, view.signal, view.estimate, view.blocked) == (None,) * 4
    assert (view.pending, view.halt, view.today, view.last_run) == ("", None, None, None)
    assert view.quote is not None
    assert (str(view.quote.bid), str(view.quote.ask)) == ("100.0", "100.1")
    assert (view.equity, view.reserved_pct, view.is_spot) == (Decimal(10_000), Decimal(0), False)


async def test_the_screen_before_the_first_quote() -> None:
    house = House()
    house.desk.runtime = house.desk.make_runtime(house.desk.opening)
    trading = AccountTrading(
        Session(house.desk.runtime, house.market, house._events, house._strategy),
        exchange="x",
        strategies=(),
        health=house._health,
    )

    assert trading.auto_view(AGENT).quote is None


async def test_the_screen_of_a_signal_and_what_it_would_open() -> None:
    house = House(state=AgentState.OBSERVING)
    house.market.candles_of = history(1)
    house.desk.play(*prices(60_000, "100"))
    await house.session.follow(AGENT)

    view = house.trading.auto_view(AGENT)

    assert view.signal is not None
    assert view.estimate is not None
    assert (view.signal.action, view.signal.confidence_pct) == (Action.BUY, 90)
    assert (view.signal.repeats, view.signal.needed, view.signal.is_ready) == (1, 3, False)
    assert (view.estimate.side, str(view.estimate.qty)) == (Side.LONG, "19.6")
    assert str(view.estimate.stop) == "95.1"
    assert view.estimate.refused == ""


async def test_the_screen_of_a_position() -> None:
    house = House()
    house.hold()
    house.desk.play(*prices(4300, "102"))

    view = house.trading.auto_view(AGENT)
    held = view.position

    assert held is not None
    assert (held.side, str(held.qty), str(held.entry), str(held.now)) == (
        Side.LONG,
        "19.6",
        "100.100",
        "102.0",
    )
    assert (str(held.pnl), str(held.pnl_pct), held.held_s) == ("37.24000000", "1.90", 3)
    assert held.net == Decimal("37.24") - Decimal("0.98098") - Decimal("0.9996")
    assert (str(held.stop), str(held.target)) == ("95.1", "110.1")
    assert str(held.liquidation) == "90.5"
    assert held.progress == pytest.approx((1020 - 951) / (1101 - 951))
    assert (held.is_closing, view.estimate) == (False, None)
    assert view.reserved_pct == Decimal("1.95")

    house.desk.close()
    pending = house.trading.auto_view(AGENT)
    assert pending.pending == "exit"
    assert pending.position is not None
    assert pending.position.is_closing


async def test_the_screen_says_what_is_on_its_way() -> None:
    house = House(terms=PaperSettings(latency_ns=250 * MS, jitter_ns=0))
    house.desk.signal(Action.BUY)
    assert house.trading.auto_view(AGENT).pending == "entry"
    house.desk.play(*prices(1300, "100"))
    house.desk.signal(Action.SELL)

    assert house.trading.auto_view(AGENT).pending == "flip"


async def test_the_screen_of_a_blocked_agent_keeps_its_numbers() -> None:
    tight = replace(ROOMY, max_reserved=Limit.percent("1"))
    house = House(agent=make_agent(risk=tight))
    house.desk.signal(Action.BUY)

    blocked = house.trading.auto_view(AGENT).blocked

    assert blocked is not None
    assert (blocked.code, len(blocked.fixes)) == ("MARGIN_LIMIT", 2)


async def test_the_screen_of_a_halt() -> None:
    house = House()
    house.hold()
    await house.trading.halt(by=BY)
    during = house.trading.auto_view(AGENT).halt
    house.desk.play(*prices(1400, "99"))
    after = house.trading.auto_view(AGENT)

    assert during is not None
    assert after.halt is not None
    assert (during.cause, during.positions, during.value_pct) == ("kill", 1, None)
    assert after.halt.result < during.result
    assert (after.state, after.state_cause, after.state_by) == (AgentState.HALTED, "kill", "")


async def test_the_screen_of_a_drawdown_says_both_numbers() -> None:
    house = House(agent=make_agent(risk=replace(ROOMY, drawdown=Limit.percent("0.5"))))
    house.hold()
    house.desk.play(mark(2000, "97"))

    halt = house.trading.auto_view(AGENT).halt

    assert halt is not None
    assert (str(halt.limit_pct), halt.value_pct) == ("0.5000", Decimal("0.6174"))


async def test_the_screen_of_today_and_of_the_run() -> None:
    house = House()
    house.hold()
    house.desk.close()
    house.desk.play(*prices(2000, "104"))

    view = house.trading.auto_view(AGENT)
    assert view.today is not None
    assert view.last_run is not None
    assert (view.today.trades, view.today.net) == (1, view.last_run.net)
    assert view.last_run.ended_s_ago is None
    assert view.today.net == Decimal("76.44") - Decimal("0.98098") - Decimal("1.0192")

    await house.trading.set_state(AGENT, "stop", by=BY)
    house.desk.clock.set(5000 * MS)
    over = house.trading.auto_view(AGENT).last_run
    assert over is not None
    assert over.ended_s_ago == 3


async def test_the_menu_says_how_the_account_stands() -> None:
    house = House()
    house.hold()
    house.desk.play(*prices(2000, "104"))

    view = house.trading.menu_view(Access.OWNER)

    gained = Decimal("76.44") - Decimal("0.98098")
    assert (view.equity, view.today) == (10_000 + gained, gained)
    assert (str(view.equity_pct), str(view.today_pct)) == ("0.75", "0.75")
    assert [held.base for held in view.positions] == ["AAA"]
    assert (view.state, view.access, view.mode) == (AgentState.RUNNING, Access.OWNER, Mode.PAPER)


def test_a_version_changes_with_what_an_old_button_would_mean() -> None:
    house = House()
    first = house.hold()
    house.desk.close(50)
    house.desk.play(*prices(1400, "100"))
    half = position_version(house.desk.position)
    house.desk.signal(Action.SELL)
    house.desk.play(*prices(1500, "100"))
    flipped = position_version(house.desk.position)

    assert len({first, half, flipped}) == 3
    moved = replace(house.desk.position, stop=1, funding=house.desk.position.fees)
    assert position_version(moved) == flipped


def test_a_position_without_levels_has_no_progress() -> None:
    house = House()
    house.hold()
    state = house.desk.engine.state
    state.hold(replace(house.desk.position, target=None, liquidation=None))

    held = house.trading.auto_view(AGENT).position

    assert held is not None
    assert (held.progress, held.target, held.liquidation) == (None, None, None)


async def test_a_signal_without_a_stop_has_no_estimate() -> None:
    house = House(agent=make_agent(risk=replace(ROOMY, stop_loss=None)))
    house.desk.play(*prices(300_000, "100"))
    await house.session.follow(AGENT)

    view = house.trading.auto_view(AGENT)

    assert view.signal is not None
    assert view.estimate is None
    assert view.blocked is not None
    assert view.blocked.code == "NO_STOP_LOSS"


def test_an_account_of_nothing_has_no_percent() -> None:
    house = House()
    house.desk.engine.state.ledger.wallet = 0

    assert house.trading.auto_view(AGENT).reserved_pct == 0


def test_a_feed_that_is_stale_is_shown_by_its_own_health() -> None:
    house = House()
    house.desk.play(FeedState(PERP.id, 2000 * MS, FeedStatus.STALE, "silence"))

    view = house.trading.auto_view(AGENT)

    assert (view.feed, view.feed_age_s) == (FeedStatus.LIVE, 0.4)
    house.desk.play(quote(2100, "100", "100.1"))
