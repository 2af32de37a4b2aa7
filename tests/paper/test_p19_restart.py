"""P19: orders, queue positions, eaten liquidity and known ids are durable; a restart changes no
answer, and an order sent again is answered again, not worked again."""

import dataclasses
import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from core.market import MarketEvent
from core.money import Ppm, Steps, Ticks
from core.orders import BrokerEvent, Order
from core.types import ClientId, OrderKind, Source, TimeInForce
from core.values import replace
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.memory import KEPT
from exchanges.simulated.paper import PaperSettings
from tests.paper.script import (
    BUY,
    MS,
    PERP,
    SELL,
    book,
    fills,
    mark,
    order,
    paper,
    play,
    point,
    quote,
    told,
    trade,
)

TERMS = PaperSettings(latency_ns=2 * MS, jitter_ns=3 * MS, impact=Ppm(1000), impact_levels=3)
Act = MarketEvent | Order | ClientId
PRICES = st.integers(96, 104).map(lambda price: f"{price}.0")
SIZES = st.integers(1, 8).map(lambda size: f"{size}.0")
SIDES = st.sampled_from([BUY, SELL])


@st.composite
def an_event(draw: st.DrawFn, ms: int) -> MarketEvent:
    price, size = draw(PRICES), draw(SIZES)
    higher = f"{float(price) + draw(st.integers(1, 3))}"
    made: dict[str, Callable[[], MarketEvent]] = {
        "quote": lambda: quote(ms, price, higher, size),
        "book": lambda: book(ms, f"{size}@{price} 3@95", f"{size}@{higher} 3@110"),
        "trade": lambda: trade(ms, price, size, draw(SIDES)),
        "mark": lambda: mark(ms, price),
        "point": lambda: point(ms, price, is_jump=draw(st.booleans())),
    }
    return made[draw(st.sampled_from(sorted(made)))]()


@st.composite
def an_order(draw: st.DrawFn, ms: int, number: int) -> Order:
    asked = order(
        draw(SIDES),
        draw(SIZES),
        draw(st.sampled_from(OrderKind)),
        name=f"a-{number}",
        ms=ms,
        limit=draw(PRICES),
        trigger=draw(PRICES),
    )
    follows = draw(st.booleans()) and number > 0
    return replace(
        asked,
        source=draw(st.sampled_from(Source)),
        time_in_force=draw(st.sampled_from(TimeInForce)),
        after=ClientId(f"a-{number - 1}") if follows else None,
        max_slip=Ticks(20) if draw(st.booleans()) else None,
    )


@st.composite
def a_script(draw: st.DrawFn) -> list[Act]:
    acts: list[Act] = []
    for number in range(draw(st.integers(5, 30))):
        kind = draw(st.integers(0, 9))
        if kind < 6:
            acts.append(draw(an_event(number * 2)))
        elif kind < 9:
            acts.append(draw(an_order(number * 2, number)))
        else:
            acts.append(ClientId(f"a-{draw(st.integers(0, number))}"))
    return acts


def do(broker: SimulatedBroker, act: Act) -> Sequence[BrokerEvent]:
    if isinstance(act, Order):
        broker.submit(act)
    elif isinstance(act, str):
        broker.cancel(ClientId(act))
    else:
        return broker.on_market(act)
    return ()


@settings(max_examples=150, deadline=None)
@given(script=a_script(), cuts=st.sets(st.integers(0, 30)))
def test_a_restart_anywhere_changes_no_answer(script: list[Act], cuts: set[int]) -> None:
    through, broken = paper(TERMS), paper(TERMS)

    for number, act in enumerate(script):
        if number in cuts:
            state = broken.export()
            broken = paper(TERMS, seed=99)
            broken.restore(state)
            assert broken.export() == state
        assert list(do(through, act)) == list(do(broken, act))

    assert through.export() == broken.export()


def test_the_state_is_canonical_json() -> None:
    broker = paper()
    broker.submit(order(BUY, "3", OrderKind.LIMIT, limit="100"))
    play(broker, book(1000, "1@99.9", "1@100"))
    state = broker.export()

    again = json.dumps(json.loads(state), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert state == again


def test_the_queue_position_survives() -> None:
    before, after = paper(), paper()
    before.submit(order(BUY, "1", OrderKind.LIMIT, limit="99.9"))
    play(before, trade(900, "100", "1", BUY), book(1000, "4@99.9", "1@100"))
    play(before, trade(1100, "99.9", "3"))

    after.restore(before.export())

    assert told(play(after, trade(1200, "99.9", "2"))) == [("fill", "99.9", "1.0", "MAKER")]


def finer() -> SimulatedBroker:
    """A broker of the same perpetual after its venue made the tick ten times finer."""
    held = dataclasses.replace(PERP, tick=PERP.tick / 10)
    return SimulatedBroker({held.id: held}, seed=7, config=PaperSettings(latency_ns=0, jitter_ns=0))


def test_a_market_heard_in_other_units_is_forgotten() -> None:
    before, after = paper(), finer()
    play(before, book(1000, "4@99.9", "1@100"))

    after.restore(before.export())
    after.submit(order(BUY, "1", ms=1000))

    assert told(play(after, trade(2000, "100", "1"))) == []


def test_orders_in_other_units_are_refused_by_name() -> None:
    before, after = paper(), finer()
    before.submit(order(BUY, "1", OrderKind.LIMIT, limit="99.9"))
    play(before, book(1000, "4@99.9", "1@100"))

    with pytest.raises(InputError, match="open orders"):
        after.restore(before.export())


def test_eaten_liquidity_survives() -> None:
    before, after = paper(), paper()
    before.submit(order(BUY, "2", name="a-1"))
    play(before, book(1000, "9@99.9", "3@100"))

    after.restore(before.export())
    after.submit(order(BUY, "3", name="a-2", ms=1000))

    assert told(play(after, book(2000, "9@99.9", "3@100"))) == [
        ("fill", "100.0", "1.0", "TAKER"),
        ("cancelled", "2.0", "no_liquidity"),
    ]


def test_an_order_sent_again_is_answered_again_and_not_filled_twice() -> None:
    before, after = paper(), paper()
    before.submit(order(BUY, "1"))
    first = play(before, quote(1000, "99.9", "100"))

    after.restore(before.export())
    after.submit(order(BUY, "1"))
    again = play(after, quote(2000, "104.9", "105"), quote(3000, "104.9", "105"))

    assert again == first
    assert ("fill", "105.0", "1.0", "TAKER") not in told(again)
    assert after.is_idle(PERP.id)


def test_an_order_at_work_sent_again_works_once() -> None:
    broker = paper()
    broker.submit(order(BUY, "1"))
    broker.submit(replace(order(BUY, "1"), qty=Steps(20)))

    assert told(play(broker, quote(1000, "99.9", "100"))) == [("fill", "100.0", "1.0", "TAKER")]


def test_a_resting_order_sent_again_is_answered_that_it_was_accepted() -> None:
    broker = paper()
    asked = order(BUY, "2", OrderKind.LIMIT, limit="100")
    broker.submit(asked)
    play(broker, book(1000, "1@99.9", "1@100"))

    broker.submit(asked)

    assert told(play(broker, trade(1500, "101", "1"))) == [("accepted",)]


def test_a_refusal_is_answered_again() -> None:
    broker = paper()
    broker.submit(order(BUY, "6000"))
    first = play(broker, quote(1000, "99.9", "100"))

    broker.submit(order(BUY, "6000"))

    assert not broker.is_idle(PERP.id)
    assert told(first) == [("rejected", "max_qty")]
    assert play(broker, mark(2000, "100")) == first


def test_the_seed_of_the_state_goes_on_drawing() -> None:
    shaky = PaperSettings(latency_ns=0, jitter_ns=1000 * MS)
    before, after = paper(shaky, seed=7), paper(shaky, seed=8)
    after.restore(before.export())

    for broker in (before, after):
        broker.submit(order(BUY, "1"))
    quotes = [quote(ms, "99.9", "100") for ms in range(0, 1001, 5)]

    assert fills(play(before, *quotes)) == fills(play(after, *quotes))


def test_only_the_last_ends_are_kept() -> None:
    broker = paper()
    for number in range(KEPT + 5):
        broker.submit(order(BUY, "1", name=f"a-{number}", ms=number))
        play(broker, quote(number, "99.9", "100"))

    assert not broker.knows(ClientId("a-4"))
    assert broker.knows(ClientId("a-5"))


def test_an_empty_state_is_a_new_broker() -> None:
    broker = paper()
    broker.submit(order(BUY, "1"))

    broker.restore("")

    assert broker.is_idle(PERP.id)


@pytest.mark.parametrize("text", ["{", "[]", '{"ended":[],"matchers":[{}],"seed":1}'])
def test_a_corrupt_state_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        paper().restore(text)


def test_open_orders_of_an_instrument_that_is_gone_are_refused_by_name() -> None:
    broker = paper()
    broker.submit(order(BUY, "1"))
    elsewhere = SimulatedBroker({}, seed=1, config=TERMS)

    with pytest.raises(InputError, match="sim:perp:AAAUSDT"):
        elsewhere.restore(broker.export())


def test_the_revision_rises_with_every_change_that_must_be_kept() -> None:
    broker = paper()
    seen = [broker.revision]
    broker.submit(order(BUY, "2", OrderKind.LIMIT, limit="100"))
    seen.append(broker.revision)
    play(broker, book(1000, "1@99.9", "1@100"))
    seen.append(broker.revision)
    play(broker, mark(1500, "100"))
    unchanged = broker.revision
    broker.cancel(order(BUY, "1").client_id)
    seen.append(broker.revision)

    assert seen == sorted(set(seen))
    assert unchanged == seen[2]


def test_an_unknown_instrument_is_refused_and_its_events_say_nothing() -> None:
    broker = SimulatedBroker({}, seed=1, config=TERMS)

    assert play(broker, quote(1000, "99.9", "100")) == []
    with pytest.raises(InputError, match="not traded here"):
        broker.submit(order(BUY, "1"))
