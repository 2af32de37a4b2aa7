"""P6: a post-only order that would cross is refused."""

import pytest

from core.types import OrderKind, OrderSide
from core.values import replace
from tests.paper.script import BUY, SECOND, SELL, book, order, paper, play, point, told

BOOK = book(1000, "4@99.9", "5@100")


@pytest.mark.parametrize(
    ("side", "limit"), [(BUY, "100"), (BUY, "101"), (SELL, "99.9"), (SELL, "99")]
)
def test_post_only_that_would_cross_is_refused(side: OrderSide, limit: str) -> None:
    broker = paper()
    broker.submit(replace(order(side, "1", OrderKind.LIMIT, limit=limit), is_post_only=True))

    results = play(broker, BOOK)

    assert told(results) == [("rejected", "would_cross")]
    assert results[0].at_ns == SECOND
    as_taker, as_maker = ("fill", "100.0", "1.0", "TAKER"), ("accepted",)
    assert as_taker not in told(results)
    assert as_maker not in told(results)


@pytest.mark.parametrize(("side", "limit"), [(BUY, "99.9"), (SELL, "100")])
def test_post_only_that_joins_the_book_rests(side: OrderSide, limit: str) -> None:
    broker = paper()
    broker.submit(replace(order(side, "1", OrderKind.LIMIT, limit=limit), is_post_only=True))

    assert told(play(broker, BOOK)) == [("accepted",)]


def test_post_only_is_refused_on_the_candle_grade_as_well() -> None:
    broker = paper()
    asked = order(BUY, "1", OrderKind.LIMIT, limit="100.1")
    broker.submit(replace(asked, is_post_only=True))

    assert told(play(broker, point(0, "100", is_jump=True))) == [("rejected", "would_cross")]
