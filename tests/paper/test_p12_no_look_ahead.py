"""P12: what a closed candle decides can fill only at a later quote."""

from tests.paper.script import (
    BUY,
    SECOND,
    closed,
    fills,
    order,
    paper,
    play,
    point,
    quote,
    ticks,
    trade,
)


def test_a_signal_of_a_closed_candle_does_not_fill_at_the_quote_before_it() -> None:
    broker = paper()
    play(broker, quote(59_999, "99.9", "100"), closed(60_000, "100"))
    broker.submit(order(BUY, "1", ms=60_000))

    nothing = play(broker, trade(60_000, "100", "1"), closed(60_000, "100"))
    (fill,) = fills(play(broker, quote(60_001, "100.9", "101")))

    assert nothing == []
    assert fill.price == ticks("101")
    assert fill.price != ticks("100")


def test_a_point_of_the_path_before_the_decision_does_not_fill_it() -> None:
    broker = paper()
    broker.submit(order(BUY, "1", ms=60_000))

    early = play(broker, point(59_999, "90"))
    (fill,) = fills(play(broker, point(60_000, "100", is_jump=True)))

    assert early == []
    assert fill.at_ns == 60 * SECOND
    assert fill.price > ticks("100")


def test_submitting_never_fills() -> None:
    broker = paper()
    play(broker, quote(1000, "99.9", "100"))

    broker.submit(order(BUY, "1", ms=1000))

    assert not broker.is_idle(order(BUY, "1").instrument)
    assert len(fills(play(broker, quote(1000, "99.9", "100")))) == 1
