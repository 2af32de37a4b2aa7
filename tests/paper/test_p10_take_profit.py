"""P10: a take-profit as a limit is a maker and follows P5; as a market order it is a taker."""

from core.types import OrderKind, Role
from tests.paper.script import (
    BUY,
    SECOND,
    SELL,
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

HEARD = (trade(900, "100", "1", BUY), quote(1000, "99.9", "100.1"))


def test_a_resting_take_profit_is_a_maker_at_its_price() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.LIMIT, limit="105"))
    touched = play(broker, *HEARD, trade(2000, "105", "1", BUY))

    (fill,) = fills(play(broker, trade(3000, "105.1", "1", BUY)))

    assert told(touched) == [("accepted",)]
    assert (fill.price, fill.role, fill.fee) == (ticks("105"), Role.MAKER, usdt("0.021"))
    assert fill.at_ns == 3 * SECOND


def test_a_market_take_profit_is_a_taker_at_the_next_quote() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.TAKE_PROFIT_MARKET, trigger="105"))

    results = play(broker, *HEARD, trade(2000, "105", "1", BUY), quote(2100, "104.7", "105.2"))

    (fill,) = fills(results)
    assert (fill.price, fill.role, fill.fee) == (ticks("104.7"), Role.TAKER, usdt("0.05235"))
    assert fill.price != ticks("105")
    assert fill.fee != usdt("0.02094")


def test_a_take_profit_limit_rests_once_it_is_triggered() -> None:
    broker = paper()
    broker.submit(order(SELL, "1", OrderKind.TAKE_PROFIT_LIMIT, trigger="104", limit="105"))
    play(broker, *HEARD)

    results = play(
        broker,
        trade(2000, "104", "1", BUY),
        quote(2100, "103.9", "104.1"),
        trade(3000, "105.5", "1", BUY),
    )

    assert told(results) == [("triggered", "works"), ("fill", "105.0", "1.0", "MAKER")]


def test_a_falling_take_profit_buys_back() -> None:
    broker = paper()
    broker.submit(order(BUY, "1", OrderKind.TAKE_PROFIT_MARKET, trigger="95"))

    results = play(broker, *HEARD, trade(2000, "95", "1"), quote(2100, "95.1", "95.3"))

    assert told(results)[1:] == [("triggered", "works"), ("fill", "95.3", "1.0", "TAKER")]
