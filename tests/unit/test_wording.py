"""Orders in words: what was understood, what was not, and that nothing typed breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.wording import (
    MOST_LETTERS,
    MOST_UNKNOWN,
    VERBS,
    Symbol,
    is_order,
    read_order,
    symbol_names,
)

SYMBOLS = [
    Symbol(f"sim:{base}", base, symbol_names(f"{base}USDT", base, "USDT"))
    for base in ("BTC", "ETH", "SOL", "DOGE")
]
BTC, ETH, SOL = "sim:BTC", "sim:ETH", "sim:SOL"


@pytest.mark.parametrize(
    ("text", "side", "symbol", "fields"),
    [
        (
            "long btc 2% sl 1.5% tp 2,4,6",
            "buy",
            BTC,
            {"kind": "market", "size": "2%", "stop": "1.5%", "target": "2,4,6"},
        ),
        ("buy eth 500 @ 3400", "buy", ETH, {"kind": "limit", "size": "500", "price": "3400"}),
        (
            "short sol x5 risk 0.5% sl 150.2 tp 2r trail 1%",
            "sell",
            SOL,
            {
                "kind": "market",
                "leverage": "x5",
                "size": "risk 0.5%",
                "stop": "150.2",
                "target": "2r",
                "trailing": "1%",
            },
        ),
        (
            "лонг btc 2% сл 1.5% тп 2,4,6",
            "buy",
            BTC,
            {"kind": "market", "size": "2%", "stop": "1.5%", "target": "2,4,6"},
        ),
        (
            "купить eth на 500 по 3400",
            "buy",
            ETH,
            {"kind": "limit", "size": "500", "price": "3400"},
        ),
        ("sell BTC/USDT 0.5 btc", "sell", BTC, {"kind": "market", "size": "0.5btc"}),
        ("buy btc-usdt 0.5btc @67000 post", "buy", BTC, {"kind": "post_only", "price": "67000"}),
        ("buy eth 500 usdt sl=2%", "buy", ETH, {"size": "500usdt", "stop": "2%"}),
        ("buy btc 2% trigger 70000", "buy", BTC, {"kind": "stop_market", "trigger": "70000"}),
        ("buy btc trigger 70000 @70100 ioc", "buy", BTC, {"kind": "stop_limit", "tif": "ioc"}),
        (
            "long btc tp 2% 4% 6% shares 50,30,20 time 4h mark",
            "buy",
            BTC,
            {"target": "2% 4% 6%", "share": "50,30,20", "time": "4h", "source": "mark"},
        ),
        ("купить btc на 0.01 btc, sl 1,5% tp 2, 4, 6", "buy", BTC, {"size": "0.01btc"}),
        ("Sell, SOL: 25% reduce", "sell", SOL, {"size": "25%", "reduce": "on"}),
        ("long 2%", "buy", "", {"size": "2%"}),
    ],
)
def test_an_order_in_words_is_understood(
    text: str, side: str, symbol: str, fields: dict[str, str]
) -> None:
    reading = read_order(text, SYMBOLS)
    assert (reading.side, reading.symbol, reading.unknown) == (side, symbol, [])
    assert dict(reading.fields) | fields == dict(reading.fields)


def test_every_word_not_understood_is_told() -> None:
    reading = read_order("buy btc 2% please sl soon", SYMBOLS)
    assert reading.unknown == ["please", "sl", "soon"]
    assert reading.heard == ["buy", "btc", "2%"]


def test_digits_of_other_scripts_are_no_number() -> None:
    reading = read_order("buy btc ٣%", SYMBOLS)
    assert reading.unknown == ["٣%"]
    assert "size" not in dict(reading.fields)


@pytest.mark.parametrize("text", ["buy btc 2% 5%", "buy btc sl 1% sl 2%", "buy btc x2 x5"])
def test_what_is_said_twice_counts_once_and_is_told(text: str) -> None:
    reading = read_order(text, SYMBOLS)
    names = [name for name, _ in reading.fields]
    assert len(names) == len(set(names))
    assert reading.unknown


@pytest.mark.parametrize(
    ("typed", "nearest"), [("btx", "BTC"), ("dodge", "DOGE"), ("etj", "ETH"), ("solusd", "SOL")]
)
def test_an_unknown_symbol_suggests_the_nearest(typed: str, nearest: str) -> None:
    reading = read_order(f"buy {typed} 2%", SYMBOLS)
    assert reading.missed_symbol == typed
    assert reading.near[0] == nearest


def test_a_symbol_like_no_other_has_no_nearest() -> None:
    reading = read_order("buy zzzzqq 2%", SYMBOLS)
    assert (reading.missed_symbol, reading.near) == ("zzzzqq", ())


def test_a_pasted_novel_is_cut() -> None:
    reading = read_order("buy btc " + "Call me Ishmael. " * 500, SYMBOLS)
    assert reading.is_cut
    assert len(reading.unknown) <= MOST_UNKNOWN
    assert (reading.side, reading.symbol) == ("buy", BTC)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_a_number_copied_from_a_screen_stays_whole(space: str) -> None:
    reading = read_order(f"buy btc 1{space}000 usdt @ 67{space}120.5", SYMBOLS)
    assert dict(reading.fields) == {"kind": "limit", "price": "67120.5", "size": "1000usdt"}


def test_fields_come_in_the_order_they_depend_on_each_other() -> None:
    reading = read_order("buy btc tp 2r sl 1% @60000 10%", SYMBOLS)
    assert [name for name, _ in reading.fields] == ["kind", "price", "size", "stop", "target"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("long btc", True),
        ("КУПИТЬ eth", True),
        ("buy", True),
        ("Sell, please", True),
        ("belong", False),
        ("what is long?", False),
        ("", False),
        ("   ", False),
        ("5%", False),
    ],
)
def test_an_order_begins_with_a_verb(text: str, is_one: bool) -> None:
    assert is_order(text) is is_one


words = st.sampled_from(
    [*VERBS, "btc", "eth", "sl", "tp", "@", "2%", "2,4,6", "x5", "500", "btc,", "trail", "на", "по"]
)


@given(st.lists(words | st.text(max_size=8), max_size=60).map(" ".join) | st.text(max_size=2_000))
def test_no_text_breaks_the_reader(text: str) -> None:
    reading = read_order(text, SYMBOLS)
    assert sum(len(word) for word in reading.heard) <= MOST_LETTERS + 10
    assert len(reading.unknown) <= MOST_UNKNOWN
    assert is_order(text) in (True, False)


@given(st.lists(words, min_size=1, max_size=12))
def test_no_word_is_lost(said: list[str]) -> None:
    reading = read_order(" ".join(said), SYMBOLS)
    told = " ".join((*reading.heard, *reading.unknown, reading.missed_symbol)).split()
    if len(reading.unknown) < MOST_UNKNOWN:
        assert sorted(told) == sorted(word.rstrip(",") for word in said)
