"""Sizes, levels, lists and times as people type them."""

from collections.abc import Callable
from decimal import Decimal as D
from functools import partial

import pytest

from core.errors import InputError
from core.trading import DraftSize, Limit, SizeUnit
from services.amounts import (
    Level,
    LevelUnit,
    figure,
    number,
    parse_distance,
    parse_level,
    parse_leverage,
    parse_size,
    parse_time,
    split_list,
)


def refused(error: pytest.ExceptionInfo[InputError]) -> tuple[str, dict[str, str]]:
    return error.value.code, error.value.values


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("10%", SizeUnit.EQUITY, "10"),
        ("2,5 %", SizeUnit.EQUITY, "2.5"),
        ("500", SizeUnit.QUOTE, "500"),
        ("$500", SizeUnit.QUOTE, "500"),
        ("500 usdt", SizeUnit.QUOTE, "500"),
        ("0,5 BTC", SizeUnit.BASE, "0.5"),
        ("0.5btc", SizeUnit.BASE, "0.5"),
        ("risk 0.5%", SizeUnit.RISK, "0.5"),
        ("риск 0,5", SizeUnit.RISK, "0.5"),
        ("50% pos", SizeUnit.POSITION, "50"),
        ("50% позиции", SizeUnit.POSITION, "50"),
    ],
)
def test_a_size_is_read_in_its_unit(text: str, unit: SizeUnit, value: str) -> None:
    assert parse_size(text, "BTC") == DraftSize(unit, D(value))


def test_a_share_is_of_the_position_where_the_order_reduces() -> None:
    assert parse_size("25%", "BTC", of_position=True) == DraftSize(SizeUnit.POSITION, D(25))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("0%", ("0.01%", "100%")),
        ("-5%", ("0.01%", "100%")),
        ("101%", ("0.01%", "100%")),
        ("risk 6%", ("0.01%", "5%")),
        ("0", ("0.01 USD", "1000000000 USD")),
        ("-1", ("0.01 USD", "1000000000 USD")),
        ("99999999999", ("0.01 USD", "1000000000 USD")),
        ("0 btc", ("0.00000001 BTC", "1000000000 BTC")),
    ],
)
def test_a_size_out_of_bounds_is_told_what_would_pass(text: str, bounds: tuple[str, str]) -> None:
    with pytest.raises(InputError) as error:
        parse_size(text, "BTC")
    code, values = refused(error)
    assert code == "out_of_bounds"
    assert (values["low"], values["high"]) == bounds


@pytest.mark.parametrize("text", ["", "abc", "1e5", "0x10", "1_0", "NaN", "--5%", "5%%", "½"])
def test_what_is_no_number_is_no_size(text: str) -> None:
    with pytest.raises(InputError):
        parse_size(text, "BTC")


@pytest.mark.parametrize("read", [figure, parse_level, partial(parse_size, base="BTC")])
@pytest.mark.parametrize("text", ["1,000", "67,120", "-12,345"])
def test_a_comma_that_may_part_thousands_is_asked_about(
    text: str, read: Callable[[str], object]
) -> None:
    with pytest.raises(InputError) as error:
        read(text)
    bare = text.removeprefix("-")
    assert refused(error) == (
        "ambiguous_comma",
        {"one": bare.replace(",", "."), "two": bare.replace(",", "")},
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,125", "0.125"),
        ("1,5", "1.5"),
        ("67120,50", "67120.50"),
        ("67\u00a0120,5", "67120.5"),
        ("67\u202f120.5", "67120.5"),
        ("1\u2009000", "1000"),
        ("67 120", "67120"),
    ],
)
def test_figures_are_read_as_both_languages_write_them(text: str, value: str) -> None:
    assert figure(text) == D(value)


@pytest.mark.parametrize("text", ["٣", "५", "３", "1٠"])
def test_digits_of_other_scripts_are_refused_clearly(text: str) -> None:
    with pytest.raises(InputError) as error:
        number(text)
    assert error.value.code == "foreign_digits"


@pytest.mark.parametrize("text", ["x5", "5x", "х5", "5", " X5 "])
def test_leverage_is_read_with_either_x(text: str) -> None:
    assert parse_leverage(text, 20) == 5


@pytest.mark.parametrize(
    ("text", "code"), [("x21", "out_of_bounds"), ("0", "out_of_bounds"), ("2.5", "whole_leverage")]
)
def test_leverage_beyond_the_instrument_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        parse_leverage(text, 20)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1_800), ("4h", 14_400), ("2d", 172_800), ("4ч", 14_400), ("1,5h", 5_400), ("off", 0)],
)
def test_a_time_is_read_in_either_language(text: str, seconds: int) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    ("text", "code"), [("4", "not_a_time"), ("1s", "time_bounds"), ("99d", "time_bounds")]
)
def test_a_time_that_cannot_be_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        parse_time(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("1.5%", Level(LevelUnit.PERCENT, D("1.5"))),
        ("-1,5%", Level(LevelUnit.PERCENT, D("1.5"))),
        ("@67000", Level(LevelUnit.PRICE, D(67_000))),
        ("2r", Level(LevelUnit.RISKS, D(2))),
        ("50$", Level(LevelUnit.USD, D(50))),
        ("$50", Level(LevelUnit.USD, D(50))),
        ("67000", Level(LevelUnit.BARE, D(67_000))),
    ],
)
def test_a_level_keeps_the_unit_it_was_typed_in(text: str, level: Level) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("2,4,6", ["2", "4", "6"]),
        ("2 4 6", ["2", "4", "6"]),
        ("2, 4, 6", ["2", "4", "6"]),
        ("1,5 3 4,5", ["1,5", "3", "4,5"]),
        ("2;4", ["2", "4"]),
        ("2%,4%", ["2%", "4%"]),
        ("2.5,4", ["2.5", "4"]),
        ("2,5%", ["2,5%"]),
        ("2", ["2"]),
        ("1r,2r,3r", ["1r", "2r", "3r"]),
    ],
)
def test_a_list_is_parted(text: str, items: list[str]) -> None:
    assert split_list(text) == items


def test_one_comma_between_two_numbers_is_not_guessed() -> None:
    with pytest.raises(InputError) as error:
        split_list("2,4")
    assert refused(error) == ("ambiguous_list", {"one": "2.4", "two": "2 4"})
    assert split_list("50,50", is_list=True) == ["50", "50"]


def test_a_distance_is_a_share_or_money() -> None:
    assert parse_distance("trail", "1%", D(100)) == Limit.percent("1")
    assert parse_distance("trail", "1", D(100)) == Limit.percent("1")
    assert parse_distance("trail", "5$", D(100)) == Limit.usd("5")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@5", "not_a_distance"),
        ("2r", "not_a_distance"),
        ("51%", "out_of_bounds"),
        ("60$", "out_of_bounds"),
        ("0%", "out_of_bounds"),
    ],
)
def test_a_distance_that_cannot_be_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        parse_distance("trail", text, D(100))
    assert error.value.code == code
