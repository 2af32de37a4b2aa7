"""States of agents, and what each lets a signal do."""

import pytest

from core.events import AgentStateChanged, EntryRefused, OrderPlaced, StopsMoved
from core.market import Book, Candle
from core.money import Steps, Ticks
from core.trading import Limit
from core.types import Action, AgentId, AgentState, ExitReason, Side, Source, Timeframe
from core.values import replace
from tests.desk import AGENT, ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import MS, PERP, SPOT, book, mark, quote, ticks, trade


def desk_in(state: AgentState) -> ScriptedDesk:
    desk = ScriptedDesk(make_agent(state=state))
    desk.play(*prices(1000, "100"))
    return desk


def holding(action: Action = Action.BUY) -> ScriptedDesk:
    desk = desk_in(AgentState.RUNNING)
    desk.signal(action)
    desk.play(*prices(1100, "100"))
    return desk


@pytest.mark.parametrize("state", [AgentState.OFF, AgentState.OBSERVING, AgentState.HALTED])
def test_a_signal_of_an_agent_that_does_not_trade_is_nothing(state: AgentState) -> None:
    assert desk_in(state).signal(Action.BUY) == []


def test_a_paused_agent_enters_nothing_and_stays_protected() -> None:
    desk = holding()
    desk.do(desk.engine.set_state(AGENT, AgentState.PAUSED, "user", "1", desk.now_ns))

    assert the(EntryRefused, desk.signal(Action.SELL)).code == "PAUSED"
    assert the(OrderPlaced, desk.play(mark(2000, "95"))).exit_reason is ExitReason.STOP_LOSS


def test_a_refusal_is_told_once_per_signal_and_code() -> None:
    desk = desk_in(AgentState.PAUSED)
    signal = desk.make_signal(Action.BUY)

    first = desk.do(desk.engine.on_signal(signal, desk.now_ns))
    again = desk.do(desk.engine.on_signal(signal, desk.now_ns))

    assert (len(of(EntryRefused, first)), again) == (1, [])
    assert desk.engine.entries.blocked[AGENT].code == "PAUSED"
    desk.do(desk.engine.set_state(AGENT, AgentState.RUNNING, "user", "1", desk.now_ns))
    assert AGENT not in desk.engine.entries.blocked


def test_an_unconfirmed_signal_trades_nothing_and_clears_the_refusal() -> None:
    desk = desk_in(AgentState.PAUSED)
    desk.signal(Action.BUY)

    step = desk.engine.on_signal(desk.make_signal(Action.BUY, repeats=2), desk.now_ns)

    assert step.is_empty
    assert desk.engine.entries.blocked == {}


def test_one_signal_opens_once_also_after_its_stop() -> None:
    desk = desk_in(AgentState.RUNNING)
    signal = desk.make_signal(Action.BUY)
    desk.do(desk.engine.on_signal(signal, desk.now_ns))
    desk.play(*prices(1100, "100"), mark(2000, "95"), *prices(2100, "95"))
    assert desk.is_flat

    assert desk.do(desk.engine.on_signal(signal, desk.now_ns)) == []


def test_a_signal_of_the_side_that_is_held_is_used_up() -> None:
    desk = holding()
    signal = desk.make_signal(Action.BUY)

    assert desk.do(desk.engine.on_signal(signal, desk.now_ns)) == []
    assert desk.agent.used_signal_ns == signal.started_at_ns


def test_a_state_is_changed_once_and_a_new_run_counts_from_nothing() -> None:
    desk = holding()
    desk.close()
    desk.play(*prices(2000, "100"))
    assert desk.agent.run_trades == 1

    def to(state: AgentState) -> list[AgentStateChanged]:
        step = desk.engine.set_state(AGENT, state, "user", "7", desk.now_ns)
        return of(AgentStateChanged, desk.do(step))

    (changed,) = to(AgentState.PAUSED)
    assert (changed.old, changed.new, changed.by) == (AgentState.RUNNING, AgentState.PAUSED, "7")
    assert to(AgentState.PAUSED) == []
    to(AgentState.RUNNING)
    assert desk.agent.run_trades == 1  # a pause ends no run
    to(AgentState.OFF)
    assert desk.agent.run_trades == 1  # and the last run can still be read
    to(AgentState.RUNNING)
    assert (desk.agent.run_trades, desk.agent.run_realised) == (0, 0)


def test_orders_of_the_last_minute_are_counted() -> None:
    risk = replace(ROOMY, orders_per_minute=1)
    desk = ScriptedDesk(make_agent(risk=risk))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))

    assert the(EntryRefused, desk.signal(Action.SELL)).code == "RATE_LIMIT"
    desk.play(*prices(61_001, "100"))
    assert of(OrderPlaced, desk.signal(Action.SELL))


def test_positions_of_the_whole_account_and_those_on_their_way_are_counted() -> None:
    risk = replace(ROOMY, max_positions=1)
    other = AgentId("u1-2")
    desk = ScriptedDesk(make_agent(risk=risk), make_agent(other, risk=risk))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)

    assert the(EntryRefused, desk.signal(Action.BUY, other)).code == "MAX_POSITIONS"
    desk.play(*prices(1100, "100"))
    assert the(EntryRefused, desk.signal(Action.BUY, other)).code == "MAX_POSITIONS"
    assert of(OrderPlaced, desk.signal(Action.SELL))  # a flip makes no more of them


def test_two_agents_may_stand_against_each_other() -> None:
    other = AgentId("u1-2")
    desk = ScriptedDesk(make_agent(), make_agent(other))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.signal(Action.SELL, other)
    desk.play(*prices(1100, "100"))

    sides = {held.agent: held.side for held in desk.engine.state.positions.values()}
    assert sides == {AGENT: Side.LONG, other: Side.SHORT}
    desk.play(mark(2000, "95"))
    desk.play(*prices(2100, "95"))
    assert desk.position.agent == other


def test_a_spot_signal_down_closes_and_opens_nothing() -> None:
    desk = ScriptedDesk(make_agent(leverage=1, instrument=SPOT.id), instruments=(SPOT,))
    desk.play(quote(1000, "100", "100.1", "1000", SPOT))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1", "1000", SPOT))
    tick = ticks("100")
    desk.play(replace(trade(1200, "100", "1"), instrument=SPOT.id, price=tick))
    assert desk.position.liquidation is None

    desk.play(quote(9000, "100", "100.1", "1000", SPOT))
    placed = the(OrderPlaced, desk.signal(Action.SELL))
    desk.play(quote(9100, "100", "100.1", "1000", SPOT))

    assert placed.exit_reason is ExitReason.SIGNAL
    assert desk.is_flat
    assert the(EntryRefused, desk.signal(Action.SELL)).code == "SHORT_NOT_SUPPORTED"


def test_a_spot_position_is_not_closed_on_a_stale_price() -> None:
    desk = ScriptedDesk(make_agent(leverage=1, instrument=SPOT.id), instruments=(SPOT,))
    desk.play(quote(1000, "100", "100.1", "1000", SPOT))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1", "1000", SPOT))

    step = desk.engine.on_signal(desk.make_signal(Action.SELL), 60_000 * MS)

    assert the(EntryRefused, desk.do(step)).code == "STALE_FEED"
    assert not desk.is_flat


# --- stops that people move


@pytest.mark.parametrize(("action", "price"), [(Action.BUY, "103"), (Action.SELL, "97")])
def test_break_even_leaves_nothing_lost(action: Action, price: str) -> None:
    desk = holding(action)
    desk.play(*prices(2000, price))

    moved = the(StopsMoved, desk.do(desk.engine.break_even(AGENT, desk.now_ns)))
    level = desk.position.stop or 0
    desk.play(mark(3000, str(PERP.price(level))))
    desk.play(quote(3100, str(PERP.price(level)), str(PERP.price(level))))

    assert moved.cause == "break_even"
    assert moved.stop == PERP.price(level)
    assert desk.is_flat
    assert 0 <= desk.agent.realised < 196 * PERP.unit


def test_break_even_is_that_of_what_is_left() -> None:
    """What a part has brought is no reason to give it back."""
    whole, half = holding(), holding()
    half.close(50)
    for desk in (whole, half):
        desk.play(*prices(2000, "104"))
        desk.do(desk.engine.break_even(AGENT, desk.now_ns))

    assert half.position.qty == whole.position.qty // 2
    assert half.position.stop == whole.position.stop == 1003


@pytest.mark.parametrize("price", ["100.1", "99"])
def test_break_even_needs_a_price_beyond_it(price: str) -> None:
    desk = holding()
    desk.play(*prices(2000, price))

    assert desk.do(desk.engine.break_even(AGENT, desk.now_ns)) == []
    assert desk.position.stop == 951


def test_break_even_needs_a_price_at_all() -> None:
    """A desk just restarted knows no quote: a short must not be stopped at once."""
    desk = holding(Action.SELL)
    desk.restart()

    assert desk.do(desk.engine.break_even(AGENT, desk.now_ns)) == []


def test_break_even_never_loosens_a_stop_and_needs_a_position() -> None:
    desk = holding()
    desk.engine.state.hold(replace(desk.position, stop=1020))
    desk.play(*prices(2000, "103"))

    assert desk.do(desk.engine.break_even(AGENT, desk.now_ns)) == []
    assert desk_in(AgentState.RUNNING).engine.break_even(AGENT, 0).is_empty
    assert desk_in(AgentState.RUNNING).close() == []


def test_a_moved_stop_stays_when_the_entry_grows() -> None:
    desk = holding()
    desk.engine.state.hold(replace(desk.position, stop=1005, is_stop_moved=True))
    desk.do(desk.engine.change_agent(replace(desk.agent, risk=ROOMY), desk.now_ns))
    held = desk.position

    desk.close(50)
    desk.play(*prices(2000, "101"))

    assert desk.position.stop == held.stop == 1005


def test_other_settings_do_not_touch_an_open_position() -> None:
    desk = holding()
    risk = replace(ROOMY, stop_loss=Limit.percent("1"), take_profit=None)

    desk.do(desk.engine.change_agent(replace(desk.agent, risk=risk), desk.now_ns))

    assert (desk.position.stop, desk.position.target) == (951, 1101)


# --- what is judged


def test_where_only_quotes_are_their_mid_is_judged() -> None:
    desk = ScriptedDesk(sources={PERP.id: Source.QUOTE})
    desk.play(quote(1000, "100", "100.1"))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1"))

    assert desk.play(mark(1500, "50"), trade(1600, "50", "1")) == []
    assert desk.play(quote(2000, "95.1", "95.2")) == []
    assert desk.play(quote(2100, "95", "95.2"))


def test_a_book_is_a_quote_and_one_without_a_side_is_none() -> None:
    desk = ScriptedDesk(sources={PERP.id: Source.QUOTE})
    desk.play(book(1000, "50@100", "50@100.1"))
    lane = desk.engine.state.lanes[PERP.id]

    desk.play(Book(PERP.id, 1200 * MS, (), ((Ticks(1), Steps(1)),)))

    assert (lane.bid, lane.ask, lane.quote_ns) == (1000, 1001, 1000 * MS)
    assert of(OrderPlaced, desk.signal(Action.BUY))


def test_prints_are_judged_where_they_are_declared() -> None:
    desk = ScriptedDesk(sources={PERP.id: Source.LAST})
    desk.play(quote(1000, "100", "100.1"), trade(1000, "100", "1"))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1"))

    assert desk.play(mark(1500, "50")) == []
    assert the(OrderPlaced, desk.play(trade(2000, "95", "1"))).exit_reason is ExitReason.STOP_LOSS


def test_a_candle_moves_nothing_and_an_unknown_instrument_is_refused() -> None:
    desk = holding()
    price = ticks("10")
    candle = Candle(PERP.id, 2000 * MS, Timeframe.M1, price, price, price, price, Steps(1))

    assert desk.play(candle) == []
    with pytest.raises(KeyError):
        desk.engine.advance(quote(3000, "100", "100.1", instrument=SPOT))
