"""An order in words: `long btc 2% sl 1.5% tp 2,4,6`, `купить eth на 500 по 3400`.

Pure and table-driven: whatever is typed comes to a reading. What was taken for something is in
`heard`, what was not understood in `unknown`; the values stay text, and the fields of the draft
judge them as if they had been typed there.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from core.money import NO_BREAK

MOST_LETTERS = 300
MOST_WORDS = 40
MOST_UNKNOWN = 6

_BUY = ("buy", "long", "купить", "купи", "покупаю", "лонг")
_SELL = ("sell", "short", "продать", "продай", "продаю", "шорт")
VERBS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(_BUY, "buy") | dict.fromkeys(_SELL, "sell")
)
_KEYS: Mapping[str, str] = MappingProxyType(
    {
        # word -> the field that what follows it is for
        **dict.fromkeys(("sl", "stop", "stoploss", "сл", "стоп"), "stop"),
        **dict.fromkeys(("tp", "target", "targets", "тп", "тейк", "цель", "цели"), "target"),
        **dict.fromkeys(("trail", "trailing", "трейл", "трейлинг"), "trailing"),
        **dict.fromkeys(("risk", "риск"), "risk"),
        **dict.fromkeys(("@", "at", "limit", "по", "лимит"), "price"),
        **dict.fromkeys(("trigger", "триггер"), "trigger"),
        **dict.fromkeys(("for", "size", "на", "объем", "объём"), "size"),
        **dict.fromkeys(("shares", "доли"), "share"),
        **dict.fromkeys(("time", "время"), "time"),
        **dict.fromkeys(("lev", "leverage", "плечо"), "leverage"),
    }
)
_FLAGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("post", "post-only", "postonly", "мейкер"), ("kind", "post_only")),
        **dict.fromkeys(("market", "рынок", "рынку"), ("kind", "market")),
        **dict.fromkeys(("reduce", "reduce-only", "reduceonly"), ("reduce", "on")),
        **{name: ("tif", name) for name in ("gtc", "ioc", "fok")},
        **dict.fromkeys(("mark", "марк"), ("source", "mark")),
        **dict.fromkeys(("last",), ("source", "last")),
    }
)
_LISTS = frozenset({"target", "share"})
_HA, _ES = "\u0445", "\u0441"
_LEVERAGE = re.compile(rf"[x{_HA}×]\d{{1,3}}|\d{{1,3}}[x{_HA}×]")
_VALUE = re.compile(r"[@$+-]*[\d.,]*\d[\d.,]*(?:%|r|\$|usdt?|usdc)?", re.ASCII)
_TIME = re.compile(rf"\d+(?:[.,]\d+)?[smhd{_ES}мчд]", re.ASCII)
_UNIT = frozenset({"%", "$", "usd", "usdt", "usdc", "r", "долл"})
_GAPS = str.maketrans("\u00a0;", "  ")
_PARTED = re.compile(rf"(?<=\d){NO_BREAK.pattern}(?=\d{{3}}(?!\d))")
"""Thousands of a number that was copied from a screen."""
_STOPS = ".,:!?"


@dataclass(frozen=True, slots=True)
class Symbol:
    """An instrument under the names people call it by."""

    id: str
    base: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """`fields` are in the order they are to be set, `said` the words for each. Without `symbol`
    none was named; `near` are the nearest to a word that seems to be one. `is_cut`: there was more
    than an order ever is."""

    side: str = ""
    symbol: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missed_symbol: str = ""
    near: tuple[str, ...] = ()
    is_cut: bool = False

    def refuse(self, key: str, value: str) -> None:
        """What cannot be in an order was not understood after all."""
        if key in self.said:
            self.heard.remove(self.said.pop(key))
        self.unknown.append(value)


def is_order(text: str) -> bool:
    """Whether words begin as an order does."""
    words = text[:MOST_LETTERS].lower().split(None, 1)
    return bool(words) and words[0].strip(_STOPS) in VERBS


def read_order(text: str, symbols: Sequence[Symbol]) -> Reading:
    """What was understood of an order in words; never raises."""
    joined = _PARTED.sub("", text[:MOST_LETTERS])
    found = joined.lower().translate(_GAPS).split()
    words = [word for each in found if (word := each.rstrip(_STOPS))]
    reading = Reading(is_cut=len(text) > MOST_LETTERS or len(words) > MOST_WORDS)
    Reader(words[:MOST_WORDS], symbols, reading).read()
    reading.fields.sort(key=lambda found: _ORDER.index(found[0]))
    return reading


_ORDER = (
    *("reduce", "kind", "leverage", "trigger", "price", "size", "source", "tif"),
    *("stop", "target", "share", "trailing", "time"),
)
"""Kind before its prices, the price before what is measured from it, the stop before R."""


class Reader:
    """Walks the words once, from the left."""

    def __init__(self, words: list[str], symbols: Sequence[Symbol], reading: Reading) -> None:
        self._words = words
        self._symbols = symbols
        self._reading = reading
        self._base = ""
        self._steps: tuple[Callable[[], bool], ...] = (
            self._verb,
            self._keyed,
            self._flag,
            self._leverage,
            self._named,
            self._size,
        )

    def read(self) -> None:
        while self._words:
            if not any(step() for step in self._steps):
                self._miss(self._words.pop(0))
        self._guess_kind()

    def _verb(self) -> bool:
        side = VERBS.get(self._words[0])
        if side is None or self._reading.side:
            return False
        self._reading.side = side
        self._heard(1)
        return True

    def _keyed(self) -> bool:
        """`sl 1.5%`, `tp 2 4 6`, `@3400`, `риск 0.5%`."""
        key, glued = _key_of(self._words[0])
        if key is None:
            return False
        taken, values = 1, [glued] if glued else []
        while self._takes(key, values, taken):
            values.append(self._words[taken])
            taken += 1
        return bool(values) and self._set(key, values, taken)

    def _takes(self, key: str, values: list[str], at: int) -> bool:
        """Whether the word at `at` still belongs to the value."""
        if at >= len(self._words):
            return False
        word = self._words[at]
        if values and word in _UNIT:
            return True
        if values and key == "size" and word == self._base:
            return True
        if values and (key not in _LISTS or not _fits(key, word)):
            return False
        return _fits(key, word)

    def _set(self, key: str, values: list[str], taken: int) -> bool:
        """What is said twice is not understood: the second could be meant as well."""
        text = " ".join(values) if key in _LISTS else "".join(values)
        if key == "risk":
            key, text = "size", f"risk {text.removesuffix('%')}%"
        if any(key == known for known, _ in self._reading.fields):
            return False
        self._reading.fields.append((key, text))
        self._reading.said[key] = self._heard(taken)
        return True

    def _flag(self) -> bool:
        found = _FLAGS.get(self._words[0])
        if found is None:
            return False
        key, value = found
        return self._set(key, [value], 1)

    def _leverage(self) -> bool:
        if _LEVERAGE.fullmatch(self._words[0]) is None:
            return False
        return self._set("leverage", [self._words[0]], 1)

    def _named(self) -> bool:
        """An instrument by one of its names, the first time."""
        if self._reading.symbol:
            return False
        word = self._words[0]
        for symbol in self._symbols:
            if word in symbol.names:
                self._reading.symbol, self._base = symbol.id, symbol.base.lower()
                self._heard(1)
                return True
        return False

    def _size(self) -> bool:
        """A bare amount: `2%`, `500`, `0.5 btc`."""
        word = self._words[0]
        if _VALUE.fullmatch(word) is None and not self._is_glued_base(word):
            return False
        follows = self._words[1] if len(self._words) > 1 else ""
        joins = follows in _UNIT or (bool(follows) and follows == self._base)
        return self._set("size", [word, follows] if joins else [word], 2 if joins else 1)

    def _is_glued_base(self, word: str) -> bool:
        """`0.5btc`."""
        return bool(self._base) and _VALUE.fullmatch(word.removesuffix(self._base)) is not None

    def _heard(self, count: int) -> str:
        words = " ".join(self._words[:count])
        self._reading.heard.append(words)
        del self._words[:count]
        return words

    def _miss(self, word: str) -> None:
        seems_symbol = bool(self._reading.side) and not self._reading.symbol and word.isalpha()
        if seems_symbol and not self._reading.missed_symbol:
            self._reading.missed_symbol = word[:20]
            self._reading.near = nearest(word, self._symbols)
        elif len(self._reading.unknown) < MOST_UNKNOWN:
            self._reading.unknown.append(word[:40])

    def _guess_kind(self) -> None:
        """Prices make a kind where no word did."""
        fields = self._reading.fields
        named = dict(fields)
        if "kind" in named:
            return
        has_price, has_trigger = "price" in named, "trigger" in named
        if has_trigger:
            fields.append(("kind", "stop_limit" if has_price else "stop_market"))
        else:
            fields.append(("kind", "limit" if has_price else "market"))


def _key_of(word: str) -> tuple[str | None, str]:
    """The field of a key word, with a value that is glued to it: `@3400`, `sl=1%`, `sl1%`."""
    if word in _KEYS:
        return _KEYS[word], ""
    found = re.match(r"(@|[^\W\d_]+)[=:]?(?=[\d@$.-])", word)
    if found is None or found[1] not in _KEYS:
        return None, ""
    glued = word[found.end() :]
    return (_KEYS[found[1]], glued) if glued else (None, "")


def _fits(key: str, word: str) -> bool:
    if key == "time":
        return _TIME.fullmatch(word) is not None
    if key == "leverage":
        return _LEVERAGE.fullmatch(word) is not None or word.isdecimal()
    if key == "share" and word in ("even", "exp"):
        return True
    return all(_VALUE.fullmatch(item) for item in word.strip(",;").split(",") if item) and any(
        char.isdigit() for char in word
    )


def nearest(word: str, symbols: Iterable[Symbol]) -> tuple[str, ...]:
    """The bases that a mistyped word could mean, the likeliest first."""
    names = {name: symbol.base for symbol in symbols for name in symbol.names}
    found = get_close_matches(word.lower()[:20], names, n=6, cutoff=0.5)
    return tuple(dict.fromkeys(names[name] for name in found))[:3]


def symbol_names(symbol: str, base: str, quote: str) -> tuple[str, ...]:
    """Every name of an instrument, lower case: `btc`, `btcusdt`, `btc/usdt`, `btc-usdt`."""
    low, of = base.lower(), quote.lower()
    return tuple(dict.fromkeys((low, symbol.lower(), f"{low}/{of}", f"{low}-{of}", f"{low}_{of}")))
