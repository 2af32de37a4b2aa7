"""P4: a fill's price is taken after the latency, not before."""

from exchanges.simulated.paper import PaperSettings
from tests.paper.script import BUY, MS, fills, order, paper, play, quote, ticks, told, trade

SLOW = PaperSettings(latency_ns=250 * MS, jitter_ns=0)
SHAKY = PaperSettings(latency_ns=250 * MS, jitter_ns=100 * MS)


def test_an_order_fills_at_the_first_quote_after_the_latency() -> None:
    broker = paper(SLOW)
    play(broker, quote(1000, "99.9", "100"))
    broker.submit(order(BUY, "1", ms=1000))

    early = play(broker, quote(1100, "100.9", "101"), quote(1249, "101.9", "102"))
    (fill,) = fills(play(broker, quote(1250, "102.9", "103"), quote(1300, "103.9", "104")))

    assert early == []
    assert (fill.price, fill.at_ns) == (ticks("103"), 1250 * MS)
    assert fill.price != ticks("100")


def test_a_print_after_the_latency_does_not_fill_at_the_quote_from_before_it() -> None:
    broker = paper(SLOW)
    play(broker, quote(1000, "99.9", "100"))
    broker.submit(order(BUY, "1", ms=1000))

    assert play(broker, trade(1300, "105", "1")) == []
    assert told(play(broker, quote(1301, "104.9", "105"))) == [("fill", "105.0", "1.0", "TAKER")]


def arrival_ms(name: str, seed: int, *others: str) -> int:
    """The millisecond at which an order fills on a quote a millisecond."""
    broker = paper(SHAKY, seed=seed)
    for other in others:
        broker.submit(order(BUY, "1", name=other))
    broker.submit(order(BUY, "1", name=name))
    results = play(broker, *(quote(ms, "99.9", "100") for ms in range(400)))
    return next(fill.at_ns for fill in fills(results) if fill.client_id == name) // MS


def test_the_jitter_is_drawn_from_the_seed_and_the_client_id_alone() -> None:
    alone = arrival_ms("a-1", 7)

    assert alone == arrival_ms("a-1", 7, "b-1", "b-2")
    assert 250 <= alone <= 350
    assert len({arrival_ms(f"a-{n}", 7) for n in range(12)}) > 6
    assert len({arrival_ms("a-1", seed) for seed in range(12)}) > 6


def test_a_cancel_takes_as_long_as_an_order() -> None:
    broker = paper(SLOW)
    broker.submit(order(BUY, "1", ms=0))
    play(broker, quote(1, "99.9", "100"))
    broker.cancel(order(BUY, "1").client_id)

    assert told(play(broker, quote(250, "99.9", "100"))) == [("fill", "100.0", "1.0", "TAKER")]
