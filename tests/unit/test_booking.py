"""What results of a broker make of orders and positions, also those no paper broker gives."""

import pytest

from core.events import OrderEnded, PositionIncreased, PositionOpened, Record
from core.money import Money, Steps, Ticks
from core.orders import (
    Accepted,
    BrokerEvent,
    Cancelled,
    Fill,
    Order,
    Rejected,
    Triggered,
    WorkingOrder,
)
from core.types import Action, ClientId, OrderKind, OrderSide, OrderState, Purpose, Role
from core.values import replace
from tests.desk import ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import MS, PERP, SPOT, mark, quote, usdt

ENTRY = ClientId("u1-1-000001")


def ordered() -> ScriptedDesk:
    """An entry of 19.6 is on its way."""
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    return desk


def fill(number: int, price: int, qty: int, name: ClientId = ENTRY) -> Fill:
    return Fill(
        f"{name}:{number}",
        name,
        PERP.id,
        (1100 + number) * MS,
        OrderSide.BUY,
        Ticks(price),
        Steps(qty),
        Money(10),
        "USDT",
        Role.TAKER,
    )


def results(desk: ScriptedDesk, ms: int, *events: BrokerEvent) -> list[Record]:
    return desk.do(desk.engine.advance(mark(ms, "100"), events))


def test_an_entry_that_fills_over_several_events_grows_one_position() -> None:
    desk = ordered()

    first = results(desk, 1200, Accepted(ENTRY, 1100 * MS), fill(1, 1000, 50))
    assert of(PositionOpened, first)
    assert next(iter(desk.engine.state.orders.values())).state is OrderState.PARTIAL
    then = results(desk, 1300, fill(2, 1010, 50), fill(3, 1020, 96))

    grown = the(PositionIncreased, then)
    assert (str(grown.qty), str(grown.entry)) == ("19.6", "101.235")
    assert the(OrderEnded, then).state is OrderState.FILLED
    assert (desk.position.opened_at_ns, desk.position.fees) == (1101 * MS, 30)
    assert desk.position.stop == 962  # of the mean of all three
    assert desk.position.margin == usdt("198.42")


def test_the_levels_of_a_grown_entry_leave_a_stop_that_was_moved() -> None:
    desk = ordered()
    results(desk, 1200, fill(1, 1000, 50))
    desk.engine.advance(quote(1250, "104", "104.1"))
    desk.do(desk.engine.break_even(desk.agent.id, desk.now_ns))
    moved = desk.position.stop

    desk.do(desk.engine.advance(mark(1300, "104"), (fill(2, 1010, 146),)))

    assert desk.position.stop == moved != 951
    assert desk.position.qty == 196


def test_an_order_that_rests_is_open_and_a_trigger_says_nothing() -> None:
    desk = ordered()

    assert results(desk, 1200, Accepted(ENTRY, 1100 * MS), Triggered(ENTRY, 1100 * MS)) == []
    assert next(iter(desk.engine.state.orders.values())).state is OrderState.OPEN


def test_what_was_never_ordered_is_not_booked() -> None:
    desk = ordered()
    before = desk.wallet
    stranger = ClientId("somebody-else")

    assert results(desk, 1200, fill(1, 1000, 50, stranger)) == []
    assert (desk.is_flat, desk.wallet) == (True, before)


def test_an_end_leaves_nothing_working() -> None:
    desk, other = ordered(), ordered()

    rejected = results(desk, 1200, Rejected(ENTRY, 1200 * MS, "min_notional"))
    cancelled = results(other, 1200, Cancelled(ENTRY, 1200 * MS, Steps(196), "no_liquidity"))

    assert the(OrderEnded, rejected).reason == "min_notional"
    assert str(the(OrderEnded, cancelled).unfilled) == "19.6"
    assert desk.engine.state.orders == other.engine.state.orders == {}


def test_an_entry_closed_in_the_very_step_it_opened_is_not_told_as_open() -> None:
    """It fills while the price is at its stop already: the next event takes it out."""
    desk = ordered()

    records = results(desk, 1200, fill(1, 1000, 196))
    later = desk.play(mark(1300, "90"))

    assert [record.topic for record in records][-1] == "position_opened"
    assert [record.topic for record in later] == ["order_placed"]


def test_a_resting_exit_that_fills_whole_is_asked_for_no_end() -> None:
    desk = ordered()
    results(desk, 1200, fill(1, 1000, 196))
    name = ClientId("u1-1-000009")
    order = Order(
        client_id=name,
        agent=desk.agent.id,
        instrument=PERP.id,
        side=OrderSide.SELL,
        qty=Steps(196),
        purpose=Purpose.EXIT,
        decided_at_ns=1200 * MS,
        kind=OrderKind.LIMIT,
        limit=Ticks(1010),
        is_reduce_only=True,
    )
    desk.engine.state.orders.put(WorkingOrder(order=order))

    step = desk.engine.advance(mark(1300, "101"), (fill(2, 1010, 196, name),))

    assert [ended.state for ended in step.working] == [OrderState.FILLED]
    assert (step.cancels, desk.is_flat) == ((), True)


def test_spot_shows_no_price_of_liquidation() -> None:
    assert SPOT.brackets == ()
    assert SPOT.bracket(10**12).rate == 0


def test_a_stop_hit_by_half_an_entry_cancels_the_other_half() -> None:
    desk = ordered()
    desk.do(desk.engine.advance(mark(1200, "100"), (fill(1, 1001, 50),)))

    step = desk.engine.advance(mark(1300, "90"))

    assert step.cancels == (ENTRY,)
    assert [order.qty for order in step.orders] == [50]


def test_a_stop_switched_off_while_its_entry_was_under_way_is_off() -> None:
    desk = ordered()
    risk = replace(ROOMY, stop_loss=None)
    desk.do(desk.engine.change_agent(replace(desk.agent, risk=risk), desk.now_ns))

    results(desk, 1200, fill(1, 1001, 196))

    assert (desk.position.stop, desk.position.risk_money) == (None, 0)


SPOT_AGENT = make_agent(leverage=1, instrument=SPOT.id)


def bought(qty: int, fee: int, asset: str = "AAA", side: OrderSide = OrderSide.BUY) -> Fill:
    return replace(
        fill(1, 1000, qty),
        instrument=SPOT.id,
        fee=Money(fee),
        fee_asset=asset,
        side=side,
    )


def spot_ordered() -> ScriptedDesk:
    desk = ScriptedDesk(SPOT_AGENT, instruments=(SPOT,))
    desk.play(quote(1000, "100", "100.1", "1000", SPOT))
    desk.signal(Action.BUY)
    return desk


def take(desk: ScriptedDesk, result: Fill) -> list[Record]:
    return desk.do(desk.engine.advance(quote(1200, "100", "100.1", "9", SPOT), (result,)))


def test_a_fee_of_whole_steps_leaves_no_dust() -> None:
    desk = spot_ordered()

    take(desk, bought(1000, 200_000))

    assert desk.position.qty == 998
    assert {entry.kind for entry in desk.ledger} == {"fee"}
    assert desk.wallet == usdt("10000") - usdt("0.2")


def test_a_fill_that_is_all_fee_opens_nothing() -> None:
    desk = spot_ordered()

    take(desk, bought(1, 100_000))

    assert desk.is_flat
    assert desk.wallet == usdt("10000") - usdt("0.1")


def test_a_fee_in_the_settle_asset_is_a_fee_on_spot_too() -> None:
    desk = spot_ordered()

    take(desk, bought(1000, 1_000, "USDT"))

    assert (desk.position.qty, desk.position.fees) == (1000, 1_000)


def test_a_sale_that_pays_in_what_it_sold_is_no_answer_of_a_venue() -> None:
    desk = spot_ordered()

    with pytest.raises(ValueError, match="pays its commission in USDT"):
        take(desk, bought(1000, 10, side=OrderSide.SELL))
