"""Values survive the journal: whatever is written comes back equal, in the same bytes."""

import json
import string
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.codec import Later, decode, encode
from core.errors import InputError
from core.events import ALL_RECORDS, Deposited
from core.instrument import Instrument
from core.orders import Order, WorkingOrder
from core.ports import Owed, User
from core.trading import Account, Agent, Limit, LimitUnit, Position, RiskSettings
from core.types import Action, UserId
from core.values import Frozen
from tests.storage_desk import BTC, closed_record, signal

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = (Agent, Account, Position, WorkingOrder, Order, RiskSettings, User)


@pytest.fixture(scope="module", autouse=True)
def _numbers_of_trading() -> None:
    st.register_type_strategy(Decimal, DECIMALS)
    st.register_type_strategy(float, FLOATS)
    for kind in _kinds(Frozen):
        st.register_type_strategy(kind, _of_any)


def _kinds(kind: type[Frozen]) -> list[type[Frozen]]:
    return [each for below in kind.__subclasses__() for each in (below, *_kinds(below))]


def _of_any(kind: type[Frozen]) -> st.SearchStrategy[Frozen]:
    """A value with something in each of its fields: what has a default is left out otherwise."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{name: st.from_type(hints[name]) for name in kind.__struct_fields__})


@pytest.mark.parametrize("kind", [*ALL_RECORDS, *VALUES], ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_a_value_comes_back_equal_and_in_the_same_bytes(
    kind: type[Any], data: st.DataObject
) -> None:
    value = data.draw(st.from_type(kind))
    text = encode(value)

    back = decode(kind, text)

    assert back == value
    assert type(back) is kind
    assert encode(back) == text


@pytest.mark.parametrize("kind", [*ALL_RECORDS, *VALUES], ids=lambda kind: kind.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_every_way_of_writing_gives_the_same_bytes(kind: type[Any], data: st.DataObject) -> None:
    value = data.draw(st.from_type(kind))

    assert encode(value) == _by_hand(value)


def _names(kind: Any) -> list[str]:
    hints = get_type_hints(kind)
    return [name for name, hint in hints.items() if get_origin(hint) is not ClassVar]


def _by_hand(value: object) -> str:
    if is_dataclass(value) or isinstance(value, Frozen):
        return _by_hand({name: getattr(value, name) for name in _names(type(value))})
    match value:
        case Mapping():
            items = sorted((str(key), _by_hand(item)) for key, item in value.items())
            return f"{{{','.join(f'{_by_hand(key)}:{item}' for key, item in items)}}}"
        case list() | tuple():
            return f"[{','.join(_by_hand(item) for item in value)}]"
        case Decimal():
            return f'"{value:f}"'
        case Enum():
            return _by_hand(value.value)
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "value",
    [
        10**30,
        -(2**70),
        "\ud800",
        1e16,
        1e-7,
        0.1,
        '\x00\x1f\x7f\u2028/"\\',
        {"key": (2**64, "\udfff")},
    ],
)
def test_what_is_rarely_written_is_written_as_json_has_it(value: object) -> None:
    assert encode(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_keys_that_are_no_text_become_text() -> None:
    assert encode({2: "b", Action.BUY: "a"}) == '{"2":"b","BUY":"a"}'


def test_a_set_is_written_in_one_order() -> None:
    assert encode({"names": frozenset("dcab")}) == '{"names":["a","b","c","d"]}'


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(object())
    with pytest.raises(ValueError, match="JSON compliant"):
        encode(float("nan"))


def test_an_instrument_is_written_without_what_it_derives() -> None:
    assert json.loads(encode((BTC,))) == [json.loads(encode(BTC))]
    assert json.loads(encode(BTC)).keys() == {item.name for item in fields(BTC)}
    assert "mark_num" not in encode(BTC)


def test_an_instrument_comes_back_with_what_it_derives() -> None:
    assert decode(Instrument, encode(BTC)) == BTC


def test_the_text_is_canonical() -> None:
    text = encode(Limit(LimitUnit.USD, 5))

    assert text == '{"unit":"usd","value":5}'
    assert encode({"b": (1, None), "a": Decimal("1.50"), "c": Action.BUY}) == (
        '{"a":"1.50","b":[1,null],"c":"BUY"}'
    )


def test_decimals_keep_their_digits_and_no_exponent() -> None:
    assert encode(Decimal("1E+3")) == '"1000"'
    assert encode(Decimal("0.00000001")) == '"0.00000001"'
    assert encode(Decimal("100.50")) == '"100.50"'


def test_nested_values_are_rebuilt_as_themselves() -> None:
    record = closed_record()
    back = decode(type(record), encode(record))

    assert type(back.result) is type(record.result)
    assert type(decode(type(signal()), encode(signal())).reasons[0]) is type(signal().reasons[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '"x"',
        "{}",
        '{"unit":"usd"}',
        '{"unit":"gold","value":1}',
        '{"unit":"usd","value":"1"}',
        '{"unit":"usd","value":1.5}',
        '{"unit":"usd","value":true}',
        '{"unit":"usd","value":1,"more":2}',
    ],
)
def test_text_that_is_no_such_value_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        decode(Limit, text)


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_record_is_refused_or_is_another_record(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ALL_RECORDS))
    text = encode(data.draw(st.from_type(kind)))
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(string.printable))
    with suppress(InputError):
        assert isinstance(decode(kind, text[:at] + other + text[at + 1 :]), kind)


@pytest.mark.parametrize(
    ("number", "written"),
    [("0E-8", "0.00000000"), ("1E+3", "1000"), ("-2.5E-9", "-0.0000000025"), ("1.10", "1.10")],
)
def test_a_number_is_written_digit_for_digit(number: str, written: str) -> None:
    text = encode(Deposited(at_ns=1, amount=Decimal(number)))

    assert json.loads(text)["amount"] == written


def test_a_text_that_is_written_late_is_written_as_the_text_it_is() -> None:
    owed = Owed(chat=UserId(1), rank=0, name="x", payload=Later(lambda: '{"a":1}'))

    assert json.loads(encode(owed))["payload"] == '{"a":1}'
