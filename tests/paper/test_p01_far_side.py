"""P1: a taker fills at the far side of a fresh quote; never mid, last or candle close."""

import pytest

from core.types import OrderSide, Role
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import (
    BUY,
    MS,
    SECOND,
    SELL,
    closed,
    fills,
    order,
    paper,
    play,
    quote,
    ticks,
    trade,
    usdt,
)


@pytest.mark.parametrize(
    ("side", "price", "fee"), [(BUY, "100.4", "0.0502"), (SELL, "100", "0.05")]
)
def test_a_market_order_pays_the_far_side(side: OrderSide, price: str, fee: str) -> None:
    broker = paper()
    broker.submit(order(side, "1"))

    results = play(broker, closed(0, "100.3"), trade(1, "100.1", "5"), quote(2, "100", "100.4"))

    (fill,) = fills(results)
    assert (fill.price, fill.qty, fill.role) == (ticks(price), 10, Role.TAKER)
    assert (fill.fee, fill.fee_asset, fill.at_ns, fill.slip) == (usdt(fee), "USDT", 2 * MS, 0)
    mid, last, close = ticks("100.2"), ticks("100.1"), ticks("100.3")
    assert fill.price not in (mid, last, close)


def test_a_stale_quote_fills_nothing_and_the_order_waits_for_a_fresh_one() -> None:
    broker = paper(PaperSettings(latency_ns=0, jitter_ns=0, max_quote_age_ns=3 * SECOND))
    broker.submit(order(BUY, "1", ms=1000))

    late = play(broker, trade(10_000, "101", "1"), quote(6_999, "100", "100.1"))
    (fill,) = fills(play(broker, quote(10_500, "104.9", "105")))

    assert late == []
    assert (fill.price, fill.at_ns) == (ticks("105"), 10_500 * MS)
    assert fill.price != ticks("100.1")


def test_a_quote_as_old_as_the_limit_still_fills() -> None:
    broker = paper(PaperSettings(latency_ns=0, jitter_ns=0, max_quote_age_ns=3 * SECOND))
    broker.submit(order(BUY, "1", ms=1000))

    results = play(broker, trade(10_000, "101", "1"), quote(7_000, "100", "100.1"))

    assert [fill.price for fill in fills(results)] == [ticks("100.1")]


def test_an_order_waits_through_silence_and_fills_when_the_quote_is_confirmed() -> None:
    broker = paper()
    play(broker, quote(0, "100", "100.1"))
    broker.submit(order(BUY, "1", ms=1))

    silence = play(broker, trade(900, "100", "1"), closed(2000, "100"))
    (fill,) = fills(play(broker, quote(2500, "100", "100.1")))

    assert silence == []
    assert (fill.price, fill.at_ns) == (ticks("100.1"), 2500 * MS)


def test_a_quote_that_comes_out_of_order_does_not_replace_a_newer_one() -> None:
    broker = paper()
    play(broker, quote(1000, "100", "100.1"))
    broker.submit(order(BUY, "1", ms=500))

    assert play(broker, quote(999, "90", "90.1")) == []
