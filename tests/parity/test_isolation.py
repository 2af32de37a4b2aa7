"""Two runtimes in one process do not touch: what one does leaves the other's state, journal, broker
and alerts to the byte as they are alone."""

from collections.abc import Iterator
from itertools import zip_longest

import pytest

from core.codec import encode
from core.market import MarketEvent
from core.trading import AlertSettings
from core.types import Action
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ScriptedDesk, make_agent, prices
from tests.paper.script import MS

TERMS = PaperSettings(latency_ns=250 * MS, jitter_ns=50 * MS)
Act = MarketEvent | Action | str


def calm() -> Iterator[Act]:
    """Buys, flips, and is stopped."""
    yield from [*prices(1000, "100"), Action.BUY, *prices(2000, "101"), Action.SELL]
    yield from [*prices(3000, "102"), *prices(4000, "108"), *prices(5000, "108.3")]


def wild() -> Iterator[Act]:
    """The same ids and instruments at other prices, muted, killed and unlocked."""
    yield from [*prices(1000, "50"), "mute", Action.SELL, *prices(2000, "49"), "kill"]
    yield from [*prices(3000, "48"), "unlock", Action.BUY, *prices(4000, "47")]


def play(desk: ScriptedDesk, act: Act | None) -> None:
    match act:
        case None:
            return
        case Action():
            desk.signal(act)
        case "kill":
            desk.kill()
        case "unlock":
            desk.unlock()
        case str():
            desk.runtime.alerts.settings = AlertSettings(signals_from=None)
            desk.runtime.alerts.mute(AGENT, 10**18)
        case _:
            desk.play(act)


def all_of(desk: ScriptedDesk) -> tuple[object, ...]:
    return (
        desk.journal.lines,
        [encode(unit) for unit in desk.journal.units],
        encode(desk.engine.state.snapshot()),
        desk.runtime.broker.export(),
        desk.runtime.alerts.settings,
    )


def new() -> ScriptedDesk:
    return ScriptedDesk(make_agent(), terms=TERMS)


@pytest.mark.parametrize("is_other_first", [False, True])
def test_two_runtimes_in_turns_are_each_as_if_alone(is_other_first: bool) -> None:
    alone, other_alone = new(), new()
    for act in calm():
        play(alone, act)
    for act in wild():
        play(other_alone, act)

    one, other = new(), new()
    for mine, theirs in zip_longest(calm(), wild()):
        turns = [(one, mine), (other, theirs)]
        for desk, act in reversed(turns) if is_other_first else turns:
            play(desk, act)

    assert all_of(one) == all_of(alone)
    assert all_of(other) == all_of(other_alone)
    assert all_of(one) != all_of(other)
    assert len(alone.journal.lines) > 10


def test_the_same_acts_are_the_same_bytes() -> None:
    first, second = new(), new()
    for desk in (first, second):
        for act in calm():
            play(desk, act)

    assert all_of(first) == all_of(second)
