"""PAPER.md, 'Grades of data', candles: continuous inside a bar, a jump at its open; a taker pays
half the spread plus slippage on the path's price."""

import pytest

from core.market import MarketEvent
from core.money import Ppm, Ticks
from core.orders import Order
from core.types import ExitReason, OrderKind, OrderSide, Role, Source
from core.values import replace
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import (
    BUY,
    MS,
    SECOND,
    SELL,
    closed,
    fills,
    mark,
    order,
    paper,
    play,
    point,
    quote,
    ticks,
    told,
    usdt,
)

TERMS = PaperSettings(half_spread=Ppm(1000), slippage=Ppm(2000))
"""0.3 % against the taker: 0.3 on 100. The latency does not count on this grade."""
OPEN = point(60_000, "100", is_jump=True)


def test_a_decision_at_a_close_fills_at_the_next_open_and_pays_for_it() -> None:
    broker = paper(TERMS)
    play(broker, point(59_000, "98"), closed(60_000, "98"))
    broker.submit(order(BUY, "1", ms=60_000))

    (fill,) = fills(play(broker, OPEN))

    assert (fill.price, fill.qty, fill.role) == (ticks("100.3"), 10, Role.TAKER)
    assert (fill.fee, fill.at_ns, fill.slip) == (usdt("0.05015"), 60 * SECOND, 2)
    close, opened = ticks("98"), ticks("100")
    assert fill.price not in (close, opened)


def test_a_seller_receives_less_rounded_against_him() -> None:
    broker = paper(TERMS)
    broker.submit(order(SELL, "1"))

    (fill,) = fills(play(broker, point(60_000, "99.9", is_jump=True)))

    assert fill.price == ticks("99.6")
    assert fill.price != ticks("99.7")


def test_a_closed_candle_alone_fills_no_entry() -> None:
    broker = paper(TERMS)
    broker.submit(order(BUY, "1"))

    assert play(broker, closed(60_000, "98")) == []


EXIT = replace(
    order(SELL, "1", ms=60_000), exit_reason=ExitReason.STOP_LOSS, path_price=ticks("98.5")
)


@pytest.mark.parametrize("event", [point(61_000, "97"), closed(61_000, "97")])
def test_an_exit_at_a_level_fills_on_the_next_event_worse_than_the_level(
    event: MarketEvent,
) -> None:
    broker = paper(TERMS)
    play(broker, OPEN)
    broker.submit(EXIT)

    (fill,) = fills(play(broker, event))

    assert (fill.price, fill.role, fill.at_ns) == (ticks("98.2"), Role.TAKER, 61 * SECOND)
    assert fill.price not in (ticks("98.5"), ticks("97"))


def test_a_take_profit_as_market_pays_as_a_taker_does() -> None:
    broker = paper(TERMS)
    broker.submit(replace(EXIT, exit_reason=ExitReason.TAKE_PROFIT, path_price=ticks("105")))

    assert [fill.price for fill in fills(play(broker, OPEN))] == [ticks("104.6")]


def test_a_take_profit_as_limit_fills_at_its_level_as_a_maker() -> None:
    broker = paper(TERMS)
    at_limit = replace(EXIT, kind=OrderKind.LIMIT, limit=ticks("105"), path_price=ticks("105"))
    broker.submit(at_limit)

    (fill,) = fills(play(broker, OPEN))

    assert (fill.price, fill.role) == (ticks("105"), Role.MAKER)


def resting(limit: str, side: OrderSide = BUY) -> Order:
    return order(side, "1", OrderKind.LIMIT, limit=limit)


def test_a_limit_inside_the_path_fills_at_the_limit() -> None:
    broker = paper(TERMS)
    broker.submit(resting("99"))

    results = play(broker, OPEN, point(80_000, "97"))

    assert told(results) == [("accepted",), ("fill", "99.0", "1.0", "MAKER")]
    assert fills(results)[0].fee == usdt("0.0198")
    assert fills(results)[0].at_ns == 80 * SECOND
    assert fills(results)[0].price != ticks("97")


def test_a_limit_that_the_path_only_touches_does_not_fill() -> None:
    broker = paper(TERMS)
    broker.submit(resting("99"))

    assert told(play(broker, OPEN, point(80_000, "99"), point(100_000, "101"))) == [("accepted",)]


def test_a_limit_jumped_over_by_the_open_fills_at_the_open() -> None:
    """As the grade says of any level; P5's 'never better than its price' is of the book."""
    broker = paper(TERMS)
    broker.submit(resting("99"))

    results = play(broker, OPEN, point(120_000, "96", is_jump=True))

    assert told(results)[1:] == [("fill", "96.0", "1.0", "MAKER")]


def test_a_limit_that_crosses_on_arrival_is_a_taker_within_its_limit() -> None:
    broker = paper(TERMS)
    broker.submit(resting("100.3"))
    broker.submit(replace(resting("100.2"), client_id=order(BUY, "1", name="a-2").client_id))

    assert told(play(broker, OPEN)) == [("fill", "100.3", "1.0", "TAKER"), ("accepted",)]


def stop(trigger: str, side: OrderSide = SELL) -> Order:
    return order(side, "1", OrderKind.STOP_MARKET, trigger=trigger)


def test_a_stop_inside_the_path_fills_worse_than_its_trigger() -> None:
    broker = paper(TERMS)
    broker.submit(stop("98.5"))

    results = play(broker, OPEN, point(80_000, "97"))

    assert told(results)[1:] == [("triggered", "works"), ("fill", "98.2", "1.0", "TAKER")]
    assert fills(results)[0].price not in (ticks("98.5"), ticks("97"))


def test_a_stop_jumped_over_by_the_open_fills_worse_than_the_open() -> None:
    broker = paper(TERMS)
    broker.submit(stop("101.5", BUY))

    results = play(broker, OPEN, point(120_000, "110", is_jump=True))

    assert told(results)[1:] == [("triggered", "works"), ("fill", "110.4", "1.0", "TAKER")]


def test_a_stop_limit_that_the_open_left_behind_rests_and_says_so() -> None:
    broker = paper(TERMS)
    broker.submit(order(SELL, "1", OrderKind.STOP_LIMIT, trigger="98.5", limit="98"))

    results = play(broker, OPEN, point(120_000, "90", is_jump=True), point(130_000, "98.1"))

    assert told(results)[1:] == [("triggered", "skipped"), ("fill", "98.0", "1.0", "MAKER")]


def test_a_take_profit_limit_fills_on_the_rest_of_the_same_way() -> None:
    broker = paper(TERMS)
    broker.submit(order(SELL, "1", OrderKind.TAKE_PROFIT_LIMIT, trigger="104", limit="105"))

    results = play(broker, OPEN, point(80_000, "105.1"))

    assert told(results)[1:] == [("triggered", "works"), ("fill", "105.0", "1.0", "MAKER")]


def test_a_stop_on_mark_is_judged_by_marks_where_there_are_any() -> None:
    broker = paper(TERMS)
    broker.submit(replace(stop("98.5"), source=Source.MARK))

    by_path = play(broker, mark(59_000, "100"), OPEN, point(80_000, "97"))
    by_mark = play(broker, mark(90_000, "98.5"), point(100_000, "97.5"))

    assert told(by_path) == [("accepted",)]
    assert told(by_mark) == [("triggered", "works"), ("fill", "97.2", "1.0", "TAKER")]


def test_without_marks_the_path_stands_for_them() -> None:
    broker = paper(TERMS)
    broker.submit(replace(stop("98.5"), source=Source.MARK))

    assert told(play(broker, OPEN, point(80_000, "97")))[1] == ("triggered", "works")


def test_the_slippage_guard_counts_here_too() -> None:
    broker = paper(TERMS)
    broker.submit(replace(order(BUY, "1"), max_slip=Ticks(1)))

    assert told(play(broker, OPEN)) == [("rejected", "max_slip")]


def test_quotes_after_a_walk_have_their_latency_again() -> None:
    broker = paper(replace(TERMS, jitter_ns=0))
    play(broker, OPEN)
    broker.submit(order(BUY, "1", ms=61_000))

    results = play(broker, quote(61_100, "99.9", "100"), quote(61_250, "100.9", "101"))

    assert [(fill.price, fill.at_ns) for fill in fills(results)] == [(ticks("101"), 61_250 * MS)]
