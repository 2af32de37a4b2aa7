"""Faults of the simulated exchange that are the broker's: `reject` and `partial`."""

from core.types import OrderKind
from exchanges.simulated.faults import Fault, FaultKind, Faults
from tests.paper.script import BUY, PERP, SECOND, order, paper, play, point, quote, told


def during_first_second(kind: FaultKind, ppm: int = 0) -> Faults:
    return Faults((Fault(kind=kind, at_ns=0, lasts_ns=2 * SECOND, ppm=ppm, code="venue_fault"),))


def test_orders_that_arrive_during_a_reject_are_refused() -> None:
    broker = paper(faults=during_first_second(FaultKind.REJECT))
    broker.submit(order(BUY, "1", name="a-1"))
    refused = play(broker, quote(1000, "99.9", "100"))
    broker.submit(order(BUY, "1", name="a-2", ms=2000))

    assert told(refused) == [("rejected", "venue_fault")]
    assert told(play(broker, quote(2000, "99.9", "100"))) == [("fill", "100.0", "1.0", "TAKER")]


def test_a_partial_lets_a_part_of_a_market_order_fill_rounded_down() -> None:
    broker = paper(faults=during_first_second(FaultKind.PARTIAL, 350_000))
    broker.submit(order(BUY, "1.1"))

    assert told(play(broker, quote(1000, "99.9", "100"))) == [
        ("fill", "100.0", "0.3", "TAKER"),
        ("cancelled", "0.8", "no_liquidity"),
    ]


def test_the_rest_of_a_limit_order_rests_after_a_partial() -> None:
    broker = paper(faults=during_first_second(FaultKind.PARTIAL, 500_000))
    broker.submit(order(BUY, "1", OrderKind.LIMIT, limit="100"))

    results = play(broker, quote(1000, "99.9", "100"), quote(3000, "99.9", "100"))

    assert told(results) == [
        ("accepted",),
        ("fill", "100.0", "0.5", "TAKER"),
        ("fill", "100.0", "0.5", "MAKER"),
    ]


def test_nothing_fills_during_a_partial_of_nothing() -> None:
    broker = paper(faults=during_first_second(FaultKind.PARTIAL, 0))
    broker.submit(order(BUY, "1"))

    assert told(play(broker, point(0, "100"))) == [("cancelled", "1.0", "no_liquidity")]
    assert broker.is_idle(PERP.id)
