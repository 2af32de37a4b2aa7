"""A person's orders: what a preview says, what is refused, amended and cancelled."""

import dataclasses
from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import (
    EntryRefused,
    FillBooked,
    OrderAmended,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    PositionReduced,
)
from core.instrument import Band
from core.market import FeedState
from core.money import Ppm
from core.trading import DraftKind, OrderDraft, SizeUnit
from core.types import Action, ClientId, FeedStatus, InstrumentId, OrderState, Side
from core.values import replace
from engine.order_index import WorkingOrders
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, TIERED, make_agent, of, prices, the
from tests.hand_desk import BY, HandDesk, draft, make_manual, plan
from tests.paper.script import AT_ONCE, BUY, MS, SELL, SPOT, book, quote, trade

# --- the preview, in money


def test_a_preview_walks_the_book_to_the_size() -> None:
    desk = HandDesk()
    desk.play(book(1100, "50@99.9", "1@100 1@100.5 1@101 1@110"))

    view = desk.preview(draft(BUY, "3", exits=plan("1", "2")))

    assert (view.refusal, str(view.entry), str(view.slippage)) == (None, "100.500", "1.50000000")
    assert (str(view.notional), str(view.margin)) == ("301.50000000", "30.15000000")
    assert str(view.fee) == "0.15075000"
    assert view.stop is not None
    assert (str(view.stop.price), str(view.targets[0].price)) == ("99.5", "102.5")
    # 3 x (99.5 - 100.5), and both fees
    assert str(view.loss) == "-3.30000000"
    assert view.rr is not None
    assert "thin_book" in view.warnings


@pytest.mark.parametrize(
    ("status", "said"),
    [(FeedStatus.LIVE, []), (FeedStatus.FALLBACK, ["fallback"]), (FeedStatus.STALE, ["stale"])],
)
def test_a_preview_says_when_its_price_is_not_live(status: FeedStatus, said: list[str]) -> None:
    desk = HandDesk()
    desk.play(FeedState(TIERED.id, 1050 * MS, status, ""))

    assert list(desk.preview(draft(BUY, "3", exits=plan("1", "2"))).warnings) == said


async def test_a_preview_is_what_booking_makes_of_it() -> None:
    desk = HandDesk()
    wanted = draft(BUY, "7", exits=plan("1", "1", "3"))
    view = desk.preview(wanted)
    await desk.placed(wanted)
    desk.pass_time()

    held = desk.held
    assert view.stop is not None
    assert TIERED.price(held.stop or 0) == view.stop.price
    assert [TIERED.price(rung.level) for rung in held.rungs] == [at.price for at in view.targets]
    assert TIERED.money(held.margin) == view.margin
    assert view.liquidation == TIERED.mark_price(held.liquidation or 0).quantize(TIERED.tick)


def test_a_typed_price_is_put_on_a_tick_and_a_size_on_a_step_and_it_says_so() -> None:
    desk = HandDesk()

    view = desk.preview(draft(BUY, "3.17", DraftKind.LIMIT, price="99.97"))

    rounded = {each.what: (str(each.typed), str(each.to)) for each in view.rounded}
    assert rounded == {"price": ("99.97", "99.9"), "size": ("3.17", "3.1")}


@pytest.mark.parametrize(
    ("unit", "size", "qty"),
    [
        (SizeUnit.BASE, "3", "3.0"),
        (SizeUnit.QUOTE, "1000", "9.9"),
        (SizeUnit.EQUITY, "10", "99.9"),
        (SizeUnit.RISK, "0.1", "9.0"),
    ],
)
def test_a_size_counts_what_its_unit_says(unit: SizeUnit, size: str, qty: str) -> None:
    """Risk: 10 USDT to a stop 1 % away, its fee and half the spread counted."""
    desk = HandDesk()

    view = desk.preview(draft(BUY, size, unit=unit, exits=plan("1")))

    assert str(view.qty) == qty


def test_a_version_changes_with_the_draft_and_not_with_the_price() -> None:
    desk = HandDesk()
    wanted = draft(BUY, "3")
    before = desk.preview(wanted).version
    desk.pass_time("101")

    assert desk.preview(wanted).version == before
    assert desk.preview(replace(wanted, leverage=9)).version != before


def test_no_stop_is_a_warning_unless_the_size_is_counted_from_it() -> None:
    desk = HandDesk()
    free = desk.preview(draft(BUY, "3"))
    by_risk = desk.preview(draft(BUY, "1", unit=SizeUnit.RISK))

    assert (free.refusal, free.warnings) == (None, ("no_stop_loss",))
    assert by_risk.refusal is not None
    assert by_risk.refusal.code == "NO_STOP_LOSS"


def test_a_preview_of_an_instrument_that_is_not_traded_here_is_an_input_error() -> None:
    with pytest.raises(InputError):
        HandDesk().preview(draft(BUY, "3", instrument=InstrumentId("sim:perp:NOPE")))


# --- refusals


@pytest.mark.parametrize(
    ("wanted", "code", "limit"),
    [
        (draft(BUY, "0.01"), "MIN_QTY", "0.1"),
        (draft(BUY, "100000"), "MARGIN_LIMIT", "10000.00000000"),
        (draft(BUY, "0"), "INCOMPLETE", "None"),
        (draft(BUY, "3", DraftKind.LIMIT), "INCOMPLETE", "None"),
        (draft(BUY, "3", DraftKind.TRAILING), "INCOMPLETE", "None"),
        (draft(BUY, "3", leverage=60), "LEVERAGE", "50"),
        (draft(SELL, "3", reduces=True), "NO_POSITION", "None"),
        (draft(SELL, "3", DraftKind.OCO, price="110", trigger="90"), "NO_POSITION", "None"),
        (draft(BUY, "3", DraftKind.POST_ONLY, price="105"), "WOULD_CROSS", "100.0"),
        (draft(BUY, "3", DraftKind.STOP_MARKET, trigger="99"), "WOULD_TRIGGER", "100.2"),
        (draft(BUY, "3", DraftKind.TAKE_PROFIT, trigger="105"), "WOULD_TRIGGER", "100.0"),
        (draft(BUY, "3", leverage=50, exits=plan("5")), "LIQUIDATION_BEFORE_STOP", "95.1"),
        (draft(BUY, "0.1", DraftKind.LIMIT, price="40"), "MIN_NOTIONAL", "5.00000000"),
    ],
)
def test_a_refusal_names_the_number_that_would_pass(
    wanted: OrderDraft, code: str, limit: str
) -> None:
    refusal = HandDesk().preview(wanted).refusal

    assert refusal is not None
    assert (refusal.code.value, str(refusal.limit)) == (code, limit)


BANDED = dataclasses.replace(TIERED, band=Band(buy_high=Ppm(1_050_000), sell_low=Ppm(950_000)))


@pytest.mark.parametrize(
    ("wanted", "limit"),
    [
        (draft(BUY, "3", DraftKind.LIMIT, price="106"), "105.0"),
        (draft(SELL, "3", DraftKind.LIMIT, price="94"), "95.0"),
    ],
)
def test_a_price_too_far_from_the_market_is_answered_with_the_nearest_that_passes(
    wanted: OrderDraft, limit: str
) -> None:
    refusal = HandDesk(instruments=(BANDED,)).preview(wanted).refusal
    assert refusal is not None
    assert (refusal.code.value, str(refusal.limit)) == ("PRICE_BAND", limit)
    assert [(fix.setting, fix.value) for fix in refusal.fixes] == [("price", limit)]


def test_a_price_far_on_the_better_side_passes() -> None:
    wanted = draft(BUY, "3", DraftKind.LIMIT, price="94")
    assert HandDesk(instruments=(BANDED,)).preview(wanted).refusal is None


async def test_a_refused_order_is_journaled_and_nothing_is_sent() -> None:
    desk = HandDesk()

    view = await desk.place(draft(SELL, "0.01"))

    assert view.code == "refused"
    record = the(EntryRefused, desk.records)
    assert (record.code, record.action) == ("MIN_QTY", Action.SELL)
    assert not desk.open


async def test_a_stale_feed_and_a_halt_refuse_and_a_pause_of_agents_does_not() -> None:
    desk = HandDesk()
    desk.play(FeedState(TIERED.id, 1100 * MS, FeedStatus.STALE, "silent"))
    stale = await desk.place(draft(BUY, "3"))
    assert stale.refusal is not None
    assert stale.refusal.code == "STALE_FEED"
    desk.pass_time()
    assert (await desk.place(draft(BUY, "3"))).code == "done"
    desk.pass_time()
    desk.kill()
    desk.pass_time()

    refused = await desk.place(draft(BUY, "3"))

    assert refused.refusal is not None
    assert refused.refusal.code == "HALTED"


def test_shorts_are_not_sold_on_spot() -> None:
    desk = HandDesk(make_agent(), make_manual(SPOT), instruments=(TIERED, SPOT))
    desk.play(quote(1100, "100", "100.1", instrument=SPOT))

    refusal = desk.preview(draft(SELL, "3", instrument=SPOT.id)).refusal

    assert refusal is not None
    assert refusal.code == "SHORT_NOT_SUPPORTED"


@pytest.mark.parametrize(("bid", "code"), [("100.1", "drifted"), ("100", "done"), ("99", "done")])
async def test_an_order_is_not_sent_at_a_price_nobody_agreed_to(bid: str, code: str) -> None:
    """Only against the person: a better price passes."""
    desk = HandDesk()
    desk.pass_time(bid)

    view = await desk.place(draft(BUY, "3"), seen="100.1", max_drift=Ppm(500))

    assert view.code == code


# --- beside a position


async def test_more_of_the_same_side_averages_and_counts_its_exits_anew() -> None:
    desk = HandDesk()
    await desk.hold("10", exits=plan("1"))
    desk.pass_time("104")

    await desk.place(draft(BUY, "10"))
    desk.pass_time("104")

    held = desk.held
    assert (held.qty, held.cost) == (200, 1001 * 100 + 1041 * 100)
    # 102.1 less 1 % is 101.079; towards the entry
    assert held.stop == 1011


async def test_the_other_side_reduces_up_to_flat_and_no_further() -> None:
    desk = HandDesk()
    await desk.hold("10")

    over = await desk.place(draft(SELL, "10.1"))
    assert over.refusal is not None
    assert (over.refusal.code, str(over.refusal.limit)) == ("OVER_POSITION", "10.0")
    await desk.place(draft(SELL, "4"))
    assert the(PositionReduced, desk.pass_time()).left == Decimal("6.0")
    await desk.place(draft(SELL, "6"))

    assert the(PositionClosed, desk.pass_time()).result.side is Side.LONG
    assert desk.is_flat


async def test_the_hand_and_an_agent_stand_side_by_side_on_one_instrument() -> None:
    desk = HandDesk()
    desk.signal(Action.SELL)
    await desk.placed(draft(BUY, "10", exits=plan("1")))
    desk.pass_time()

    sides = {key[0]: held.side for key, held in desk.engine.state.positions.items()}
    assert sides == {AGENT: Side.SHORT, make_manual().id: Side.LONG}


async def test_what_rests_by_hand_does_not_hold_up_an_agent() -> None:
    desk = HandDesk()
    await desk.placed(draft(BUY, "3", DraftKind.LIMIT, price="95"))

    told = desk.signal(Action.BUY)

    assert of(OrderPlaced, told)


async def test_the_margin_of_what_rests_is_reserved() -> None:
    desk = HandDesk()
    await desk.placed(draft(BUY, "990", DraftKind.LIMIT, price="99", leverage=10))

    refusal = desk.preview(draft(BUY, "20", leverage=1)).refusal

    assert refusal is not None
    assert refusal.code == "MARGIN_LIMIT"


async def test_entries_of_the_other_side_are_cancelled_when_a_position_opens() -> None:
    """Naive: the sell at rest would turn the position."""
    desk = HandDesk()
    await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    other = await desk.placed(draft(SELL, "9", DraftKind.LIMIT, price="101"))
    desk.pass_time()

    desk.play(trade(1300, "98.9", "20"))
    told = desk.pass_time("99")

    ended = the(OrderEnded, told)
    assert (ended.client_id, ended.reason) == (other, "opened")
    assert desk.held.side is Side.LONG


async def test_two_entries_that_fill_at_once_net() -> None:
    desk = HandDesk(terms=replace(AT_ONCE, latency_ns=500 * MS))
    await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    await desk.placed(draft(SELL, "9", DraftKind.LIMIT, price="101"))
    desk.pass_time(ms=600)

    told = desk.play(trade(1700, "98.9", "20"), trade(1710, "101.1", "20"))

    closed = the(PositionClosed, told)
    assert (str(closed.result.exit), str(closed.result.net)) == ("101.000", "9.80000000")
    assert (desk.held.side, desk.held.qty) == (Side.SHORT, 40)


# --- amending


async def test_an_amended_order_takes_the_place_of_the_old_one() -> None:
    desk = HandDesk()
    old = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95", exits=plan("1")))
    desk.pass_time()

    assert await desk.hand.amend(old, price=Decimal("96"), qty=Decimal("4"), by=BY) == "done"
    told = desk.pass_time()

    record = the(OrderAmended, desk.records)
    (left,) = desk.open
    assert (record.client_id, record.replaces, left.order.client_id) == (
        left.order.client_id,
        old,
        record.client_id,
    )
    assert (left.order.limit, left.order.qty, left.state) == (960, 40, OrderState.OPEN)
    assert the(OrderEnded, told).reason == "amended"
    fill = the(FillBooked, desk.play(trade(1500, "95.9", "9")))
    assert (str(fill.price), str(fill.qty)) == ("96.0", "4.0")
    assert desk.held.stop == 951


async def test_what_the_old_order_fills_meanwhile_is_taken_off_the_new_one() -> None:
    """Never both live: five were wanted, and five are bought."""
    desk = HandDesk(terms=replace(AT_ONCE, latency_ns=200 * MS))
    old = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    desk.pass_time(ms=300)
    await desk.hand.amend(old, price=Decimal("98"), by=BY)

    desk.play(trade(1350, "98.9", "3"))
    (new,) = (each for each in desk.open if each.order.client_id != old)
    assert new.left == 20
    desk.pass_time("99", ms=300)
    desk.pass_time("99", ms=300)
    desk.play(trade(2100, "97.9", "9"))

    assert desk.held.qty == 50
    assert not desk.open


async def test_an_old_order_that_fills_whole_leaves_nothing_of_the_new_one() -> None:
    desk = HandDesk(terms=replace(AT_ONCE, latency_ns=200 * MS))
    old = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    desk.pass_time(ms=300)
    await desk.hand.amend(old, price=Decimal("98"), by=BY)

    told = desk.play(trade(1350, "98.9", "9"), *prices(1700, "99"))

    ends = {record.client_id: record for record in of(OrderEnded, told)}
    assert ends[old].state is OrderState.FILLED
    assert [record.reason for name, record in ends.items() if name != old] == ["replaced"]
    assert desk.held.qty == 50


async def test_half_of_an_oco_is_amended_and_stays_a_half() -> None:
    desk = HandDesk()
    await desk.hold("10")
    view = await desk.place(draft(SELL, "10", DraftKind.OCO, price="103", trigger="98"))
    target, stop = view.client_ids
    desk.pass_time()
    await desk.hand.amend(stop, trigger=Decimal("97"), by=BY)
    desk.pass_time()
    (new,) = (each for each in desk.open if each.order.client_id != target)
    assert new.order.partner == target
    assert desk.engine.state.orders[target].order.partner == new.order.client_id

    desk.play(trade(1500, "103.1", "50"))

    assert desk.is_flat
    assert not desk.open


async def test_an_amendment_that_cannot_be_is_refused_and_the_old_order_stays() -> None:
    desk = HandDesk()
    old = await desk.placed(draft(BUY, "5", DraftKind.POST_ONLY, price="95"))
    desk.pass_time()

    assert await desk.hand.amend(old, price=Decimal("105"), by=BY) == "WOULD_CROSS"
    with pytest.raises(InputError):
        await desk.hand.amend(old, price=Decimal("95.05"), by=BY)
    with pytest.raises(InputError):
        await desk.hand.amend(old, trigger=Decimal("95"), by=BY)
    assert await desk.hand.amend(ClientId("nobody"), price=Decimal("95"), by=BY) == "gone"

    assert desk.rests(old)
    assert not of(OrderAmended, desk.records)


# --- cancelling


async def test_a_cancel_is_told_once_and_twice_is_nothing() -> None:
    desk = HandDesk()
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))
    desk.pass_time()

    assert await desk.hand.cancel([name, ClientId("nobody")], by=BY) == 1
    assert not desk.hand.orders()
    assert await desk.hand.cancel([name], by=BY) == 0
    ended = the(OrderEnded, desk.pass_time())

    assert (ended.state, ended.reason) == (OrderState.CANCELLED, "by_user")


async def test_a_cancel_of_one_half_of_an_oco_ends_both() -> None:
    desk = HandDesk()
    await desk.hold("10")
    view = await desk.place(draft(SELL, "10", DraftKind.OCO, price="103", trigger="98"))
    desk.pass_time()

    assert await desk.hand.cancel([view.client_ids[0]], by=BY) == 1
    desk.pass_time()

    assert not desk.open


async def test_a_trailing_order_is_cancelled_at_once() -> None:
    desk = HandDesk()
    await desk.hold("10")
    name = await desk.placed(draft(SELL, "10", DraftKind.TRAILING, trail="1", reduces=True))

    assert await desk.hand.cancel([name], by=BY) == 1

    assert not desk.open
    assert desk.play(trade(1500, "50", "1")) == []


async def test_a_halt_cancels_everything_that_rests() -> None:
    desk = HandDesk()
    await desk.hold("10")
    await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="95"))
    await desk.placed(draft(SELL, "5", DraftKind.LIMIT, price="105", reduces=True))
    await desk.placed(draft(SELL, "5", DraftKind.TRAILING, trail="1", reduces=True))
    desk.pass_time()

    desk.kill()
    desk.pass_time()
    desk.pass_time()

    assert desk.is_flat
    assert not desk.open
    assert desk.engine.state.halted is not None
    assert desk.engine.state.halted.result is not None


# --- what is listed


async def test_open_orders_are_listed_with_what_is_left_of_them() -> None:
    desk = HandDesk()
    name = await desk.placed(draft(BUY, "5", DraftKind.LIMIT, price="99"))
    desk.pass_time()
    desk.play(trade(1300, "98.9", "2"))

    (view,) = desk.hand.orders()

    assert (view.client_id, str(view.qty), str(view.filled)) == (name, "5.0", "2.0")
    assert (str(view.price), view.is_manual, view.state) == ("99.0", True, OrderState.PARTIAL)


async def test_a_trailing_order_is_listed_where_it_stands() -> None:
    desk = HandDesk()
    await desk.hold("10")
    await desk.placed(draft(SELL, "10", DraftKind.TRAILING, trail="2", reduces=True))
    desk.play(trade(1500, "110", "1"))

    (view,) = desk.hand.orders()

    assert (str(view.trigger), str(view.trail_pct)) == ("107.8", "2")


async def test_open_orders_are_found_without_looking_at_all_of_them() -> None:
    desk = HandDesk()
    for price in range(60, 80):
        await desk.placed(draft(BUY, "1", DraftKind.LIMIT, price=str(price)))
    state = desk.engine.state

    assert len(state.orders) == 20
    assert state.orders.reserved == sum(work.order.reserved for work in desk.open)
    assert state.orders == {work.order.client_id: work for work in desk.open}
    assert state.positions_to_be() == 1
    assert WorkingOrders(desk.open).reserved == state.orders.reserved


async def test_what_fills_meanwhile_leaves_less_for_the_exit_that_is_under_way() -> None:
    """It was sent for all three; a resting order sells two of them before it arrives."""
    desk = HandDesk(terms=PaperSettings(latency_ns=250 * MS, jitter_ns=0))
    await desk.placed(draft(BUY, "3", exits=plan("5")))
    desk.play(*prices(1300, "100"))
    await desk.placed(draft(SELL, "2", DraftKind.LIMIT, price="101", reduces=True))
    desk.play(*prices(1600, "100"))
    desk.kill()

    desk.play(trade(1700, "102", "50", BUY))

    (key,) = desk.engine.state.positions
    assert desk.engine.state.leaving_of(key) == desk.held.qty == 10
    desk.play(*prices(2000, "100"))
    assert desk.is_flat
