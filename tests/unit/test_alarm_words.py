"""Alarms as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.trading import AlarmKind
from services.alarm_words import MOST_CHARS, WINDOW_S, Wanted, read_alarm, read_level

LEVEL, MOVE, PNL = AlarmKind.LEVEL, AlarmKind.MOVE, AlarmKind.PNL
FEED, AGENT = AlarmKind.FEED, AlarmKind.AGENT


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("BTC 70000", Wanted(kind=LEVEL, name="btc", level=Decimal(70_000))),
        ("btc/usdt 70000,5", Wanted(kind=LEVEL, name="btc/usdt", level=Decimal("70000.5"))),
        ("70000", Wanted(kind=LEVEL, level=Decimal(70_000))),
        ("btc >70000", Wanted(kind=LEVEL, name="btc", level=Decimal(70_000), way=1)),
        (
            "btc <60000 repeat",
            Wanted(kind=LEVEL, name="btc", level=Decimal(60_000), way=-1, repeats=True),
        ),
        ("btc +3%", Wanted(kind=MOVE, name="btc", level=Decimal(3), way=1, window_s=WINDOW_S)),
        (
            "eth −2,5% 1h",
            Wanted(kind=MOVE, name="eth", level=Decimal("2.5"), way=-1, window_s=3_600),
        ),
        ("5% 15м повтор", Wanted(kind=MOVE, level=Decimal(5), window_s=900, repeats=True)),
        ("pnl 50", Wanted(kind=PNL, level=Decimal(50), way=1)),
        ("pnl -20", Wanted(kind=PNL, level=Decimal(-20), way=-1)),
        ("убыток 20", Wanted(kind=PNL, level=Decimal(-20), way=-1)),
        ("loss 20$ every", Wanted(kind=PNL, level=Decimal(-20), way=-1, repeats=True)),
        ("feed", Wanted(kind=FEED)),
        ("поток btc", Wanted(kind=FEED, name="btc")),
        ("agent repeat", Wanted(kind=AGENT, repeats=True)),
        ("агент Ночной скальпер", Wanted(kind=AGENT, name="ночной скальпер")),
        ("once btc 70000", Wanted(kind=LEVEL, name="btc", level=Decimal(70_000))),
    ],
)
def test_an_alarm_is_read_from_its_words(typed: str, wanted: Wanted) -> None:
    assert read_alarm(typed) == wanted


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "btc", "hello world", "btc eth 70000", "btc 70000 80000", "btc 70000 1h"),
        *("btc +3% soon", "btc 0.05%", "btc 95%", "btc 3% 30s", "btc 3% 2d", "pnl", "pnl 5%"),
        *("pnl 0", "btc 0", "btc -5", "btc 1e5", "btc 70000.00.0", "repeat", "btc nan", "btc ∞"),
        *("btc 99999999999999", "x" * (MOST_CHARS + 1), "btc ٣"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_would_be(typed: str) -> None:
    with pytest.raises(InputError):
        read_alarm(typed)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        wanted = read_alarm(text)
    except InputError:
        return
    assert wanted.kind in AlarmKind


@pytest.mark.parametrize(
    ("kind", "typed", "level", "way"),
    [
        (LEVEL, "70500", Decimal(70_500), 0),
        (MOVE, "-2% 30m", Decimal(2), -1),
        (PNL, "-20", Decimal(-20), -1),
    ],
)
def test_the_level_of_an_alarm_is_typed_alone(
    kind: AlarmKind, typed: str, level: Decimal, way: int
) -> None:
    wanted = read_level(kind, typed)
    assert (wanted.level, wanted.way) == (level, way)


@pytest.mark.parametrize(
    ("kind", "typed"), [(LEVEL, "3%"), (MOVE, "70000"), (LEVEL, "eth 5"), (FEED, "5"), (PNL, "3%")]
)
def test_a_level_of_another_kind_is_refused(kind: AlarmKind, typed: str) -> None:
    with pytest.raises(InputError):
        read_level(kind, typed)
