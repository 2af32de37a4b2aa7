"""Frozen values made and changed the quick way are what the slow way makes of them."""

import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import Later, encode
from core.trading import Position
from core.types import AgentId, InstrumentId, Side
from core.values import replace, swift
from core.views.looked import Looked


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    size: int = 1
    parts: tuple[int, ...] = field(default_factory=tuple, kw_only=True)


@swift
@dataclass(frozen=True, slots=True)
class Swift:
    name: str
    size: int = 1
    parts: tuple[int, ...] = field(default_factory=tuple, kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    at_ns: int


@swift
@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Head):
    topic: str = "record"


@dataclass(frozen=True, slots=True)
class Counted:
    size: int
    double: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", 2 * self.size)


def test_it_is_called_as_the_plain_one_is() -> None:
    swift_one, plain = inspect.signature(Swift), inspect.signature(Plain)
    assert list(swift_one.parameters) == list(plain.parameters)
    assert [each.kind for each in swift_one.parameters.values()] == [
        each.kind for each in plain.parameters.values()
    ]


@given(st.text(), st.integers(), st.lists(st.integers()).map(tuple))
def test_it_holds_what_the_plain_one_holds(name: str, size: int, parts: tuple[int, ...]) -> None:
    made, plain = Swift(name, size, parts=parts), Plain(name, size, parts=parts)
    assert dataclasses.asdict(made) == dataclasses.asdict(plain)
    assert type(made) is Swift
    assert made == Swift(name, size, parts=parts)
    assert hash(made) == hash(Swift(name, size, parts=parts))


def test_defaults_are_the_plain_ones() -> None:
    assert dataclasses.astuple(Swift("a")) == dataclasses.astuple(Plain("a")) == ("a", 1, ())


def test_it_stays_frozen() -> None:
    for made in (Swift("a"), replace(Swift("a"), size=2)):
        with pytest.raises(dataclasses.FrozenInstanceError):
            made.size = 3  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Record(at_ns=1).topic = "other"  # type: ignore[misc]


def test_fields_of_its_parent_are_its_own() -> None:
    made = Record(at_ns=5)
    assert (made.at_ns, made.topic, type(made)) == (5, "record", Record)
    assert replace(made, at_ns=6) == Record(at_ns=6)


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Swift("a", 2))) == Swift("a", 2)


@pytest.mark.parametrize("make", [Swift, Plain])
def test_a_change_is_a_new_value(make: Callable[..., Any]) -> None:
    before = make("a", 1, parts=(1, 2))
    after = replace(before, size=7)
    assert after == dataclasses.replace(before, size=7)
    assert before.size == 1


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(AttributeError):
        replace(Swift("a"), weight=1)  # type: ignore[call-arg]


def test_what_counts_after_it_was_made_counts_again() -> None:
    assert replace(Counted(2), size=3).double == 6


def test_a_position_changes_in_the_named_fields_alone() -> None:
    position = Position(
        agent=AgentId("a"),
        instrument=InstrumentId("i"),
        side=Side.LONG,
        qty=1,  # type: ignore[arg-type]
        cost=2,
        margin=3,  # type: ignore[arg-type]
        leverage=4,
        opened_at_ns=5,
        trade_id="t",
    )
    assert replace(position, stop=9) == dataclasses.replace(position, stop=9)


# --- later


def test_a_text_is_written_when_it_is_read_and_only_once() -> None:
    written = list[str]()

    def write() -> str:
        written.append("x")
        return "text"

    text = Later(write)
    assert written == []
    assert (str(text), str(text), written) == ("text", "text", ["x"])


def test_a_later_text_counts_as_the_text() -> None:
    assert Later(lambda: "a") == "a"
    assert Later(lambda: "a") == Later(lambda: "a")
    assert Later(lambda: "a") != "b"
    assert encode([Later(lambda: "a")]) == encode(["a"])
    assert len({Later(lambda: "a"), "a"}) == 1


def test_items_are_made_when_they_are_looked_at() -> None:
    made = list[int]()

    def make(number: int) -> int:
        made.append(number)
        return number

    looked = Looked([partial(make, number) for number in range(5)])
    assert (len(looked), made) == (5, [])
    assert (looked[1], looked[1], looked[-1], made) == (1, 1, 4, [1, 4])
    assert looked[:2] == (0, 1)
    assert looked == (0, 1, 2, 3, 4)
    with pytest.raises(IndexError):
        looked[5]
