"""What the screens are made of, in every state of an agent."""

from decimal import Decimal

import pytest

from core.market import FeedState
from core.trading import Limit
from core.types import (
    Access,
    Action,
    AgentState,
    FeedStatus,
    Mode,
    Side,
)
from core.values import replace
from engine.position_views import position_version
from engine.session import Session
from engine.trading import AccountTrading
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ROOMY, make_agent, prices
from tests.desk_house import BY, House, history
from tests.paper.script import MS, PERP, mark, quote


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


@pytest.mark.parametrize("status", list(FeedStatus))
async def test_a_position_says_how_fresh_its_price_is(status: FeedStatus) -> None:
    house = House()
    house.hold()
    house.desk.play(FeedState(PERP.id, 4400 * MS, status, ""))

    (held,) = house.trading.positions()

    assert held.feed is status


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
