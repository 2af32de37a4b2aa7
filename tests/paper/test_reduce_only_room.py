"""What only reduces fills for no more than its owner holds, as its owner counted it last."""

from core.orders import Order
from core.types import OrderKind
from core.values import replace
from tests.paper.script import BUY, SELL, fills, order, paper, play, quote, steps


def reducing(size: str, holding: str, wanted: Order) -> Order:
    return replace(wanted, qty=steps(size), is_reduce_only=True, holding=steps(holding))


def test_the_newest_count_of_a_position_is_what_may_be_reduced() -> None:
    """Naive: 5, as much as was held when the first of them was sent."""
    broker = paper()
    play(broker, quote(1000, "100", "100.1"))
    rests = order(SELL, "5", OrderKind.LIMIT, name="a-1", ms=1000, limit="105")
    broker.submit(reducing("5", "5", rests))
    broker.submit(reducing("9", "8", order(SELL, "9", name="a-2", ms=1000)))
    sold = fills(play(broker, quote(1100, "100", "100.1")))
    assert [(fill.client_id, fill.qty) for fill in sold] == [("a-2", steps("8"))]


def test_a_position_that_turned_is_reduced_on_its_new_side() -> None:
    """Naive: nothing, because the order that rests reduces the side of before."""
    broker = paper()
    play(broker, quote(1000, "100", "100.1"))
    rests = order(SELL, "5", OrderKind.LIMIT, name="a-1", ms=1000, limit="105")
    broker.submit(reducing("5", "5", rests))
    broker.submit(reducing("9", "3", order(BUY, "9", name="a-2", ms=1000)))
    bought = fills(play(broker, quote(1100, "100", "100.1")))
    assert [(fill.client_id, fill.qty) for fill in bought] == [("a-2", steps("3"))]
