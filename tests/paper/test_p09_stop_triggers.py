"""P9: a stop triggers on its declared source, then fills as a taker at the next quote; through a
gap at the worse price, never at the trigger."""

import pytest

from core.market import MarketEvent
from core.orders import Order
from core.types import OrderKind, OrderSide, Role, Source
from core.values import replace
from exchanges.simulated.broker import SimulatedBroker
from tests.paper.script import (
    BUY,
    PERP,
    SECOND,
    SELL,
    fills,
    mark,
    order,
    paper,
    play,
    quote,
    ticks,
    told,
    trade,
    usdt,
)


def stop(side: OrderSide, trigger: str, source: Source = Source.LAST) -> Order:
    return replace(order(side, "1", OrderKind.STOP_MARKET, trigger=trigger), source=source)


def waiting(asked: Order) -> SimulatedBroker:
    """At the venue, with a market around 100 of prints, marks and quotes."""
    broker = paper()
    broker.submit(asked)
    heard = (trade(900, "100", "1"), mark(900, "100"), quote(1000, "99.9", "100.1"))
    assert told(play(broker, *heard)) == [("accepted",)]
    return broker


def test_a_print_at_the_trigger_fires_and_the_next_quote_fills() -> None:
    broker = waiting(stop(SELL, "98.5"))

    fired = play(broker, trade(2000, "98.5", "1"))
    results = play(broker, quote(2100, "98.3", "98.6"), quote(2200, "99", "99.1"))

    assert fired == []
    assert told(results) == [("triggered", "works"), ("fill", "98.3", "1.0", "TAKER")]
    assert fills(results)[0].price != ticks("98.5")
    assert fills(results)[0].at_ns == 2100 * SECOND // 1000


def test_a_gap_fills_at_the_worse_price() -> None:
    broker = waiting(stop(BUY, "102"))

    (fill,) = fills(play(broker, trade(2000, "110", "1"), quote(2100, "111", "111.5")))

    assert (fill.price, fill.role, fill.fee) == (ticks("111.5"), Role.TAKER, usdt("0.05575"))
    assert fill.price not in (ticks("102"), ticks("110"))


@pytest.mark.parametrize(
    ("source", "event", "fires"),
    [
        (Source.LAST, mark(2000, "90"), False),
        (Source.LAST, quote(2000, "90", "90.1"), False),
        (Source.LAST, trade(2000, "98.6", "1"), False),
        (Source.LAST, trade(2000, "98.5", "1"), True),
        (Source.MARK, trade(2000, "90", "1"), False),
        (Source.MARK, quote(2000, "90", "90.1"), False),
        (Source.MARK, mark(2000, "98.50000001"), False),
        (Source.MARK, mark(2000, "98.5"), True),
        (Source.MARK, mark(2000, "98.49999999"), True),
    ],
)
def test_only_the_declared_source_fires(source: Source, event: MarketEvent, fires: bool) -> None:
    broker = waiting(stop(SELL, "98.5", source))

    results = play(broker, event, quote(2100, "99.9", "100.1"))

    assert bool(fills(results)) is fires


@pytest.mark.parametrize(
    ("price", "fires"), [("101.50000000", True), ("101.49999999", False), ("101.50000001", True)]
)
def test_a_mark_between_ticks_compares_exactly_upwards(price: str, fires: bool) -> None:
    broker = waiting(stop(BUY, "101.5", Source.MARK))

    results = play(broker, mark(2000, price), quote(2100, "101.4", "101.6"))

    assert bool(fills(results)) is fires


def test_a_stop_on_mark_waits_for_a_mark_however_long_none_comes() -> None:
    broker = paper()
    broker.submit(stop(SELL, "98.5", Source.MARK))

    results = play(broker, quote(1000, "99.9", "100"), quote(2000, "90", "90.1"))

    assert told(results) == [("accepted",)]


def test_a_triggered_stop_limit_takes_up_to_its_limit() -> None:
    asked = order(SELL, "1", OrderKind.STOP_LIMIT, trigger="98.5", limit="98")
    broker = waiting(asked)

    results = play(broker, trade(2000, "98.5", "1"), quote(2100, "98.2", "98.4"))

    assert told(results) == [("triggered", "works"), ("fill", "98.2", "1.0", "TAKER")]


def test_a_skipped_stop_limit_is_a_maker_when_the_market_comes_back() -> None:
    asked = order(SELL, "1", OrderKind.STOP_LIMIT, trigger="98.5", limit="98")
    broker = waiting(asked)

    results = play(
        broker,
        trade(2000, "97", "1"),
        quote(2100, "96.9", "97.1"),
        trade(3000, "98.1", "5", BUY),
    )

    assert told(results) == [("triggered", "skipped"), ("fill", "98.0", "1.0", "MAKER")]
    assert fills(results)[0].fee == usdt("0.0196")


def test_a_stop_may_be_cancelled_while_it_waits() -> None:
    broker = waiting(stop(SELL, "98.5"))
    broker.cancel(stop(SELL, "98.5").client_id)

    assert told(play(broker, trade(2000, "90", "1"))) == [("cancelled", "1.0", "cancelled")]
    assert broker.is_idle(PERP.id)
