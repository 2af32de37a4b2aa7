"""Every order kind of a person, through the runtime: price, size, role and what becomes of it."""

from decimal import Decimal

from core.events import (
    FillBooked,
    OrderEnded,
    OrderTriggered,
    PositionClosed,
    PositionOpened,
    PositionReduced,
)
from core.trading import DraftKind
from core.types import ExitReason, OrderState, Role, Side, Source
from core.values import replace
from tests.desk import of, prices, the
from tests.hand_desk import HandDesk, draft, plan
from tests.paper.script import BUY, SELL, book, mark, quote, trade


async def test_a_market_order_takes_the_far_side_and_gets_its_exits() -> None:
    desk = HandDesk()
    await desk.placed(draft(BUY, "10", exits=plan("1", "2")))

    told = desk.pass_time()

    opened = the(PositionOpened, told)
    assert (str(opened.entry), str(opened.stop), str(opened.target)) == (
        "100.100",
        "99.1",
        "102.1",
    )
    assert the(FillBooked, told).role is Role.TAKER


async def test_a_limit_entry_rests_and_fills_as_a_maker_at_its_price() -> None:
    """Naive: filled at 99 at once, or at the maker's fee on the ask."""
    desk = HandDesk()
    name = await desk.placed(draft(BUY, "10", DraftKind.LIMIT, price="99", exits=plan("1")))
    assert not of(FillBooked, desk.pass_time())

    told = desk.play(trade(1200, "98.9", "20"))

    fill = the(FillBooked, told)
    assert (fill.role, str(fill.price), str(fill.fee)) == (Role.MAKER, "99.0", "0.19800000")
    assert str(the(PositionOpened, told).stop) == "98.1"
    assert the(OrderEnded, told).client_id == name


async def test_an_entry_in_parts_is_armed_from_its_real_average() -> None:
    desk = HandDesk()
    desk.play(book(1100, "50@99.9", "4@100 4@100.5 100@101"))
    await desk.placed(draft(BUY, "10", DraftKind.LIMIT, price="100.5", exits=plan("1")))

    desk.play(book(1200, "50@99.9", "4@100 4@100.5 100@101"))
    assert (desk.held.qty, str(desk.held.stop)) == (80, "993")
    told = desk.play(trade(1300, "100.4", "50"))

    assert the(FillBooked, told).role is Role.MAKER
    assert desk.held.qty == 100
    # (4 x 100 + 4 x 100.5 + 2 x 100.5) / 10 = 100.3, less 1 %: 99.297, towards the entry
    assert desk.held.stop == 993


async def test_a_post_only_that_would_cross_is_refused_before_and_at_the_venue() -> None:
    desk = HandDesk()
    view = desk.preview(draft(BUY, "10", DraftKind.POST_ONLY, price="100.1"))
    assert view.refusal is not None
    assert (view.refusal.code, str(view.refusal.limit)) == ("WOULD_CROSS", "100.0")

    await desk.placed(draft(BUY, "10", DraftKind.POST_ONLY, price="100"))
    told = desk.play(quote(1100, "99.8", "99.9"))

    ended = the(OrderEnded, told)
    assert (ended.state, ended.reason) == (OrderState.REJECTED, "would_cross")
    assert desk.is_flat


async def test_a_stop_entry_waits_for_its_trigger_and_pays_the_next_quote() -> None:
    """Naive: filled at the trigger."""
    desk = HandDesk()
    await desk.placed(draft(BUY, "10", DraftKind.STOP_MARKET, trigger="102"))
    desk.play(*prices(1100, "101"))
    assert desk.is_flat

    told = desk.play(trade(1200, "102", "1"), quote(1300, "104", "104.1"))

    assert str(the(FillBooked, told).price) == "104.1"
    assert the(OrderTriggered, told).is_skipped is False


async def test_a_stop_limit_that_was_jumped_over_rests_and_says_so() -> None:
    desk = HandDesk()
    await desk.hold()
    name = await desk.placed(
        draft(SELL, "10", DraftKind.STOP_LIMIT, trigger="98.5", price="98", reduces=True)
    )
    desk.pass_time()

    told = desk.play(trade(1400, "90", "1"), quote(1500, "90", "90.1"))

    assert the(OrderTriggered, told).is_skipped is True
    assert not of(FillBooked, told)
    assert desk.rests(name)
    assert desk.held.qty == 100


async def test_a_take_profit_order_closes_at_the_market_once_it_is_reached() -> None:
    desk = HandDesk()
    await desk.hold()
    await desk.placed(draft(SELL, "10", DraftKind.TAKE_PROFIT, trigger="103", reduces=True))
    desk.pass_time()

    told = desk.play(trade(1400, "103", "1"), quote(1500, "103.2", "103.3"))

    closed = the(PositionClosed, told)
    assert (closed.result.reason, str(closed.result.exit)) == (ExitReason.TAKE_PROFIT, "103.200")


async def test_a_trailing_order_follows_the_best_price_and_leaves_behind_it() -> None:
    """Naive: one per cent under where it was placed."""
    desk = HandDesk()
    await desk.hold()
    name = await desk.placed(draft(SELL, "10", DraftKind.TRAILING, trail="1", reduces=True))
    assert desk.engine.state.orders[name].level == 990
    for ms, price in ((1300, "105"), (1400, "110"), (1500, "109")):
        desk.play(trade(ms, price, "1"), quote(ms + 10, price, str(Decimal(price) + 1)))
    assert desk.engine.state.orders[name].level == 1089

    told = desk.play(trade(1600, "108.9", "1"), quote(1700, "108.5", "108.6"))

    closed = the(PositionClosed, told)
    assert (closed.result.reason, str(closed.result.exit)) == (ExitReason.TRAIL, "108.500")
    assert the(OrderTriggered, told).client_id == name
    assert not desk.open


async def test_a_trailing_order_of_marks_is_deaf_to_prints() -> None:
    desk = HandDesk()
    await desk.hold()
    wanted = draft(SELL, "10", DraftKind.TRAILING, trail="1", reduces=True)
    name = await desk.placed(replace(wanted, source=Source.MARK))
    before = desk.engine.state.orders[name].level
    desk.play(trade(1300, "150", "1"))
    assert desk.engine.state.orders[name].level == before

    desk.play(mark(1400, "110"))

    assert desk.engine.state.orders[name].level == 1089


async def test_a_trailing_entry_enters_where_it_fires() -> None:
    desk = HandDesk()
    await desk.placed(draft(BUY, "10", DraftKind.TRAILING, trail="1", exits=plan("2")))
    for ms, price in ((1300, "95"), (1400, "90")):
        desk.play(trade(ms, price, "1"), quote(ms + 10, price, str(Decimal(price) + 1)))

    told = desk.play(trade(1500, "91", "1"), quote(1600, "91", "91.2"))

    opened = the(PositionOpened, told)
    assert (opened.side, str(opened.entry)) == (Side.LONG, "91.200")
    assert opened.stop is not None


async def test_a_fill_of_one_half_of_an_oco_ends_the_other() -> None:
    desk = HandDesk()
    await desk.hold()
    view = await desk.place(draft(SELL, "10", DraftKind.OCO, price="103", trigger="98"))
    target, stop = view.client_ids
    desk.pass_time()

    told = desk.play(trade(1400, "103.1", "50"))

    ends = {record.client_id: record for record in of(OrderEnded, told)}
    assert (ends[target].state, ends[stop].reason) == (OrderState.FILLED, "oco")
    assert the(PositionClosed, told).result.reason is ExitReason.TAKE_PROFIT
    assert not desk.open


async def test_a_part_of_one_half_of_an_oco_shrinks_the_other() -> None:
    desk = HandDesk()
    await desk.hold("20")
    view = await desk.place(draft(SELL, "10", DraftKind.OCO, price="103", trigger="98"))
    target, stop = view.client_ids
    desk.pass_time()
    desk.play(trade(1400, "103.1", "4"))
    assert desk.engine.state.orders[stop].left == 60

    told = desk.play(trade(1500, "98", "1"), quote(1600, "97.9", "98"))

    assert str(the(FillBooked, told).qty) == "6.0"
    assert {str(record.client_id) for record in of(OrderEnded, told)} == {target, stop}
    assert desk.held.qty == 100
    assert not desk.open


async def test_orders_that_only_reduce_never_turn_a_position() -> None:
    """Naive: two sells of ten on a position of ten leave a short of ten."""
    desk = HandDesk()
    await desk.hold()
    first = await desk.placed(draft(SELL, "10", DraftKind.LIMIT, price="101", reduces=True))
    second = await desk.placed(draft(SELL, "10", DraftKind.LIMIT, price="102", reduces=True))
    desk.pass_time()

    told = desk.play(trade(1400, "103", "500"))

    ends = {record.client_id: record for record in of(OrderEnded, told)}
    assert (ends[first].state, ends[second].reason) == (OrderState.FILLED, "reduce_only")
    assert desk.is_flat
    assert not desk.open


async def test_a_stop_takes_what_an_order_at_rest_left_of_the_position() -> None:
    desk = HandDesk()
    await desk.hold(exits=plan("2"))
    name = await desk.placed(draft(SELL, "6", DraftKind.LIMIT, price="101", reduces=True))
    desk.pass_time()
    told = desk.play(trade(1400, "101.1", "4"))
    assert the(PositionReduced, told).left == Decimal("6.0")

    told = desk.play(mark(1500, "98"), *prices(1600, "98"), *prices(1700, "98"))

    assert {record.client_id: record.reason for record in of(OrderEnded, told)}[name] == "closed"
    assert the(PositionClosed, told).result.reason is ExitReason.STOP_LOSS
    assert desk.is_flat
    assert not desk.open
