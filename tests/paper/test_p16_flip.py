"""P16: the open leg of a flip goes when its close leg is filled whole, in the same event; if that
fails, the result is flat, said so."""

from core.orders import Order
from core.types import ClientId
from core.values import replace
from tests.paper.script import MS, SELL, book, fills, order, paper, play, quote, told

CLOSE = order(SELL, "2", name="a-1")


def open_leg(size: str = "1") -> Order:
    return replace(order(SELL, size, name="a-2"), after=CLOSE.client_id)


def test_both_legs_fill_in_one_event_with_two_fees() -> None:
    broker = paper()
    broker.submit(CLOSE)
    broker.submit(open_leg())

    results = fills(play(broker, book(1000, "2@99.9 5@99", "1@100")))

    assert [(fill.client_id, fill.price, fill.qty, fill.fee) for fill in results] == [
        ("a-1", 999, 20, 9_990_000),
        ("a-2", 990, 10, 4_950_000),
    ]
    assert {fill.at_ns for fill in results} == {1000 * MS}
    assert len(results) != 1


def test_a_close_leg_filled_in_part_leaves_the_rest_and_opens_nothing() -> None:
    broker = paper()
    broker.submit(CLOSE)
    broker.submit(open_leg())

    results = play(broker, book(1000, "1@99.9", "1@100"))

    assert told(results) == [
        ("fill", "99.9", "1.0", "TAKER"),
        ("cancelled", "1.0", "no_liquidity"),
        ("cancelled", "1.0", "flip_close_failed"),
    ]
    assert broker.is_idle(CLOSE.instrument)


def test_the_open_leg_is_held_as_long_as_the_close_leg_works() -> None:
    broker = paper()
    broker.submit(replace(CLOSE, decided_at_ns=2000 * MS))
    broker.submit(open_leg())

    early = play(broker, quote(1000, "99.9", "100"))
    results = play(broker, quote(2000, "98.9", "99"))

    assert early == []
    assert [fill.client_id for fill in fills(results)] == ["a-1", "a-2"]


def test_a_refused_open_leg_leaves_the_close_leg_filled() -> None:
    broker = paper()
    broker.submit(CLOSE)
    broker.submit(open_leg("6000"))

    results = play(broker, quote(1000, "99.9", "100"))

    assert told(results) == [("fill", "99.9", "2.0", "TAKER"), ("rejected", "max_qty")]


def test_an_open_leg_whose_close_leg_nobody_knows_opens_nothing() -> None:
    broker = paper()
    broker.submit(replace(open_leg(), after=ClientId("gone")))

    results = play(broker, quote(1000, "99.9", "100"))

    assert told(results) == [("cancelled", "1.0", "flip_close_failed")]


def test_an_open_leg_sent_after_its_close_leg_was_filled_goes_its_way() -> None:
    broker = paper()
    broker.submit(CLOSE)
    play(broker, quote(1000, "99.9", "100"))
    broker.submit(open_leg())

    assert told(play(broker, quote(2000, "99.9", "100"))) == [("fill", "99.9", "1.0", "TAKER")]
