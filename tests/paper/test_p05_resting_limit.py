"""P5: a resting limit fills when a trade prints beyond it, or after the displayed queue ahead of
it has traded at it; never better than its price."""

import pytest

from core.types import OrderKind, Role, TimeInForce
from core.values import replace
from exchanges.simulated.broker import SimulatedBroker
from tests.paper.script import (
    BUY,
    SECOND,
    SELL,
    book,
    fills,
    order,
    paper,
    play,
    quote,
    ticks,
    told,
    trade,
    usdt,
)

BOOK = book(1000, "4@99.9 6@99.8 2@99", "5@100 5@100.5")


def resting(limit: str, size: str = "2") -> SimulatedBroker:
    """A buy that rests in the book of an instrument with prints."""
    broker = paper()
    broker.submit(order(BUY, size, OrderKind.LIMIT, limit=limit))
    results = play(broker, trade(900, "100", "1", BUY), BOOK)
    assert told(results) == [("accepted",)]
    return broker


def test_a_touch_does_not_fill_it() -> None:
    broker = resting("99.8")

    assert play(broker, trade(2000, "99.8", "6")) == []


def test_it_fills_when_the_queue_ahead_has_traded() -> None:
    broker = resting("99.8")

    first = play(broker, trade(2000, "99.8", "5"))
    results = play(broker, trade(3000, "99.8", "2"))

    assert first == []
    assert told(results) == [("fill", "99.8", "1.0", "MAKER")]
    assert fills(results)[0].fee == usdt("0.01996")
    assert fills(results)[0].at_ns == 3 * SECOND
    assert told(play(broker, trade(4000, "99.8", "9"))) == [("fill", "99.8", "1.0", "MAKER")]


def test_a_print_of_buyers_at_its_price_moves_no_queue() -> None:
    broker = resting("99.8")

    assert play(broker, trade(2000, "99.8", "50", BUY)) == []


def test_a_print_beyond_fills_it_at_its_own_price() -> None:
    broker = resting("99.8")

    (fill,) = fills(play(broker, trade(2000, "99.5", "10")))

    assert (fill.price, fill.qty, fill.role) == (ticks("99.8"), 20, Role.MAKER)
    assert fill.price != ticks("99.5")
    assert fill.slip == 0


def test_a_small_print_beyond_fills_no_more_than_was_printed() -> None:
    broker = resting("99.8", "8")

    assert told(play(broker, trade(2000, "99.5", "3"))) == [("fill", "99.8", "3.0", "MAKER")]


def test_the_quote_crossing_it_is_no_print() -> None:
    broker = resting("99.8")

    assert play(broker, quote(2000, "99.5", "99.6")) == []


def test_inside_the_spread_it_is_first_in_line() -> None:
    broker = paper()
    broker.submit(order(BUY, "2", OrderKind.LIMIT, limit="99.9"))
    play(broker, trade(900, "100", "1", BUY), book(1000, "6@99.8", "5@100"))

    assert told(play(broker, trade(2000, "99.9", "1"))) == [("fill", "99.9", "1.0", "MAKER")]


def test_a_queue_out_of_sight_is_learnt_when_it_is_displayed() -> None:
    broker = resting("98.5")

    unseen = play(broker, trade(2000, "98.5", "50"), quote(3000, "98.5", "98.7", "4"))
    results = play(broker, trade(4000, "98.5", "4"), trade(5000, "98.5", "1"))

    assert unseen == []
    assert told(results) == [("fill", "98.5", "1.0", "MAKER")]
    assert fills(results)[0].at_ns == 5 * SECOND


def test_one_print_is_not_filled_twice_and_the_better_price_comes_first() -> None:
    broker = paper()
    broker.submit(order(BUY, "2", OrderKind.LIMIT, name="a-1", limit="99"))
    broker.submit(order(BUY, "2", OrderKind.LIMIT, name="a-2", limit="99.5"))
    play(broker, trade(900, "100", "1", BUY), BOOK)

    results = play(broker, trade(2000, "98", "3"))

    assert [(fill.client_id, fill.price, fill.qty) for fill in fills(results)] == [
        ("a-2", 995, 20),
        ("a-1", 990, 10),
    ]


def test_buyers_of_asks_it_has_taken_itself_do_not_fill_it() -> None:
    broker = paper()
    broker.submit(order(BUY, "9", OrderKind.LIMIT, limit="100.2"))
    play(broker, trade(900, "100", "1", BUY), BOOK)

    assert play(broker, trade(2000, "100", "5", BUY)) == []
    assert told(play(broker, trade(3000, "99.9", "1"))) == [("fill", "100.2", "1.0", "MAKER")]


@pytest.mark.parametrize("ask", ["99.8", "99.5"])
def test_on_quotes_alone_the_quote_crossing_it_fills_it_at_its_price(ask: str) -> None:
    broker = paper()
    broker.submit(order(BUY, "3", OrderKind.LIMIT, limit="99.8"))
    play(broker, quote(1000, "99.9", "100"))

    results = play(broker, quote(2000, "99.4", ask, "2"))

    assert told(results) == [("fill", "99.8", "2.0", "MAKER")]
    assert fills(results)[0].at_ns == 2 * SECOND


def test_on_quotes_alone_a_bid_at_its_price_does_not_fill_it() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.LIMIT, limit="101"))

    results = play(broker, quote(1000, "99.9", "100"), quote(2000, "100.9", "101"))

    assert told(results) == [("accepted",)]


def test_immediate_or_cancel_takes_what_is_there_and_ends() -> None:
    broker = paper()
    asked = order(BUY, "7", OrderKind.LIMIT, limit="100")
    broker.submit(replace(asked, time_in_force=TimeInForce.IOC))

    assert told(play(broker, BOOK)) == [
        ("fill", "100.0", "5.0", "TAKER"),
        ("cancelled", "2.0", "ioc"),
    ]


@pytest.mark.parametrize(
    ("size", "answer"),
    [("5", ("fill", "100.0", "5.0", "TAKER")), ("5.1", ("cancelled", "5.1", "fok"))],
)
def test_fill_or_kill_is_all_or_nothing(size: str, answer: tuple[str, ...]) -> None:
    broker = paper()
    asked = order(BUY, size, OrderKind.LIMIT, limit="100")
    broker.submit(replace(asked, time_in_force=TimeInForce.FOK))

    assert told(play(broker, BOOK)) == [answer]
