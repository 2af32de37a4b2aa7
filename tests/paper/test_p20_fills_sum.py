"""P20, the broker's part: what was ordered is what was filled and what was cancelled, and no
book gives more than it displays."""

from hypothesis import given
from hypothesis import strategies as st

from core.orders import Cancelled
from core.types import OrderKind, OrderSide
from tests.paper.script import BUY, SELL, book, fills, order, paper, play

SIZES = st.integers(1, 60).map(lambda tenths: f"{tenths / 10:.1f}")


@given(
    orders=st.lists(st.tuples(st.sampled_from([BUY, SELL]), SIZES), min_size=1, max_size=6),
    shown=st.lists(SIZES, min_size=2, max_size=2),
)
def test_fills_and_the_cancelled_rest_are_the_order(
    orders: list[tuple[OrderSide, str]], shown: list[str]
) -> None:
    broker = paper()
    asked = [order(side, size, name=f"a-{n}") for n, (side, size) in enumerate(orders)]
    for each in asked:
        broker.submit(each)

    results = play(broker, book(1000, f"{shown[0]}@99.9", f"{shown[1]}@100"))

    for each in asked:
        filled = sum(fill.qty for fill in fills(results) if fill.client_id == each.client_id)
        rest = sum(
            result.unfilled
            for result in results
            if isinstance(result, Cancelled) and result.client_id == each.client_id
        )
        assert filled + rest == each.qty
    for side, size in ((SELL, shown[0]), (BUY, shown[1])):
        taken = sum(fill.qty for fill in fills(results) if fill.side is side)
        assert taken <= round(float(size) * 10)


def test_a_limit_order_fills_its_size_and_not_a_step_more() -> None:
    broker = paper()
    broker.submit(order(BUY, "3", OrderKind.LIMIT, limit="100"))
    shown = [book(ms, "1@99.9", f"{ms}@100") for ms in range(1, 9)]

    results = fills(play(broker, *shown))

    assert sum(fill.qty for fill in results) == 30
    assert [fill.fill_id for fill in results] == ["a-1:1", "a-1:2"]
