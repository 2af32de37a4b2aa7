"""P8: the venue's filters and refusals, by the function that every adapter calls."""

import dataclasses

import pytest

from core.instrument import Band
from core.market import MarketEvent
from core.money import Ppm, Steps, Ticks
from core.orders import Order
from core.types import ClientId, OrderKind, Source
from core.values import replace
from exchanges.filters import check
from exchanges.simulated.broker import SimulatedBroker
from tests.paper.script import (
    AT_ONCE,
    BUY,
    PERP,
    SELL,
    SPOT,
    book,
    mark,
    order,
    paper,
    play,
    point,
    told,
    trade,
)

BOOK = book(1000, "1000@99.9", "1000@100")
LIMIT, MARKET = OrderKind.LIMIT, OrderKind.MARKET


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(order(BUY, "1"), qty=Steps(0)), "min_qty"),
        (order(BUY, "5000.1"), "max_qty"),
        (order(BUY, "10000.1", LIMIT, limit="1"), "max_qty"),
        (order(BUY, "10000", LIMIT, limit="1"), ""),
        (order(BUY, "0.1", LIMIT, limit="49.9"), "min_notional"),
        (order(BUY, "0.1", LIMIT, limit="50"), ""),
        (order(BUY, "0.1"), ""),
        (order(BUY, "1", LIMIT), "bad_price"),
        (order(BUY, "1", OrderKind.STOP_LIMIT, limit="100"), "bad_trigger"),
        (order(BUY, "1", OrderKind.STOP_LIMIT, trigger="100"), "bad_price"),
        (order(BUY, "1", OrderKind.STOP_MARKET), "bad_trigger"),
        (order(BUY, "0.1", OrderKind.STOP_MARKET, trigger="49"), "min_notional"),
    ],
)
def test_the_filters_refuse_by_code(asked: Order, code: str) -> None:
    assert check(asked, PERP, reference_price=1000) == code


BANDED = dataclasses.replace(
    PERP,
    min_price=Ticks(10),
    max_price=Ticks(5_000),
    band=Band(buy_high=Ppm(1_050_000), sell_low=Ppm(950_000)),
)


@pytest.mark.parametrize(
    ("asked", "reference", "code"),
    [
        (order(BUY, "10", LIMIT, limit="105"), 1000, ""),
        (order(BUY, "10", LIMIT, limit="105.1"), 1000, "price_band"),
        (order(SELL, "10", LIMIT, limit="95"), 1000, ""),
        (order(SELL, "10", LIMIT, limit="94.9"), 1000, "price_band"),
        (order(BUY, "10", LIMIT, limit="50"), 1000, ""),
        (order(BUY, "10", LIMIT, limit="0.9"), 1000, "price_band"),
        (order(SELL, "10", LIMIT, limit="500"), 1000, ""),
        (order(SELL, "10", LIMIT, limit="500.1"), 1000, "price_band"),
        (order(BUY, "10", LIMIT, limit="400"), 0, ""),
        (order(BUY, "10"), 1000, ""),
    ],
)
def test_a_price_too_far_from_the_venues_own_is_refused(
    asked: Order, reference: int, code: str
) -> None:
    assert check(asked, BANDED, reference_price=reference) == code


def test_the_band_of_a_perpetual_is_counted_from_its_mark() -> None:
    broker = SimulatedBroker({PERP.id: BANDED}, seed=7, config=AT_ONCE)
    play(broker, BOOK, mark(1000, "120"))
    broker.submit(order(BUY, "10", LIMIT, limit="126"))
    broker.submit(order(BUY, "10", LIMIT, limit="126.1", name="a-2"))

    results = told(play(broker, mark(1100, "120"), replace(BOOK, at_ns=BOOK.at_ns + 1)))

    assert results.count(("rejected", "price_band")) == 1
    assert [result[0] for result in results].count("fill") == 1


def test_a_market_order_is_valued_at_the_reference_price() -> None:
    assert check(order(BUY, "0.1"), PERP, reference_price=499) == "min_notional"
    assert check(order(BUY, "0.1"), PERP, reference_price=0) == ""


def test_what_only_reduces_is_free_of_the_minimum_on_perpetuals_alone() -> None:
    small = replace(order(SELL, "0.1"), is_reduce_only=True)
    on_spot = replace(small, instrument=SPOT.id)

    assert check(small, PERP, reference_price=100) == ""
    assert check(on_spot, SPOT, reference_price=100) == "min_notional"


def test_a_closed_instrument_refuses_everything() -> None:
    assert (
        check(order(BUY, "1"), dataclasses.replace(PERP, is_open=False), 1000)
        == "instrument_closed"
    )


def test_the_broker_answers_with_the_code_and_fills_nothing() -> None:
    broker = paper()
    broker.submit(order(BUY, "5000.1"))

    results = play(broker, BOOK)

    assert told(results) == [("rejected", "max_qty")]
    assert ("fill", "100.0", "1000.0", "TAKER") not in told(results)
    assert broker.is_idle(PERP.id)


def test_the_broker_of_a_closed_instrument_refuses() -> None:
    closed = dataclasses.replace(PERP, is_open=False)
    broker = SimulatedBroker({closed.id: closed}, seed=1, config=AT_ONCE)
    broker.submit(order(BUY, "1"))

    assert told(play(broker, BOOK)) == [("rejected", "instrument_closed")]


STOP = order(SELL, "1", OrderKind.STOP_MARKET, trigger="99.9")


@pytest.mark.parametrize("heard", [BOOK, trade(900, "99.9", "1"), point(1000, "99.9")])
def test_a_stop_that_would_trigger_at_once_is_refused(heard: MarketEvent) -> None:
    broker = paper()
    broker.submit(STOP)

    assert told(play(broker, heard, BOOK)) == [("rejected", "would_trigger")]


def test_a_stop_on_mark_is_judged_by_the_mark_alone() -> None:
    broker = paper()
    broker.submit(replace(STOP, source=Source.MARK))
    broker.submit(replace(STOP, source=Source.MARK, client_id=ClientId("b-1"), trigger=Ticks(990)))

    results = play(broker, mark(900, "99.85"), trade(950, "90", "1"), BOOK)

    assert told(results) == [("rejected", "would_trigger"), ("accepted",)]
