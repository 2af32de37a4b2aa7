"""Typed risk settings: what they are understood as, and what is refused with which sentence."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InputError
from core.trading import Limit
from services.limits import RULES, check_share, limit_text, parse_limit


@pytest.mark.parametrize(
    ("setting", "text", "saved"),
    [
        ("risk", "1.5%", "1.5%"),
        ("risk", "1,5", "1.5%"),
        ("risk", " 1.5 % ", "1.5%"),
        ("risk", "0.01", "0.01%"),
        ("risk", "5", "5%"),
        ("risk", "50$", "50 USD"),
        ("risk", "$50", "50 USD"),
        ("risk", "50 usd", "50 USD"),
        ("risk", "50 USDT", "50 USD"),
        ("risk", "50 дол", "50 USD"),
        ("risk", "1 000,50 $", "1000.5 USD"),
        ("stop_loss", "1", "1%"),
        ("stop_loss", "-1%", "1%"),
        ("stop_loss", "−1%", "1%"),
        ("stop_loss", "0.05%", "0.05%"),
        ("stop_loss", "off", "off"),
        ("take_profit", "+2%", "2%"),
        ("take_profit", "500", "500%"),
        ("take_profit", "ВЫКЛ", "off"),
        ("max_loss", "-50$", "50 USD"),
        ("max_loss", "-", "off"),
        ("daily_loss", "2%", "2%"),
        ("drawdown", "90", "90%"),
        ("max_reserved", "100%", "100%"),
    ],
)
def test_what_is_typed_is_understood(setting: str, text: str, saved: str) -> None:
    assert limit_text(parse_limit(setting, text).value) == saved


@pytest.mark.parametrize(
    ("setting", "text", "code"),
    [
        ("risk", "", "not_a_number"),
        ("risk", "one", "not_a_number"),
        ("risk", "%", "not_a_number"),
        ("risk", "1%$", "not_a_number"),
        ("risk", "1$ 2$", "not_a_number"),
        ("risk", "nan", "not_a_number"),
        ("risk", "inf", "not_a_number"),
        ("risk", "1.2.3", "not_a_number"),
        ("risk", "1,000$", "ambiguous_comma"),
        ("risk", "12,500 usd", "ambiguous_comma"),
        ("risk", "off", "no_off"),
        ("risk", "0", "out_of_bounds"),
        ("risk", "5.01", "out_of_bounds"),
        ("risk", "-1", "out_of_bounds"),
        ("risk", "1e9", "not_a_number"),
        ("risk", "0$", "out_of_bounds"),
        ("risk", "0.12345", "too_fine"),
        ("take_profit", "-2%", "out_of_bounds"),
        ("take_profit", "501", "out_of_bounds"),
        ("stop_loss", "51%", "out_of_bounds"),
        ("drawdown", "50$", "no_usd"),
        ("drawdown", "0.5", "out_of_bounds"),
        ("max_reserved", "off", "no_off"),
        ("max_reserved", "500$", "no_usd"),
        ("max_reserved", "101", "out_of_bounds"),
        ("colour", "1%", "unknown_setting"),
    ],
)
def test_what_cannot_be_is_refused(setting: str, text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_limit(setting, text)
    assert refused.value.code == code


def test_a_refusal_names_the_bounds() -> None:
    with pytest.raises(InputError) as refused:
        parse_limit("risk", "7%")
    assert refused.value.values == {"setting": "risk", "low": "0.01%", "high": "5%"}


def test_an_amount_is_held_to_the_bounds_in_percent() -> None:
    check_share("risk", Limit.usd("500"), Decimal(10_000))
    with pytest.raises(InputError) as refused:
        check_share("risk", Limit.usd("500.01"), Decimal(10_000))
    assert refused.value.values == {"setting": "risk", "low": "1.00 USD", "high": "500.00 USD"}


def test_a_share_needs_no_base() -> None:
    check_share("risk", Limit.percent("5"), Decimal(1))


def test_without_a_base_an_amount_passes() -> None:
    check_share("stop_loss", Limit.usd("500"), Decimal(0))


@given(st.sampled_from([*RULES, "colour"]), st.text(max_size=60))
@example("risk", "1e999999999")
@example("risk", "1e-999999999")
@example("risk", "9" * 39)
@example("stop_loss", "sNaN")
@example("stop_loss", "1_0")
@example("stop_loss", "\ud800")
def test_nothing_typed_raises_but_what_a_screen_can_show(setting: str, text: str) -> None:
    try:
        limit = parse_limit(setting, text).value
    except InputError:
        return
    assert limit is None or limit.value > 0


@given(st.sampled_from(list(RULES)), st.from_regex(r"[-+]?[0-9.,e$% usd]{1,20}", fullmatch=True))
def test_nothing_like_a_number_raises_either(setting: str, text: str) -> None:
    with suppress(InputError):
        assert parse_limit(setting, text).setting == setting


@given(st.sampled_from(list(RULES)), st.decimals("0.01", "500", places=2))
def test_what_was_saved_reads_as_the_same_again(setting: str, number: Decimal) -> None:
    for typed in (f"{number}%", f"{number}$"):
        try:
            limit = parse_limit(setting, typed).value
        except InputError:
            continue
        assert parse_limit(setting, limit_text(limit)).value == limit
