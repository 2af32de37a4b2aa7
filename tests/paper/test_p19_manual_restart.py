"""P19 for a person's orders: what rests, trails or is being changed is there again after a kill."""

from decimal import Decimal

from core.codec import decode
from core.events import FillBooked, OrderEnded, PositionClosed
from core.orders import Order, WorkingOrder
from core.trading import DraftKind
from core.types import OrderState
from core.values import replace
from tests.desk import of, the
from tests.hand_desk import BY, HandDesk, draft, plan
from tests.paper.script import AT_ONCE, BUY, MS, SELL, book, quote, trade

SLOW = replace(AT_ONCE, latency_ns=200 * MS)


async def test_a_resting_order_keeps_its_place_its_queue_and_its_exits() -> None:
    """Naive: after the restart it stands at the head of the queue, or is gone."""
    desk = HandDesk()
    desk.play(book(1100, "50@99.9 30@99", "50@100"))
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99", exits=plan("1", "2")))
    desk.play(book(1200, "50@99.9 30@99", "50@100"))

    desk.restart()

    assert desk.engine.state.orders[name].state is OrderState.OPEN
    desk.play(quote(1250, "99.9", "100"))
    assert not of(FillBooked, desk.play(trade(1300, "99", "30")))
    told = desk.play(trade(1400, "99", "9"))
    assert str(the(FillBooked, told).qty) == "5.0"
    assert (desk.held.stop, desk.held.target) == (981, 1009)


async def test_an_entry_whose_fate_is_unknown_is_given_up_and_said_so() -> None:
    desk = HandDesk()
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))

    ended = the(OrderEnded, desk.restart())

    assert (ended.client_id, ended.state) == (name, OrderState.LOST_IN_RESTART)
    assert not desk.open


async def test_an_order_that_protects_is_sent_again() -> None:
    desk = HandDesk()
    await desk.hold()
    name = await desk.placed(draft(SELL, "10", DraftKind.STOP_MARKET, trigger="95", reduces=True))

    desk.restart()
    desk.pass_time()

    assert desk.engine.state.orders[name].state is OrderState.OPEN
    desk.play(trade(1500, "95", "1"), quote(1600, "94", "94.1"))
    assert desk.is_flat


async def test_the_halves_of_an_oco_still_know_one_another() -> None:
    desk = HandDesk()
    await desk.hold("20")
    view = await desk.place(draft(SELL, "10", DraftKind.OCO, price="103", trigger="98"))
    desk.pass_time()
    desk.play(trade(1400, "103.1", "4"))

    desk.restart()
    desk.play(quote(1450, "100", "100.1"))
    assert [work.left for work in desk.open] == [60, 60]
    told = desk.play(trade(1500, "103.1", "50"))

    assert {record.client_id for record in of(OrderEnded, told)} == set(view.client_ids)
    assert (desk.held.qty, desk.open) == (100, [])


async def test_orders_that_only_reduce_never_turn_a_position_after_a_restart() -> None:
    desk = HandDesk()
    await desk.hold()
    for price in ("101", "102"):
        await desk.placed(draft(SELL, "10", DraftKind.LIMIT, price=price, reduces=True))
    desk.pass_time()

    desk.restart()
    desk.play(quote(1350, "100", "100.1"), trade(1400, "103", "500"))

    assert desk.is_flat
    assert not desk.open


async def test_a_trailing_order_is_where_the_last_heartbeat_left_it() -> None:
    desk = HandDesk()
    await desk.hold()
    name = await desk.placed(draft(SELL, "10", DraftKind.TRAILING, trail="1", reduces=True))
    desk.play(trade(1300, "110", "1"))
    desk.beat()

    desk.restart()
    desk.play(quote(1350, "109", "109.1"))

    assert desk.engine.state.orders[name].level == 1089
    told = desk.play(trade(1400, "108.9", "1"), quote(1500, "108", "108.1"))
    assert the(PositionClosed, told).result.net > 0


async def test_a_cancel_that_was_asked_for_is_asked_for_again() -> None:
    """The commit was made, the word to the venue was not."""
    desk = HandDesk(terms=SLOW)
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))
    desk.pass_time(ms=300)
    await desk.hand.cancel([name], by=BY)

    desk.restart()
    ended = the(OrderEnded, [*desk.pass_time(), *desk.pass_time(ms=300)])

    assert (ended.client_id, ended.reason) == (name, "by_user")


async def test_an_amendment_in_flight_is_carried_through() -> None:
    """Neither is lost and no more than one is ever live."""
    desk = HandDesk(terms=SLOW)
    old = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))
    desk.pass_time(ms=300)
    await desk.hand.amend(old, price=Decimal("96"), by=BY)

    desk.restart()
    desk.pass_time(ms=300)
    desk.pass_time(ms=300)

    (left,) = desk.open
    assert (left.order.limit, left.state) == (960, OrderState.OPEN)
    assert left.order.replaces == old


async def test_an_order_of_before_orders_had_plans_is_read() -> None:
    """Rows of an older version have none of the newer fields."""
    text = (
        '{"filled":0,"order":{"agent":"u1-1","client_id":"u1-1-000001","decided_at_ns":1,'
        '"instrument":"sim:perp:AAAUSDT","purpose":"entry","qty":5,"side":1},'
        '"reason":"","state":"pending"}'
    )
    working = decode(WorkingOrder, text)

    assert isinstance(working.order, Order)
    assert (working.left, working.order.partner, working.is_ending) == (5, None, False)
