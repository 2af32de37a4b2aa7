"""Whatever a venue sends, the receiver says something true or nothing, and never breaks."""

import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.market import Book, Candle, Quote
from core.ports import Subscription
from core.types import SECOND_NS, InstrumentKind, Timeframe
from exchanges.binance.answers import DepthAnswer
from exchanges.binance.plan import plan
from exchanges.binance.profile import FUTURES, SPOT
from exchanges.binance.receiver import Heard, Receiver
from exchanges.binance.timeline import Timeline
from exchanges.replayed.instruments import Market, instrument_of

NOW_MS = 1_790_000_040_000
STREAMS = ("bookTicker", "depth@100ms", "trade", "aggTrade", "markPrice@1s", "kline_1m", "none")
KINDS = ("bookTicker", "depthUpdate", "trade", "aggTrade", "markPriceUpdate", "kline", "")
FIELDS = ("E", "u", "U", "pu", "t", "T", "b", "a", "B", "A", "p", "q", "r", "m", "X", "k")

texts = st.one_of(
    st.sampled_from(["60000.00", "60000.01", "0", "-1", "1e5", "NaN", "", "0.000000001"]),
    st.text(max_size=4),
)
numbers = st.one_of(st.integers(-5, 5), st.just(NOW_MS), st.integers(-(2**70), 2**70))
levels = st.lists(st.lists(texts, max_size=3), max_size=3)
bars = st.dictionaries(st.sampled_from("tToihlcvx"), st.one_of(texts, numbers, st.booleans()))
values = st.one_of(texts, numbers, levels, bars, st.none(), st.booleans(), st.floats())
frames = st.builds(
    lambda stream, kind, fields: {"stream": f"btcusdt@{stream}", "data": {"e": kind, **fields}},
    st.sampled_from(STREAMS),
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), values),
)


def make_receiver(kind: InstrumentKind) -> Receiver:
    profile = SPOT if kind is InstrumentKind.SPOT else FUTURES
    held = instrument_of(Market(kind, "BTCUSDT"))
    wanted = Subscription(frozenset({(held.id, Timeframe.M1)}), frozenset({held.id}))
    listed = {held.id: held}
    clock = ManualClock(NOW_MS * 10**6)
    sockets = plan(wanted, listed, profile)
    receiver = Receiver(wanted, sockets, listed, profile, clock, Timeline(), 0)
    receiver.fetched_book(held.id, DepthAnswer(1, [("59999.00", "1")], [("60001.00", "1")]))
    return receiver


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(InstrumentKind)),
    st.lists(st.one_of(frames.map(json.dumps), st.text(), st.binary()), max_size=12),
)
def test_no_frame_breaks_it_and_what_it_says_is_in_order(
    kind: InstrumentKind, sent: list[str | bytes]
) -> None:
    receiver, heard = make_receiver(kind), Heard()
    said = [event for text in sent for event in receiver.take(heard, text)[1]]
    prices = [event for event in said if not isinstance(event, Candle)]
    assert all(one.at_ns <= other.at_ns <= NOW_MS * 10**6 for one, other in pairwise(prices))
    for event in said:
        if isinstance(event, Quote):
            assert 0 < event.bid <= event.ask
        elif isinstance(event, Book):
            assert event.bids[0][0] < event.asks[0][0]


def test_a_quote_without_a_time_is_trusted_beside_a_timed_word_alone() -> None:
    receiver, heard = make_receiver(InstrumentKind.SPOT), Heard()
    change = {"e": "depthUpdate", "E": NOW_MS, "U": 2, "u": 2, "b": [["59999.00", "2"]], "a": []}

    def ticker(number: int) -> str:
        data = {"u": number, "b": "59999.00", "B": "1", "a": "60001.00", "A": "1"}
        return json.dumps({"stream": "btcusdt@bookTicker", "data": data})

    assert receiver.take(heard, ticker(3)) == ("", [])
    receiver.take(heard, json.dumps({"stream": "btcusdt@depth@100ms", "data": change}))
    assert len(receiver.take(heard, ticker(4))[1]) == 1
    assert heard.is_late(NOW_MS * 10**6 + 4 * SECOND_NS)
