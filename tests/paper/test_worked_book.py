"""PAPER.md, 'A worked book': the five rows, each with the answer rivals were seen to give."""

from core.money import Ticks
from core.orders import Fill
from core.types import OrderKind, Role
from core.values import replace
from tests.paper.script import (
    AT_ONCE,
    BUY,
    SECOND,
    SELL,
    book,
    fills,
    order,
    paper,
    play,
    ticks,
    told,
    trade,
    usdt,
)

BIDS = "1@99.9 1@99"
ASKS = "1@100 1@100.5 1@101 1@110"
BOOK = book(1000, BIDS, ASKS)


def average(done: list[Fill]) -> float:
    return sum(fill.price * fill.qty for fill in done) / sum(fill.qty for fill in done) / 10


def test_a_crossing_limit_buys_at_the_ask_and_not_at_its_limit() -> None:
    broker = paper()
    broker.submit(order(BUY, "0.5", OrderKind.LIMIT, limit="100.9"))

    (fill,) = fills(play(broker, BOOK))

    assert (fill.price, fill.qty, fill.role) == (ticks("100"), 5, Role.TAKER)
    assert fill.price != ticks("100.9")
    assert fill.fee == usdt("0.025")
    assert fill.at_ns == SECOND


def test_a_large_limit_takes_what_stands_there_and_rests_with_the_rest() -> None:
    broker = paper()
    broker.submit(order(BUY, "500", OrderKind.LIMIT, limit="100.9"))

    results = play(broker, BOOK)

    assert told(results) == [
        ("accepted",),
        ("fill", "100.0", "1.0", "TAKER"),
        ("fill", "100.5", "1.0", "TAKER"),
    ]
    assert average(fills(results)) == 100.25
    assert [fill.fee for fill in fills(results)] == [usdt("0.05"), usdt("0.05025")]
    assert sum(fill.qty for fill in fills(results)) != 5000


def test_what_rests_of_it_is_a_maker_when_it_fills_later() -> None:
    broker = paper()
    broker.submit(order(BUY, "500", OrderKind.LIMIT, limit="100.9"))
    play(broker, BOOK)

    (fill,) = fills(play(broker, trade(2000, "100.8", "3")))

    assert (fill.price, fill.qty, fill.role) == (ticks("100.9"), 30, Role.MAKER)
    assert fill.fee == usdt("0.06054")
    assert fill.at_ns == 2 * SECOND


def test_a_market_order_fills_the_four_that_are_there_and_no_more() -> None:
    broker = paper()
    broker.submit(order(BUY, "500"))

    results = play(broker, BOOK)

    assert told(results) == [
        ("fill", "100.0", "1.0", "TAKER"),
        ("fill", "100.5", "1.0", "TAKER"),
        ("fill", "101.0", "1.0", "TAKER"),
        ("fill", "110.0", "1.0", "TAKER"),
        ("cancelled", "496.0", "no_liquidity"),
    ]
    assert average(fills(results)) == 102.875
    assert [fill.slip for fill in fills(results)] == [0, 5, 10, 100]
    assert sum(fill.qty for fill in fills(results)) != 5000


def test_a_market_order_is_refused_up_front_by_its_slippage_guard() -> None:
    broker = paper()
    broker.submit(replace(order(BUY, "3.5"), max_slip=Ticks(99)))

    assert told(play(broker, BOOK)) == [("rejected", "max_slip")]


def test_a_market_order_within_its_slippage_guard_fills() -> None:
    broker = paper()
    broker.submit(replace(order(BUY, "3.5"), max_slip=Ticks(100)))

    assert sum(fill.qty for fill in fills(play(broker, BOOK))) == 35


def test_the_guard_refuses_what_the_book_cannot_fill_whole() -> None:
    broker = paper()
    broker.submit(replace(order(BUY, "500"), max_slip=Ticks(1000)))

    assert told(play(broker, BOOK)) == [("rejected", "max_slip")]


def test_the_paper_settings_guard_entries_and_never_hold_back_an_exit() -> None:
    broker = paper(replace(AT_ONCE, max_slip=Ticks(5)))
    broker.submit(order(SELL, "2", name="a-1"))
    broker.submit(replace(order(SELL, "2", name="a-2"), is_reduce_only=True))

    assert told(play(broker, BOOK)) == [
        ("rejected", "max_slip"),
        ("fill", "99.9", "1.0", "TAKER"),
        ("fill", "99.0", "1.0", "TAKER"),
    ]


def test_a_stop_sells_at_the_next_bid_and_not_at_its_trigger() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.STOP_MARKET, trigger="98.5"))

    results = play(broker, BOOK, trade(2000, "98.4", "1"), book(3000, "1@90", "1@91"))

    assert told(results) == [
        ("accepted",),
        ("triggered", "works"),
        ("fill", "90.0", "1.0", "TAKER"),
    ]
    (fill,) = fills(results)
    assert fill.fee == usdt("0.045")
    assert fill.at_ns == 3 * SECOND
    assert fill.price not in (ticks("98.5"), ticks("98"))


def test_the_book_that_jumped_over_the_stop_fills_it_where_nothing_is_printed() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.STOP_MARKET, trigger="98.5"))

    results = play(broker, BOOK, book(2000, "1@90", "1@91"))

    assert told(results)[1:] == [("triggered", "works"), ("fill", "90.0", "1.0", "TAKER")]


def test_a_stop_limit_left_behind_rests_unfilled_and_says_so() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.STOP_LIMIT, trigger="98.5", limit="98"))

    results = play(
        broker,
        BOOK,
        trade(2000, "98.4", "1"),
        book(3000, "1@90", "1@91"),
        book(4000, "1@90", "1@91"),
    )

    assert told(results) == [("accepted",), ("triggered", "skipped")]
    assert not broker.is_idle(order(SELL, "1").instrument)
