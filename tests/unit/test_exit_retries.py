"""Once it is decided that a position must go, it goes: an exit that was refused, or found nothing
to trade with, is sent again at the next judged event."""

from decimal import Decimal

import pytest

from core.events import OrderEnded, OrderPlaced, PositionClosed, PositionReduced
from core.market import Trade
from core.types import SECOND_NS, Action, ExitReason, OrderState
from core.values import replace
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.paper import PaperSettings
from tests.desk import ScriptedDesk, bar, make_agent, of, prices, the
from tests.paper.script import MS, SPOT, mark, quote, trade

NO_DEPTH = PaperSettings(latency_ns=0, jitter_ns=0, impact_levels=0)


def holding(*faults: Fault) -> ScriptedDesk:
    """19.6 at 100.1: stop 95.1, target 110.1."""
    desk = ScriptedDesk(terms=NO_DEPTH, faults=Faults(faults))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    return desk


REFUSING = Fault(kind=FaultKind.REJECT, at_ns=2 * SECOND_NS, lasts_ns=SECOND_NS)


def test_a_stop_the_venue_refused_is_sent_again_also_when_the_price_came_back() -> None:
    desk = holding(REFUSING)
    desk.play(mark(2000, "95"))
    assert the(OrderEnded, desk.play(quote(2100, "95", "95.1"))).state is OrderState.REJECTED

    again = the(OrderPlaced, desk.play(mark(3000, "99")))
    closed = the(PositionClosed, desk.play(*prices(3100, "99"))).result

    assert (again.exit_reason, str(again.level)) == (ExitReason.STOP_LOSS, "95.1")
    assert (closed.reason, str(closed.exit)) == (ExitReason.STOP_LOSS, "99.000")


def test_a_stop_filled_in_part_sends_the_rest_again() -> None:
    desk = holding()
    desk.play(mark(2000, "95"))
    assert str(the(PositionReduced, desk.play(quote(2100, "95", "95.1", "5"))).left) == "14.6"

    assert str(the(OrderPlaced, desk.play(mark(3000, "99"))).qty) == "14.6"
    assert of(PositionClosed, desk.play(*prices(3100, "99")))


def test_only_a_judged_event_sends_it_again() -> None:
    """Not every quote: a venue that refuses is asked once per price that decides."""
    desk = holding(REFUSING)
    desk.play(mark(2000, "95"), quote(2100, "95", "95.1"))

    assert desk.play(quote(2200, "95", "95.1"), trade(2300, "95", "1")) == []


def test_while_it_is_on_its_way_no_second_one_leaves() -> None:
    desk = ScriptedDesk(terms=PaperSettings(latency_ns=SECOND_NS, jitter_ns=0))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(2100, "100"), mark(3000, "95"))

    assert desk.play(mark(3100, "94"), mark(3200, "93"), mark(3300, "120")) == []
    assert len(desk.engine.state.orders) == 1


@pytest.mark.parametrize("reason", [ExitReason.MANUAL, ExitReason.KILL])
def test_a_close_by_a_person_is_sent_again_too(reason: ExitReason) -> None:
    desk = holding(REFUSING)
    desk.play(*prices(2000, "100"))
    _ = desk.close() if reason is ExitReason.MANUAL else desk.kill()
    desk.play(quote(2100, "100", "100.1"))
    assert not desk.is_flat

    desk.play(*prices(3000, "100"), *prices(3100, "100"))

    assert the(PositionClosed, desk.records).result.reason is reason


def test_half_a_close_that_was_refused_is_left_to_the_person() -> None:
    desk = holding(REFUSING)
    desk.play(*prices(2000, "100"))
    desk.close(50)
    desk.play(quote(2100, "100", "100.1"))

    assert desk.play(*prices(3000, "100"), *prices(3100, "100")) == []
    assert desk.position.leaving is None


def test_a_stop_hit_while_half_is_on_its_way_takes_the_other_half_at_once() -> None:
    desk = ScriptedDesk(terms=PaperSettings(latency_ns=SECOND_NS // 4, jitter_ns=0))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    desk.close(50)

    rest = the(OrderPlaced, desk.play(mark(1400, "95")))
    assert desk.play(mark(1450, "94")) == []
    half = the(PositionReduced, desk.play(quote(1600, "99", "99.1")))
    desk.play(quote(1700, "99", "99.1"))

    assert (half.reason, rest.exit_reason) == (ExitReason.MANUAL, ExitReason.STOP_LOSS)
    assert (str(half.closed), str(rest.qty)) == ("9.8", "9.8")
    assert desk.is_flat


def test_a_half_that_was_refused_after_the_stop_was_hit_leaves_with_it() -> None:
    refusing = Fault(kind=FaultKind.REJECT, at_ns=1600 * MS, lasts_ns=100 * MS)
    terms = PaperSettings(latency_ns=SECOND_NS // 4, jitter_ns=0)
    desk = ScriptedDesk(terms=terms, faults=Faults((refusing,)))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    desk.close(50)
    desk.play(mark(1400, "95"), quote(1600, "99", "99.1"), mark(1700, "99"))

    desk.play(quote(1800, "99", "99.1"), quote(2000, "99", "99.1"))

    assert desk.is_flat
    assert [str(order.qty) for order in of(OrderPlaced, desk.records)][1:] == ["9.8", "9.8", "9.8"]


def test_the_first_reason_stands() -> None:
    """Decided as a take-profit; the stop is reached before it could be filled."""
    desk = holding()
    desk.play(mark(2000, "110.1"), quote(2100, "110", "110.1", "0"))

    desk.play(mark(3000, "90"))

    assert the(PositionClosed, desk.play(*prices(3100, "90"))).result.reason is (
        ExitReason.TAKE_PROFIT
    )


def test_nothing_is_entered_against_a_position_on_its_way_out() -> None:
    desk = holding()
    desk.play(mark(2000, "95"), quote(2100, "95", "95.1", "0"))
    assert not desk.engine.state.orders

    (refused,) = desk.signal(Action.SELL)

    assert getattr(refused, "code", "") == "ORDER_PENDING"


def test_on_candles_it_is_sent_again_at_the_next_point() -> None:
    refusing = Fault(kind=FaultKind.REJECT, at_ns=180 * SECOND_NS, lasts_ns=21 * SECOND_NS)
    desk = ScriptedDesk(faults=Faults((refusing,)))
    desk.play(*bar(0, "100 100 100 100"))
    desk.signal(Action.BUY)
    desk.play(*bar(80_000, "100 100 100 100"))

    closed = the(PositionClosed, desk.play(*bar(160_000, "100 94.5 97 99"))).result

    assert (closed.reason, str(closed.exit)) == (ExitReason.STOP_LOSS, "95.000")
    assert closed.closed_at_ns == 220 * SECOND_NS


def sold_but_for_a_rest() -> ScriptedDesk:
    """A spot position at 100.1 of which a stop left 0.04: less than the venue trades."""
    desk = ScriptedDesk(make_agent(instrument=SPOT.id), instruments=(SPOT,), terms=NO_DEPTH)
    desk.play(quote(1000, "100", "100.1", instrument=SPOT), last(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(quote(1100, "100", "100.1", instrument=SPOT))
    taken = SPOT.size(desk.position.qty) - Decimal("0.04")
    desk.play(last(2000, "95"), quote(2100, "95", "95.1", str(taken), SPOT))
    assert SPOT.size(desk.position.qty) == Decimal("0.04")
    return desk


def last(ms: int, price: str) -> Trade:
    return replace(trade(ms, price, "1"), instrument=SPOT.id)


def test_a_rest_that_no_venue_takes_is_not_sent_at_every_price() -> None:
    desk = sold_but_for_a_rest()
    for ms in range(3000, 4000, 100):
        desk.play(quote(ms, "95", "95.1", instrument=SPOT), last(ms, "95"))

    assert len([order for order in of(OrderPlaced, desk.records) if order.exit_reason]) == 1
    assert desk.position.leaving is not None


def test_a_rest_leaves_when_it_is_worth_enough_again() -> None:
    desk = sold_but_for_a_rest()

    desk.play(quote(3000, "125", "125.1", instrument=SPOT), last(3000, "125"))
    desk.play(quote(3100, "125", "125.1", instrument=SPOT))

    assert desk.is_flat
