"""Numbers and times read the same everywhere and say nothing that is noise."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import format as fmt
from bot.locales import load_text
from core.trading import Limit
from core.types import SECOND_NS

EN, RU = load_text("en"), load_text("ru")
NB = "\u00a0"


def plainly(text: str) -> str:
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("10244.9", "10 244.90"),
        ("1234567.891", "1 234 567.89"),
        ("0.004", "0.00"),
        ("-0.004", "0.00"),
        ("-12.4", "-12.40"),
        ("0E-8", "0.00"),
    ],
)
def test_money_has_two_decimals_and_thousands(value: str, shown: str) -> None:
    assert plainly(fmt.money(D(value))) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.25, "0.25"),
        (0.1 + 0.2, "0.3"),
        (84_333.55, "84 333.55"),
        (1e9, "1 000 000 000"),
        (-1e-7, "-0.0000001"),
        (0.0, "0"),
    ],
)
def test_a_number_of_a_strategy_has_no_exponent_and_no_tail(value: float, shown: str) -> None:
    assert plainly(fmt.real(value)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("38.1", "+38.10"), ("-12.4", "-12.40"), ("0", "0.00"), ("0.001", "0.00"), ("-0.001", "0.00")],
)
def test_a_result_carries_its_sign_unless_it_is_nought(value: str, shown: str) -> None:
    assert fmt.signed_money(D(value)) == shown


def test_thousands_are_parted_by_a_space_that_does_not_break() -> None:
    assert fmt.money(D("1234.5")) == f"1{NB}234.50"


@pytest.mark.parametrize(
    ("value", "tick", "shown"),
    [
        ("66800.0000", "0.01", "66 800.00"),
        ("66800.126", "0.01", "66 800.13"),
        ("182.4", "0.10", "182.4"),
        ("3412", "1", "3 412"),
        ("0.00001234", "0.00000001", "0.00001234"),
        ("66800.0000", None, "66 800.00"),
        ("66800.1250", None, "66 800.125"),
    ],
)
def test_a_price_has_the_digits_of_its_tick(value: str, tick: str | None, shown: str) -> None:
    assert plainly(fmt.price(D(value), D(tick) if tick else None)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.0100", "0.0100"), ("12", "12"), ("1E+3", "1 000"), ("1500.5", "1 500.5")],
)
def test_a_size_keeps_the_digits_of_its_step(value: str, shown: str) -> None:
    assert plainly(fmt.size(D(value))) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("1.0000", "1%"), ("0.1000", "0.1%"), ("30", "30%"), ("-0", "0%")]
)
def test_a_share_has_no_tail(value: str, shown: str) -> None:
    assert fmt.percent(D(value)) == shown


def test_a_limit_reads_as_it_was_typed() -> None:
    assert fmt.limit(Limit.percent("0.10"), EN) == "0.1%"
    assert plainly(fmt.limit(Limit.usd("1500.50"), EN)) == "1 500.5 USD"
    assert fmt.limit(None, RU) == "выкл"


@pytest.mark.parametrize(
    ("seconds", "english", "russian"),
    [
        (0, "0 s", "0 с"),
        (12, "12 s", "12 с"),
        (252, "4 m 12 s", "4 м 12 с"),
        (240, "4 m", "4 м"),
        (3605, "1 h", "1 ч"),
        (7512, "2 h 5 m", "2 ч 5 м"),
        (273_600, "3 d 4 h", "3 дн 4 ч"),
        (-5, "0 s", "0 с"),
    ],
)
def test_a_duration_shows_its_two_largest_units(seconds: int, english: str, russian: str) -> None:
    assert plainly(fmt.duration(seconds, EN)) == english
    assert plainly(fmt.duration(seconds, RU)) == russian


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0.0 s"),
        (0.42, "0.4 s"),
        (9.94, "9.9 s"),
        (9.97, "10 s"),
        (14.2, "14 s"),
        (-1, "0.0 s"),
    ],
)
def test_an_age_shows_tenths_below_ten_seconds(seconds: float, shown: str) -> None:
    assert plainly(fmt.age(seconds, EN)) == shown


def test_clocks_are_in_the_users_zone() -> None:
    noon = 43_200 * SECOND_NS
    assert fmt.clock(noon, 180) == "15:00:00"
    assert fmt.clock(noon, -210) == "08:30:00"
    assert fmt.short_clock(noon, 345) == "17:45"
    assert plainly(fmt.day(noon, 720, EN)) == "2 Jan"
    assert plainly(fmt.day(noon, 0, RU)) == "1 янв"


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "UTC"), (180, "UTC+3"), (-210, "UTC-3:30"), (345, "UTC+5:45")]
)
def test_a_zone_reads_as_people_say_it(minutes: int, shown: str) -> None:
    assert fmt.zone(minutes) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_no_number_is_shown_with_noise(value: D) -> None:
    for shown in (fmt.money(value), fmt.signed_money(value), fmt.percent(value), fmt.size(value)):
        bare = shown.replace(NB, "").rstrip("%")
        assert "E" not in bare
        assert not (D(bare) == 0 and bare[0] in "+-")


@pytest.mark.parametrize(
    ("last", "shown"),
    [(0, "1 Jan"), (19, "1 Jan-20 Jan"), (364, "1 Jan-31 Dec"), (365, "1 Jan 70-1 Jan 71")],
)
def test_days_name_their_years_where_they_are_not_of_one(last: int, shown: str) -> None:
    told = fmt.days(0, last * 86_400 * SECOND_NS, 0, load_text("en"))
    assert told.replace("\u00a0", " ") == shown
