"""Both languages are complete, fit each other, and Russian is Russian."""

import re
from collections.abc import Iterator
from enum import Enum
from html import unescape
from pathlib import Path
from string import Formatter

import pytest

from bot.locales import LANGUAGES, Phrase, load_text, plural_en, plural_ru
from core.events import ALL_RECORDS
from core.trading import RefusalCode
from core.types import (
    Access,
    AgentState,
    ExitReason,
    Mode,
    OrderState,
    Priority,
    Purpose,
    Timeframe,
)
from tests.screens.catalogue import TEXTS, screens

CODE = re.compile(r'code="([a-z_]+)"')
EN, RU = TEXTS["en"].phrases, TEXTS["ru"].phrases
ROOT = Path(__file__).parents[2]
FORMS = {"en": {"one", "many"}, "ru": {"one", "few", "many"}}
LATIN = {
    # names
    *("Dzentra", "TREND", "GRID", "BTC", "ETH", "SOL", "USDT", "USD", "Binance", "English"),
    *("SQLite", "PostgreSQL"),
    # what traders say in every language
    *("LONG", "SHORT", "BUY", "SELL", "HOLD", "SL", "TP", "ML", "PnL", "EMA", "REST", "UTC"),
    *("RSI", "ADX", "PF", "ETHUSDT", "TPE"),
    # parameters by their own names
    *("fast", "slow"),
    # a command for the shell
    *("python", "main", "py", "data", "download", "symbol", "BTCUSDT"),
    # what is typed as it stands
    *("btc", "eth", "pnl", "feed", "agent"),
    *("CSV", "JSON", "ID", "env", "OWNER", "IDS", "BINANCE", "API", "KEY", "SECRET"),
    *("OCO", "GTC", "IOC", "FOK"),
    *("SQN", "MAE", "MFE", "DAY", "WEEK", "MONTH", "ALL"),
    # files of the desk, and keys in them
    *("bot", "engine", "plugins", "strategies", "docs", "md", "plugin", "config", "json"),
    *("marketplace", "trusted", "keys"),
    *("HIGH", "MEDIUM", "LOW", "silence", "stale", "gap", "reject", "off"),
}
FAMILIES: dict[str, type[Enum]] = {
    "gate.{}": RefusalCode,
    "refusal.{}.why": RefusalCode,
    "exit.{}": ExitReason,
    "alert.closed.{}": ExitReason,
    "state.{}": AgentState,
    "auto.{}": AgentState,
    "alert.agent.{}": AgentState,
    "mode.{}": Mode,
    "mode.sign.{}": Mode,
    "priority.{}": Priority,
    "alerts.{}": Priority,
    "order.{}": OrderState,
    "purpose.{}": Purpose,
    "tf.{}": Timeframe,
    "access.{}": Access,
}


def sentences(phrase: Phrase) -> list[str]:
    return [phrase] if isinstance(phrase, str) else list(phrase.values())


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert EN.keys() == RU.keys()


@pytest.mark.parametrize("key", EN)
def test_a_phrase_has_the_same_placeholders_in_both_languages(key: str) -> None:
    wanted = placeholders(sentences(EN[key])[0])
    for sentence in sentences(EN[key]) + sentences(RU[key]):
        assert placeholders(sentence) == wanted


@pytest.mark.parametrize("key", EN)
def test_plural_phrases_have_every_form(key: str) -> None:
    for language, phrases in (("en", EN), ("ru", RU)):
        phrase = phrases[key]
        if not isinstance(phrase, str):
            assert set(phrase) == FORMS[language]
    assert isinstance(EN[key], str) == isinstance(RU[key], str)


@pytest.mark.parametrize(("pattern", "kind"), FAMILIES.items())
def test_every_code_has_its_phrase(pattern: str, kind: type[Enum]) -> None:
    for member in kind:
        assert pattern.format(member.value) in EN


@pytest.mark.parametrize("package", ["services", "debug"])
def test_every_refusal_of_what_is_typed_has_its_phrase(package: str) -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / package).rglob("*.py")]
    codes = {code for source in sources for code in CODE.findall(source)}
    assert len(codes) > 10
    assert {code for code in codes if f"input.{code}" not in EN} == set()


def test_every_record_has_its_name() -> None:
    for kind in ALL_RECORDS:
        assert f"event.{kind.topic}" in EN


def literal_keys() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        code = path.read_text("utf-8")
        for key in re.findall(r"\.(?:t|plural)\(\s*\"([a-zA-Z0-9_.]+)\"", code):
            yield path.name, key
        for caption in re.findall(r"button\(\s*(?:\w+\.)*text,\s*\"([a-z_.]+)\"", code):
            yield path.name, f"button.{caption}"


def test_every_key_the_code_names_is_there() -> None:
    assert [(name, key) for name, key in literal_keys() if key not in EN] == []


def test_russian_has_no_latin_word_outside_the_list() -> None:
    found = set()
    for name, states in screens("ru").items():
        for state, screen in states.items():
            shown = re.sub(r"</?(?:b|pre)>|/[a-z_]+", " ", screen.text)
            shown += " ".join(b.text for row in screen.rows for b in row)
            for word in re.findall(r"[A-Za-z]{2,}", unescape(shown)):
                if word not in LATIN | FOREIGN:
                    found.add((name, state, word))
    assert found == set()


FOREIGN = {
    "signal",
    "feed",
    "no",
    "answer",
    "in",
    "start",
    "dzentra",
    "db",
    *("EXCHANGE", "SYMBOLS", "DEFAULT", "LEVERAGE"),
    *("INFO", "engine", "session"),
    *("https", "me", "message", "conf", "yes"),
}
FOREIGN |= {"auto", "agent", "night", "XRP", "eth", "eht", "rsi"}
FOREIGN |= {"second", "my", "own", "my_own", "Made", "at", "home", "is", "bold", "fast"}
FOREIGN |= set(
    re.findall(
        r"\w+",
        "Above Ann Average Broken Candles KeyError Plugin Seer again an and another are asleep "
        "average bands below both broken candle closes ended expected expired fresh generate half "
        "has identifier index inva invalid it its known level line longer minutes momentum must "
        "numpy of one only or owner period publish py quarantined robot seer side signals syntax "
        "custom bollinger sma upper lower band many out "
        "th than the times took typo was when within worker",
    )
)
"""Words of the samples' own records: a border's name, its detail, the name of a file or of an agent
are facts, not phrases."""


def test_russian_phrases_have_no_latin_word_outside_the_list() -> None:
    found = {
        (key, word)
        for key, phrase in RU.items()
        for sentence in sentences(phrase)
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w*\}|/[a-z_]+", "", sentence))
        if word not in LATIN
    }
    assert found == set()


@pytest.mark.parametrize(
    ("count", "form"),
    [
        (0, "many"),
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (12, "many"),
        (14, "many"),
        (21, "one"),
        (22, "few"),
        (101, "one"),
        (111, "many"),
        (112, "many"),
    ],
)
def test_russian_counts_with_three_forms(count: int, form: str) -> None:
    assert plural_ru(count) == form


def test_english_counts_with_two_forms() -> None:
    assert [plural_en(count) for count in (0, 1, 2, 21)] == ["many", "one", "many", "many"]


def test_a_missing_key_is_an_error_and_an_unknown_code_is_shown() -> None:
    text = load_text("en")
    with pytest.raises(KeyError):
        text.t("no.such.key")
    assert text.name("gate", "NEW_CODE") == "NEW_CODE"


def test_texts_are_loaded_anew_each_time() -> None:
    assert all(load_text(language) is not load_text(language) for language in LANGUAGES)
