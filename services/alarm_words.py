"""Alarms as people type them: `btc 70000`, `eth +3% 15m`, `pnl -20`, `feed btc`, `agent repeat`."""

import re
from decimal import Decimal

from core.errors import InputError
from core.trading import AlarmKind
from core.values import Frozen
from services.amounts import figure, number, within
from services.durations import parse_duration

MOST_CHARS = 80
WINDOW_S = 900
"""What a percentage is measured over where nothing is said."""
LEAST_MOVE_PCT, MOST_MOVE_PCT = Decimal("0.1"), Decimal(90)
LEAST_WINDOW_S, MOST_WINDOW_S = 60, 24 * 3_600
MOST_MONEY = Decimal(1_000_000_000)
_REPEAT = frozenset({"repeat", "every", "always", "повтор", "каждый", "всегда"})
_ONCE = frozenset({"once", "раз", "однажды"})
_PNL = frozenset({"pnl", "profit", "loss", "пнл", "прибыль", "убыток", "результат"})
_LOSS = frozenset({"loss", "убыток"})
_FEED = frozenset({"feed", "prices", "поток", "цены", "фид"})
_AGENT = frozenset({"agent", "auto", "bot", "агент", "авто", "бот"})
_NUMBER = re.compile(r"[+\-<>@=]*[\d.,]+(?:%|\$|usdt?)?")
_PERIOD = re.compile(r"[\d.,]+\s*[^\W\d_]+\.?")


class Wanted(Frozen, frozen=True, kw_only=True):
    """What was understood. `name` is of a symbol (or, of an AGENT, of an agent), '' for none."""

    kind: AlarmKind
    name: str = ""
    level: Decimal | None = None
    way: int = 0
    window_s: int = 0
    repeats: bool = False


def read_alarm(text: str) -> Wanted:
    """Raises InputError that says what would be right."""
    words = text.lower().replace("−", "-").replace("\u00a0", "").split()
    if not words or len(text) > MOST_CHARS:
        raise unclear()
    repeats = any(word in _REPEAT for word in words)
    words = [word for word in words if word not in _REPEAT | _ONCE]
    for kind, names in ((AlarmKind.FEED, _FEED), (AlarmKind.AGENT, _AGENT)):
        if words and words[0] in names:
            return Wanted(kind=kind, name=" ".join(words[1:]), repeats=repeats)
    if words and words[0] in _PNL:
        return _pnl(words, repeats)
    return _price(words, repeats)


def read_level(kind: AlarmKind, text: str) -> Wanted:
    """The level alone, of an alarm that is there."""
    words = text.lower().replace("−", "-").replace("\u00a0", "").split()
    if kind.is_trouble or not words or len(text) > MOST_CHARS:
        raise unclear()
    wanted = _pnl(["pnl", *words], False) if kind is AlarmKind.PNL else _price(words, False)
    if wanted.kind is not kind or wanted.name:
        raise unclear()
    return wanted


def _pnl(words: list[str], repeats: bool) -> Wanted:
    """`pnl 50`, `loss 20`: what is open, in the money of the account."""
    if len(words) != 2 or not _NUMBER.fullmatch(words[1]) or words[1].endswith("%"):
        raise unclear()
    amount = figure(re.sub(r"[$<>@=]|usdt?$", "", words[1]))
    amount = -abs(amount) if words[0] in _LOSS else amount
    if not amount:
        raise unclear()
    within("level", abs(amount), Decimal("0.01"), MOST_MONEY)
    return Wanted(kind=AlarmKind.PNL, level=amount, way=1 if amount > 0 else -1, repeats=repeats)


def _price(words: list[str], repeats: bool) -> Wanted:
    names = [word for word in words if not word[0].isdigit() and not _NUMBER.fullmatch(word)]
    figures = [word for word in words if word not in names]
    if len(names) > 1 or not figures:
        raise unclear()
    name = names[0] if names else ""
    if figures[0].endswith("%"):
        return _move(name, figures, repeats)
    if len(figures) != 1 or not _NUMBER.fullmatch(figures[0]):
        raise unclear()
    sign = next((char for char in figures[0] if char in "<>"), "")
    level = figure(re.sub(r"[$<>@=]|usdt?$", "", figures[0]))
    within("level", level, Decimal("0.00000001"), MOST_MONEY)
    way = {"": 0, ">": 1, "<": -1}[sign]
    return Wanted(kind=AlarmKind.LEVEL, name=name, level=level, way=way, repeats=repeats)


def _move(name: str, figures: list[str], repeats: bool) -> Wanted:
    typed, *rest = figures
    share = number(typed.rstrip("%").lstrip("<>@="))
    way = {"+": 1, "-": -1}.get(typed[0], 0)
    within("move", abs(share), LEAST_MOVE_PCT, MOST_MOVE_PCT, "%")
    window_s = WINDOW_S
    if rest:
        if len(rest) > 1 or not _PERIOD.fullmatch(rest[0]):
            raise unclear()
        window_s = parse_duration(rest[0])
        within("window", Decimal(window_s), Decimal(LEAST_WINDOW_S), Decimal(MOST_WINDOW_S), " s")
    return Wanted(
        kind=AlarmKind.MOVE,
        name=name,
        level=abs(share),
        way=way,
        window_s=window_s,
        repeats=repeats,
    )


def unclear() -> InputError:
    return InputError(
        "Type what to watch: btc 70000, eth +3% 15m, pnl -20, feed btc, agent",
        code="unclear_alarm",
    )
