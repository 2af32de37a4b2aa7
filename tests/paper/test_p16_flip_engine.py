"""P16: a flip is two fills and two fees with the result booked in between, told as one; where the
open leg is refused it is flat, and said so."""

from core.events import (
    EntryRefused,
    FillBooked,
    FlipLeftFlat,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    PositionFlipped,
    PositionOpened,
    PositionReduced,
)
from core.trading import Limit, RefusalCode, RiskSettings
from core.types import Action, ExitReason, OrderState, Purpose, Side
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.desk import ROOMY, ScriptedDesk, make_agent, of, prices, the
from tests.paper.script import PERP, quote, usdt

NO_DEPTH = PaperSettings(latency_ns=0, jitter_ns=0, impact_levels=0)
"""Behind the quote there is nothing."""


def long(risk: RiskSettings = ROOMY) -> ScriptedDesk:
    """19.6 at 100.1."""
    desk = ScriptedDesk(make_agent(risk=risk), terms=NO_DEPTH)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    return desk


def test_two_fills_two_fees_and_the_result_between_them() -> None:
    desk = long()
    booked = len(desk.ledger)
    desk.signal(Action.SELL)

    records = desk.play(*prices(2000, "104"))

    fills = of(FillBooked, records)
    assert [(str(fill.price), str(fill.qty)) for fill in fills] == [
        ("104.0", "19.6"),
        ("104.0", "19.5"),
    ]
    entries = [(entry.kind, entry.amount) for entry in desk.ledger[booked:]]
    assert entries == [
        ("fee", -usdt("1.0192")),
        ("realised", usdt("76.44")),
        ("fee", -usdt("1.014")),
    ]
    assert len(fills) != 1  # one order of twice the size, and one fee


def test_it_is_told_once_and_as_one_thing() -> None:
    desk = long()
    desk.signal(Action.SELL)

    records = desk.play(*prices(2000, "104"))

    flipped = the(PositionFlipped, records)
    assert (flipped.closed.reason, flipped.opened) == (ExitReason.FLIP, Side.SHORT)
    assert str(flipped.closed.gross) == "76.44000000"
    assert flipped.trade_id == desk.position.trade_id != flipped.closed.trade_id
    assert of(PositionOpened, records) == []
    assert [owed.name for owed in desk.journal.units[-1].owed] == ["paper_position_flipped"]


def test_the_new_position_has_levels_of_its_own_entry() -> None:
    desk = long()
    desk.signal(Action.SELL)
    desk.play(*prices(2000, "104"))

    held = desk.position

    assert held.side is Side.SHORT
    assert (PERP.price(held.stop or 0), PERP.price(held.target or 0)) == (
        PERP.price(1092),
        PERP.price(936),
    )


def test_a_refused_open_leg_leaves_it_flat_and_says_so() -> None:
    """20 are displayed: the close takes 19.6 of them, the open finds 0.4 and nothing behind."""
    desk = long()
    desk.signal(Action.SELL)

    records = desk.play(*prices(2000, "104", size="20"))

    told = the(FlipLeftFlat, records)
    assert (told.reason, str(told.closed.gross)) == ("max_slip", "76.44000000")
    assert desk.is_flat
    assert not of(PositionFlipped, records)
    assert not of(PositionOpened, records)
    assert [owed.name for owed in desk.journal.units[-1].owed] == ["paper_flip_left_flat"]
    assert not desk.engine.state.orders


def test_where_a_gate_refuses_the_open_leg_the_close_leg_is_sent_alone() -> None:
    desk = long(replace(ROOMY, daily_loss=Limit.percent("0.1")))
    desk.play(*prices(1500, "99"))

    refused = desk.signal(Action.SELL)
    records = desk.play(*prices(2000, "99"))

    assert the(EntryRefused, refused).code is RefusalCode.DAILY_LOSS
    assert the(PositionClosed, records).result.reason is ExitReason.SIGNAL
    assert desk.is_flat


def test_a_flip_that_a_person_asked_for_is_made_whole_or_not_at_all() -> None:
    desk = long(replace(ROOMY, daily_loss=Limit.percent("0.1")))
    desk.play(*prices(1500, "99"))
    wish = desk.make_signal(Action.SELL)

    records = desk.do(desk.engine.force(wish, desk.now_ns))

    assert the(EntryRefused, records).code is RefusalCode.DAILY_LOSS
    assert desk.position.side is Side.LONG
    assert not desk.engine.state.orders


def test_where_a_gate_refuses_for_a_moment_the_whole_flip_waits() -> None:
    desk = long()
    desk.play(quote(1500, "99", "106"))

    refused = desk.signal(Action.SELL)

    assert the(EntryRefused, refused).code is RefusalCode.SPREAD_TOO_WIDE
    assert desk.position.side is Side.LONG
    assert not desk.engine.state.orders


def test_a_close_leg_filled_in_part_keeps_the_rest_protected_and_flips_later() -> None:
    desk = long()
    signal = desk.make_signal(Action.SELL)
    desk.do(desk.engine.on_signal(signal, desk.now_ns))

    records = desk.play(*prices(2000, "104", size="10"))

    ended = {end.client_id: end.state for end in of(OrderEnded, records)}
    assert list(ended.values()) == [OrderState.CANCELLED, OrderState.CANCELLED]
    assert str(the(PositionReduced, records).left) == "9.6"
    assert (desk.position.side, desk.position.stop) == (Side.LONG, 951)

    again = of(OrderPlaced, desk.do(desk.engine.on_signal(signal, desk.now_ns)))
    records = desk.play(*prices(3000, "104"))

    assert [(order.purpose, str(order.qty)) for order in again] == [
        (Purpose.EXIT, "9.6"),
        (Purpose.ENTRY, str(PERP.size(desk.position.qty))),
    ]
    assert the(PositionFlipped, records).opened is Side.SHORT


def test_the_margin_of_both_legs_is_asked_for_as_one() -> None:
    """All the money is in the long; only what its close frees can carry the short."""
    desk = ScriptedDesk(make_agent(leverage=1), balance="1963", terms=NO_DEPTH)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    assert desk.engine.state.ledger.cash < usdt("100")

    desk.signal(Action.SELL)

    assert the(PositionFlipped, desk.play(*prices(1200, "100"))).opened is Side.SHORT


def test_a_used_signal_flips_once() -> None:
    desk = long()
    signal = desk.make_signal(Action.SELL)
    desk.do(desk.engine.on_signal(signal, desk.now_ns))
    desk.play(*prices(2000, "104"))

    assert desk.do(desk.engine.on_signal(signal, desk.now_ns)) == []


def test_a_flip_under_way_is_not_asked_twice() -> None:
    desk = long()
    desk.signal(Action.SELL)

    records = desk.signal(Action.SELL)

    assert [record.topic for record in records] == ["entry_refused"]


def test_a_stop_hit_while_the_flip_is_under_way_sends_no_third_order() -> None:
    desk = ScriptedDesk(terms=PaperSettings(latency_ns=250_000_000, jitter_ns=0))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    desk.signal(Action.SELL)

    records = desk.play(*prices(1400, "90"))
    assert of(OrderPlaced, records) == []

    records = desk.play(quote(1600, "89", "89.1"))
    assert the(PositionClosed, records).result.reason is ExitReason.FLIP
    assert the(PositionFlipped, records).opened is Side.SHORT
