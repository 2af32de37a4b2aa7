"""Values do not change, and what is changed is a new one."""

import gc
import pickle
from collections.abc import Callable
from functools import partial
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import Later
from core.trading import Position
from core.values import Frozen, field, replace
from core.views.looked import Looked


class Parcel(Frozen, frozen=True):
    topic: ClassVar[str] = "parcel"
    name: str
    size: int = 1
    parts: tuple[int, ...] = ()


class Head(Frozen, frozen=True, kw_only=True):
    at_ns: int


class Record(Head, frozen=True, kw_only=True):
    topic: str = "record"
    marks: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize("kind", [Parcel, Record, Position])
def test_a_value_cannot_be_written_to(kind: type[Frozen]) -> None:
    made = kind(**dict.fromkeys(kind.__struct_fields__))
    for name in kind.__struct_fields__:
        with pytest.raises(AttributeError):
            setattr(made, name, 1)


@given(st.text(), st.integers())
def test_values_of_the_same_fields_are_the_same(name: str, size: int) -> None:
    assert Parcel(name, size) == Parcel(name=name, size=size)
    assert hash(Parcel(name, size)) == hash(Parcel(name, size))
    assert Parcel(name, size) != Parcel(name, size + 1)


def test_what_a_class_says_of_itself_is_no_field() -> None:
    assert Parcel.__struct_fields__ == ("name", "size", "parts")
    assert Parcel("a").topic == "parcel"


def test_fields_of_its_parent_are_its_own() -> None:
    made = Record(at_ns=5)
    assert (made.at_ns, made.topic, type(made)) == (5, "record", Record)
    assert replace(made, at_ns=6) == Record(at_ns=6)


def test_no_two_share_a_default() -> None:
    one, other = Record(at_ns=1), Record(at_ns=1)
    one.marks["a"] = 1
    assert other.marks == {}


def test_it_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(Parcel("a", 2))) == Parcel("a", 2)


def test_a_change_is_a_new_value() -> None:
    before = Parcel("a", 1)
    assert replace(before, size=7) == Parcel("a", 7)
    assert before.size == 1


def test_an_unknown_field_is_refused() -> None:
    change: Callable[..., Parcel] = replace
    with pytest.raises(TypeError, match="weight"):
        change(Parcel("a"), weight=1)


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
    assert len({Later(lambda: "a"), "a"}) == 1


def test_the_collector_of_rings_never_looks_at_values() -> None:
    class Held(Frozen, frozen=True):
        names: list[str]

    assert not gc.is_tracked(Held(["a"]))


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
