"""Orders that a strategy lets rest: the least change, no order twice, and the rules of the desk."""

from collections.abc import Sequence

import pytest

from core.events import AgentStateChanged, EntryRefused, Fault, LotSold, OrderPlaced, PositionClosed
from core.market import Candle
from core.trading import Limit, RestingOrder
from core.types import AgentState, ExitReason, OrderSide, OrderState
from core.values import replace
from engine.step import Step
from strategies.grid import GridStrategy
from tests.desk import AGENT, ROOMY, make_agent, of, prices, the
from tests.ladder_desk import LadderDesk, Wants, walk_of
from tests.paper.script import trade

BUY, SELL = OrderSide.BUY, OrderSide.SELL
LOW = RestingOrder(tag="e0", side=BUY, price=98.0, size=2.0, stop=90.0)
LOWER = RestingOrder(tag="e1", side=BUY, price=96.0, size=2.0, stop=90.0)
OUT = RestingOrder(tag="x0", side=SELL, price=99.0, size=2.0, closes=True, of="e0", stop=90.0)


def desk_of(*orders: RestingOrder) -> tuple[LadderDesk, Wants]:
    wants = Wants(*orders)
    desk = LadderDesk(lambda: wants)
    desk.play(*prices(1000, "100"))
    return desk, wants


def test_what_is_wanted_rests_and_asking_again_changes_nothing() -> None:
    desk, _ = desk_of(LOW, LOWER)
    assert len(of(OrderPlaced, desk.records)) == 2
    assert desk.resting() == {"e0": ("98.0", "2.0"), "e1": ("96.0", "2.0")}
    assert desk.keep() == []


def test_only_what_differs_is_touched() -> None:
    desk, wants = desk_of(LOW, LOWER)
    desk.keep()
    before = {each.order.tag: each.order.client_id for each in desk.engine.state.orders.values()}
    wants.wanted = (LOW, replace(LOWER, price=95.0))

    assert desk.keep() == []
    assert desk.resting() == {"e0": ("98.0", "2.0")}  # its elder has to end first
    desk.play(*prices(1100, "100"))

    after = {each.order.tag: each.order.client_id for each in desk.engine.state.orders.values()}
    assert desk.resting() == {"e0": ("98.0", "2.0"), "e1": ("95.0", "2.0")}
    assert after["e0"] == before["e0"]
    assert after["e1"] != before["e1"]


def test_what_is_no_longer_wanted_ends() -> None:
    desk, wants = desk_of(LOW, LOWER)
    desk.keep()
    wants.wanted = ()
    desk.keep()
    desk.play(*prices(1100, "100"))
    assert not desk.engine.state.orders


def test_a_fill_makes_a_lot_and_asks_again_at_once() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    wants.wanted = (OUT,)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))

    (lot,) = desk.position.lots
    assert (lot.tag, lot.qty, lot.entered) == ("e0", 20, 20)
    assert wants.asked[-1].lots[0].size == 2.0
    assert desk.resting() == {"x0": ("99.0", "2.0")}
    assert desk.position.stop == 900


def test_a_lot_is_told_with_what_it_brought_after_both_fees() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    wants.wanted = (OUT,)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"), *prices(1300, "98.5"))
    wants.wanted = ()
    desk.play(trade(1400, "99.5", "5", BUY))

    sold = the(LotSold, desk.records)
    assert (sold.lot, str(sold.entry), str(sold.price)) == ("e0", "98.000", "99.0")
    assert sold.net == 2 * (sold.price - sold.entry) - sold.fees
    assert sold.fees > 0
    assert sold.is_all
    closed = the(PositionClosed, desk.records)
    assert closed.result.net == sold.net
    assert desk.agent.run_rounds == 1
    assert not desk.engine.state.orders


def test_a_part_that_filled_leaves_the_rest_at_its_place() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    (name,) = desk.engine.state.orders
    wants.wanted = (replace(LOW, size=1.5), replace(OUT, size=0.5))
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "0.5"))
    assert desk.resting() == {"e0": ("98.0", "1.5"), "x0": ("99.0", "0.5")}
    assert name in desk.engine.state.orders


def test_an_exit_never_sells_more_than_its_lot() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    wants.wanted = (replace(OUT, size=9.0),)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))
    assert desk.resting() == {"x0": ("99.0", "2.0")}


@pytest.mark.parametrize("state", [AgentState.PAUSED, AgentState.OFF, AgentState.OBSERVING])
def test_no_entry_rests_of_an_agent_that_may_not_enter(state: AgentState) -> None:
    desk, wants = desk_of(LOW, LOWER)
    desk.keep()
    wants.wanted = (OUT, LOWER)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))
    desk.do(desk.engine.set_state(AGENT, state, "user", "1", desk.now_ns))
    desk.play(*prices(1300, "98.5"))
    assert desk.resting() == {"x0": ("99.0", "2.0")}  # what protects goes on
    desk.keep()
    assert desk.resting() == {"x0": ("99.0", "2.0")}


def test_the_kill_switch_takes_everything_back_and_closes() -> None:
    desk, wants = desk_of(LOW, LOWER)
    desk.keep()
    wants.wanted = (OUT, LOWER)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))
    desk.kill()
    desk.play(*prices(1300, "98.5"), *prices(1400, "98.5"))
    assert desk.is_flat
    assert not desk.engine.state.orders
    assert desk.keep() == []


def test_the_daily_loss_withdraws_entries_and_refuses_new_ones() -> None:
    risk = replace(ROOMY, daily_loss=Limit.usd("2"))
    wants = Wants(LOW, LOWER)
    desk = LadderDesk(lambda: wants, agent=make_agent(risk=risk, leverage=2))
    desk.play(*prices(1000, "100"))
    desk.keep()
    wants.wanted = (OUT, LOWER)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"), *prices(1300, "96.5"))
    desk.play(*prices(1400, "96.5"))
    assert desk.resting() == {"x0": ("99.0", "2.0")}
    assert the(EntryRefused, desk.keep() or desk.records).code == "DAILY_LOSS"


def test_margin_of_resting_orders_is_reserved_and_limits_them() -> None:
    risk = replace(ROOMY, max_reserved=Limit.percent("2"))
    wants = Wants(LOW, LOWER, replace(LOWER, tag="e2", price=94.0))
    desk = LadderDesk(lambda: wants, agent=make_agent(risk=risk, leverage=2))
    desk.play(*prices(1000, "100"))
    assert the(EntryRefused, desk.records).code == "MARGIN_LIMIT"
    assert set(desk.resting()) == {"e0", "e1"}  # the nearest go first
    assert desk.engine.state.orders.reserved > 0


def test_an_order_without_a_stop_is_refused() -> None:
    desk, _ = desk_of(replace(LOW, stop=None))
    assert the(EntryRefused, desk.records).code == "NO_STOP_LOSS"
    assert desk.keep() == []  # told once


def test_after_the_stop_everything_is_gone_and_the_agent_waits_for_a_person() -> None:
    desk, wants = desk_of(LOW, LOWER)
    desk.keep()
    wants.wanted = (OUT, LOWER)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))
    desk.play(*prices(1300, "89.9"), *prices(1400, "89.9"), *prices(1500, "89.9"))
    assert the(PositionClosed, desk.records).result.reason is ExitReason.STOP_LOSS
    assert desk.agent.state is AgentState.PAUSED
    assert of(AgentStateChanged, desk.records)[-1].cause == "stopped_out"
    assert not desk.engine.state.orders


def test_a_strategy_that_fails_leaves_its_orders_and_is_told_of_once() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    wants.wanted = (LOW, replace(LOWER, size=-1.0))
    fault = the(Fault, desk.keep())
    assert "size must be a number above 0" in fault.detail
    assert desk.keep() == []
    assert desk.resting() == {"e0": ("98.0", "2.0")}


def test_what_the_venue_rejected_is_tried_again_only_at_the_next_candle() -> None:
    desk, _ = desk_of(LOW)
    desk.keep()
    (working,) = desk.engine.state.orders.values()
    desk.engine.state.orders.drop(working.order.client_id)
    rejected = Step(working=(replace(working, state=OrderState.REJECTED),))
    assert desk.do(desk.keeper.on_results(rejected)) == []
    assert of(OrderPlaced, desk.do(desk.keeper.on_candle()))


def test_a_persons_nearer_stop_stands() -> None:
    desk, wants = desk_of(LOW)
    desk.keep()
    wants.wanted = (OUT,)
    desk.play(*prices(1100, "98.5"), trade(1200, "97.5", "5"))
    moved = replace(desk.position, stop=950, is_stop_moved=True)
    desk.engine.state.hold(moved)
    desk.keep()
    assert desk.position.stop == 950


def test_a_restart_between_any_two_events_changes_nothing() -> None:
    """The same fills, the same lots, the same orders: nothing is lost and nothing is doubled."""
    candles = walk_of("100", "97", "99.5", "95.5", "99.5", "97", "100", "95", "100")
    whole = played(candles, restart_after=-1)
    for place in range(1, 9):
        again = played(candles, restart_after=place)
        assert again.wallet == whole.wallet, place
        assert again.resting() == whole.resting(), place
        assert again.agent.run_rounds == whole.agent.run_rounds, place


def played(candles: Sequence[Candle], restart_after: int) -> LadderDesk:
    desk = LadderDesk(
        lambda: GridStrategy(low=94.0, high=102.0, levels=4, spacing="arithmetic", stop=5.0)
    )
    for number, candle in enumerate(candles):
        desk.bars([candle])
        if number == restart_after:
            desk.beat(with_broker=True)
            desk.restart()
    return desk
