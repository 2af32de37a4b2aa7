"""Exact numbers: money, and the conversions and roundings of an instrument."""

import dataclasses
from decimal import Decimal
from fractions import Fraction
from pickle import dumps, loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.instrument import Bracket, share
from core.money import (
    Money,
    Ppm,
    ceil_div,
    from_money,
    from_ppm,
    money_digits,
    parse_decimal,
    to_money,
    to_ppm,
)
from core.spot import received, units_per_step
from core.trading import Limit
from core.types import (
    OrderSide,
)
from tests.desk import TIERED
from tests.paper.script import PERP, SPOT, usdt

# --- money


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=8))
def test_money_comes_back_as_it_went_in(amount: Decimal) -> None:
    assert from_money(to_money(amount)) == amount


@pytest.mark.parametrize(("asset", "digits"), [("USDT", 8), ("BTC", 12), ("ETH", 12)])
def test_coins_have_a_finer_unit(asset: str, digits: int) -> None:
    assert money_digits(asset) == digits


def test_what_is_finer_than_the_unit_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        to_money(Decimal("0.000000001"))
    assert raised.value.code == "too_fine"


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_what_is_owed_rounds_up(value: int, by: int) -> None:
    assert ceil_div(value, by) - 1 < Fraction(value, by) <= ceil_div(value, by)


@pytest.mark.parametrize(
    ("text", "value"),
    [(" 1,5 ", "1.5"), ("1 000", "1000"), ("\u00a02.50", "2.50"), ("-3", "-3"), (".5", "0.5")],
)
def test_numbers_are_read_as_people_type_them(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "nan", "inf", "1.2.3", "0" * 41, "1,000,000", "1e2", "1_0", "0x1", "\u0663", "."],
)
def test_what_is_no_number_is_said_so(text: str) -> None:
    with pytest.raises(InputError) as raised:
        parse_decimal(text)
    assert raised.value.code == "not_a_number"


def test_a_percent_is_ten_thousand_millionths() -> None:
    assert (to_ppm(Decimal("1.5")), from_ppm(15_000)) == (15_000, Decimal("1.5"))
    assert Limit.percent("1.5").of(1_000_001) == 15_000
    assert Limit.usd("2").of(-5) == usdt("2")
    assert str(Limit.percent("100").number) == "100"


# --- instruments


def test_conversions_are_exact_or_refused() -> None:
    assert (PERP.ticks(Decimal("100.1")), PERP.steps(Decimal("19.6"))) == (1001, 196)
    assert (str(PERP.price(1000)), str(PERP.size(5))) == ("100.0", "0.5")
    with pytest.raises(InputError) as price:
        PERP.ticks(Decimal("100.05"))
    with pytest.raises(InputError) as size:
        PERP.steps(Decimal("0.05"))
    assert (price.value.code, size.value.code) == ("off_tick", "off_step")


def test_roundings_go_where_they_cannot_hurt() -> None:
    assert PERP.floor_steps(Decimal("0.59")) == 5
    assert PERP.limit_ticks(Decimal("100.05"), OrderSide.BUY) == 1000
    assert PERP.limit_ticks(Decimal("100.05"), OrderSide.SELL) == 1001
    assert share(100_001, 10_000) == 1000


def test_a_tick_on_a_step_is_a_whole_number_of_money() -> None:
    assert PERP.unit == to_money(Decimal("0.01"))
    assert PERP.notional(1001, 196) == usdt("1961.96")
    assert dataclasses.replace(PERP, contract_size=Decimal("0.1")).unit == to_money(
        Decimal("0.001")
    )
    with pytest.raises(InputError) as raised:
        dataclasses.replace(PERP, tick=Decimal("0.0000001"), step=Decimal("0.01"))
    assert raised.value.code == "inexact_instrument"


@given(mark=st.integers(1, 10**14), qty=st.integers(1, 10**6))
def test_a_mark_is_worth_its_exact_value_rounded_down(mark: int, qty: int) -> None:
    exact = Fraction(mark, 10**8) * Fraction(qty, 10) * 10**8

    assert PERP.mark_value(mark, qty) <= exact < PERP.mark_value(mark, qty) + 1


def test_the_tier_is_the_last_whose_floor_is_reached() -> None:
    assert TIERED.bracket(usdt("49999.99999999")).rate == 4_000
    assert TIERED.bracket(usdt("50000")).rate == 5_000
    assert PERP.bracket(10**15) == Bracket(floor=Money(0), rate=Ppm(0), cum=Money(0))


def test_an_instrument_knows_its_title_its_kind_and_its_prices() -> None:
    assert (PERP.title, PERP.symbol, SPOT.is_spot, PERP.is_spot) == (
        "AAA/USDT",
        "AAAUSDT",
        True,
        False,
    )
    assert str(PERP.mark_price(12_345)) == "0.00012345"
    assert str(PERP.average_price(10_015, 10)) == "100.150"


def test_what_is_kept_of_a_spot_buy_is_whole_steps_and_dust() -> None:
    """19.6 AAA less 0.0196 of fee: 19.580 kept, 0.0004 left under a step."""
    fee = 1_960_000
    kept, dust = received(19_600, SPOT, fee)

    assert (kept, dust) == (19_580, 40_000)
    assert kept * units_per_step(SPOT) + dust + fee == 19_600 * units_per_step(SPOT)


def test_a_step_finer_than_the_coins_unit_is_refused() -> None:
    fine = dataclasses.replace(SPOT, step=Decimal("0.000000001"), tick=Decimal(100))
    with pytest.raises(InputError) as raised:
        units_per_step(fine)
    assert raised.value.code == "inexact_instrument"


def test_an_instrument_that_was_packed_still_knows_what_it_derives() -> None:
    held = loads(dumps(PERP))

    assert held == PERP
    assert (held.unit, held.mark_num, held.mark_den, held.tick_e8) == (
        *(PERP.unit, PERP.mark_num, PERP.mark_den, PERP.tick_e8),
    )
