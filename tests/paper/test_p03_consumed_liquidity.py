"""P3: what was taken from a level stays taken until the level refreshes."""

import pytest

from core.market import MarketEvent
from core.money import Ppm
from core.types import OrderKind
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import BUY, SELL, book, fills, order, paper, play, quote, told

BOOK = book(1000, "5@99.9", "3@100 5@100.5")


def after_buying_two(*between: MarketEvent) -> SimulatedBroker:
    broker = paper()
    broker.submit(order(BUY, "2", name="a-1"))
    play(broker, BOOK, *between)
    broker.submit(order(BUY, "2", name="a-2", ms=1001))
    return broker


def test_the_same_book_shown_again_offers_only_what_was_left() -> None:
    broker = after_buying_two()

    results = play(broker, book(2000, "5@99.9", "3@100 5@100.5"))

    assert told(results) == [("fill", "100.0", "1.0", "TAKER"), ("fill", "100.5", "1.0", "TAKER")]
    assert ("fill", "100.0", "2.0", "TAKER") not in told(results)


def test_two_orders_of_one_event_share_the_level() -> None:
    broker = paper()
    broker.submit(order(BUY, "2", name="a-1"))
    broker.submit(order(BUY, "2", name="b-1"))

    results = play(broker, BOOK)

    assert [(fill.client_id, fill.price, fill.qty) for fill in fills(results)] == [
        ("a-1", 1000, 20),
        ("b-1", 1000, 10),
        ("b-1", 1005, 10),
    ]


@pytest.mark.parametrize("asks", ["4@100 5@100.5", "2@100 5@100.5"])
def test_a_level_of_another_displayed_size_is_fresh(asks: str) -> None:
    broker = after_buying_two()

    results = play(broker, book(2000, "5@99.9", asks))

    assert told(results) == [("fill", "100.0", "2.0", "TAKER")]


def test_a_level_that_vanished_and_came_back_is_fresh() -> None:
    broker = after_buying_two(book(1500, "5@99.9", "5@100.5"))

    results = play(broker, book(2000, "5@99.9", "3@100 5@100.5"))

    assert told(results) == [("fill", "100.0", "2.0", "TAKER")]


def test_a_quote_that_leaves_and_comes_back_is_fresh() -> None:
    broker = paper()
    broker.submit(order(BUY, "2", name="a-1"))
    play(broker, quote(1000, "99.9", "100", "3"), quote(1500, "100.4", "100.5", "9"))
    broker.submit(order(BUY, "2", name="a-2", ms=1600))

    results = play(broker, quote(2000, "99.9", "100", "3"))

    assert told(results) == [("fill", "100.0", "2.0", "TAKER")]


def test_levels_assumed_behind_a_quote_are_eaten_as_well() -> None:
    broker = paper(PaperSettings(latency_ns=0, jitter_ns=0, impact=Ppm(1000)))
    broker.submit(order(SELL, "3", name="a-1"))
    broker.submit(order(SELL, "2", name="a-2"))

    results = play(broker, quote(1000, "100", "100.1", "2"))

    assert [(fill.client_id, fill.price, fill.qty) for fill in fills(results)] == [
        ("a-1", 1000, 20),
        ("a-1", 999, 10),
        ("a-2", 999, 10),
        ("a-2", 998, 10),
    ]


def test_a_resting_order_does_not_take_what_it_has_taken_already() -> None:
    broker = paper()
    broker.submit(order(BUY, "4", OrderKind.LIMIT, limit="100"))

    first = play(broker, quote(1000, "99.9", "100", "3"))
    again = play(broker, quote(2000, "99.9", "100", "3"))
    refreshed = play(broker, quote(3000, "99.9", "100", "2"))

    assert told(first) == [("accepted",), ("fill", "100.0", "3.0", "TAKER")]
    assert again == []
    assert told(refreshed) == [("fill", "100.0", "1.0", "MAKER")]


def test_two_resting_orders_share_the_quote_that_crosses_them() -> None:
    broker = paper()
    for name in ("a-1", "a-2"):
        broker.submit(order(BUY, "2", OrderKind.LIMIT, name=name, limit="99"))
    play(broker, quote(1000, "99.9", "100"))

    results = play(broker, quote(2000, "98.8", "98.9", "3"), quote(3000, "98.8", "98.9", "3"))

    assert [(fill.client_id, fill.price, fill.qty) for fill in fills(results)] == [
        ("a-1", 990, 20),
        ("a-2", 990, 10),
    ]
