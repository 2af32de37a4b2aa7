"""P2: depth is walked where known; without it the quote's size, then the stated impact model;
what finds no liquidity is partial, not free."""

from core.money import Ppm
from core.types import Role
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import BUY, SECOND, SELL, book, fills, order, paper, play, quote, told

BOOK = book(1000, "2@99.9 3@99.5", "1@100 2@100.5")
IMPACT = PaperSettings(latency_ns=0, jitter_ns=0, impact=Ppm(2000), impact_levels=3)


def test_a_taker_walks_the_book_one_fill_a_level() -> None:
    broker = paper()
    broker.submit(order(SELL, "4"))

    results = play(broker, BOOK)

    assert told(results) == [("fill", "99.9", "2.0", "TAKER"), ("fill", "99.5", "2.0", "TAKER")]
    naive = ("fill", "99.9", "4.0", "TAKER")
    assert naive not in told(results)
    assert [fill.slip for fill in fills(results)] == [0, 4]
    assert [fill.fill_id for fill in fills(results)] == ["a-1:1", "a-1:2"]


def test_what_the_book_cannot_give_is_cancelled_with_its_reason() -> None:
    broker = paper()
    broker.submit(order(BUY, "5"))

    results = play(broker, BOOK)

    assert told(results) == [
        ("fill", "100.0", "1.0", "TAKER"),
        ("fill", "100.5", "2.0", "TAKER"),
        ("cancelled", "2.0", "no_liquidity"),
    ]
    assert sum(fill.qty for fill in fills(results)) != 50
    assert broker.is_idle(BOOK.instrument)


def test_without_depth_the_impact_model_makes_size_cost() -> None:
    """0.2 % of 100.0 is 0.2 a level; each level holds what the quote displays."""
    broker = paper(IMPACT)
    broker.submit(order(BUY, "5"))

    results = play(broker, quote(1000, "99.9", "100", "2"))

    assert told(results) == [
        ("fill", "100.0", "2.0", "TAKER"),
        ("fill", "100.2", "2.0", "TAKER"),
        ("fill", "100.4", "1.0", "TAKER"),
    ]
    assert ("fill", "100.0", "5.0", "TAKER") not in told(results)


def test_behind_the_last_assumed_level_there_is_nothing() -> None:
    broker = paper(IMPACT)
    broker.submit(order(SELL, "9"))

    results = play(broker, quote(1000, "100", "100.1", "2"))

    assert told(results)[-2:] == [
        ("fill", "99.4", "2.0", "TAKER"),
        ("cancelled", "1.0", "no_liquidity"),
    ]


def test_a_newer_quote_is_the_best_level_and_the_fresh_book_stands_behind_it() -> None:
    broker = paper()
    play(broker, BOOK)
    broker.submit(order(BUY, "3", ms=1001))

    results = play(broker, quote(1002, "99.9", "100.2", "1"))

    assert told(results) == [("fill", "100.2", "1.0", "TAKER"), ("fill", "100.5", "2.0", "TAKER")]


def test_a_book_gone_stale_is_not_walked_any_more() -> None:
    broker = paper(IMPACT)
    play(broker, BOOK)
    broker.submit(order(BUY, "2", ms=2000))

    results = play(broker, quote(4001, "99.9", "100", "1"))

    assert told(results)[-1] == ("fill", "100.2", "1.0", "TAKER")
    assert [fill.at_ns for fill in fills(results)] == [4001 * SECOND // 1000] * 2
    assert {fill.role for fill in fills(results)} == {Role.TAKER}


def test_one_side_may_be_empty() -> None:
    broker = paper()
    broker.submit(order(BUY, "1"))

    assert told(play(broker, book(1000, "1@99", ""))) == [("cancelled", "1.0", "no_liquidity")]
