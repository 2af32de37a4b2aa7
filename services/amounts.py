"""Sizes, prices, levels and times as people type them: `2%`, `500$`, `@67000`, `2r`, `4h`, `x5`.

Every refusal is an InputError that says what would be right.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from core.errors import InputError
from core.money import NO_BREAK, parse_decimal
from core.trading import DraftSize, Limit, SizeUnit
from core.values import Frozen
from services.limits import OFF_WORDS, check_comma

MOST_RUNGS = 6
LEAST_USD, MOST_USD = Decimal("0.01"), Decimal(1_000_000_000)
LEAST_PCT, MOST_PCT = Decimal("0.01"), Decimal(100)
MOST_RISK_PCT = Decimal(5)
LEAST_TIME_S, MOST_TIME_S = 60, 30 * 86_400
_ES, _HA, _ER = "\u0441", "\u0445", "\u0440"
"""The Cyrillic letters that look like c, x and p."""
_SECONDS: Mapping[str, int] = MappingProxyType(
    {"s": 1, _ES: 1, "m": 60, "м": 60, "h": 3_600, "ч": 3_600, "d": 86_400, "д": 86_400}
)
_MONEY = re.compile(r"(?:\$|usdt|usdc|usd|долл?)$")
_BEFORE = re.compile(r"^\$")
_TIMES = re.compile(f"(?:x|{_HA}|×)", re.IGNORECASE)
_RISK = re.compile(r"(?:risk|риск)")
_SIGNED = re.compile(r"[0-9]+\s*[^0-9.,\s]+")
_OF_POSITION = re.compile(r"(?:pos(?:ition)?|поз(?:иции|иция)?)")


class LevelUnit(StrEnum):
    """How a level was typed; BARE carries no sign of unit, what it means is found from where it
    stands."""

    PERCENT = "percent"
    PRICE = "price"
    USD = "usd"
    RISKS = "risks"
    BARE = "bare"


class Level(Frozen, frozen=True):
    unit: LevelUnit
    value: Decimal


def is_off(text: str) -> bool:
    return text.strip().lower() in OFF_WORDS


def cleaned(text: str) -> str:
    """Small letters, ASCII signs, and no space that does not break: it parts digits only."""
    return NO_BREAK.sub("", text.strip().lower().replace("−", "-"))


def number(text: str) -> Decimal:
    """A number with digits 0 to 9; raises InputError."""
    if any(char.isdigit() and not char.isascii() for char in text):
        raise InputError("Type digits 0 to 9", code="foreign_digits")
    return parse_decimal(text)


def figure(text: str) -> Decimal:
    """A price, or an amount of money or coins; raises InputError for what could be two."""
    check_comma(text)
    return number(text)


def within(setting: str, value: Decimal, low: Decimal, high: Decimal, unit: str = "") -> Decimal:
    """`value`, or an InputError that names the bounds."""
    if not low <= value <= high:
        raise InputError(
            f"{setting} goes from {low:f}{unit} to {high:f}{unit}",
            code="out_of_bounds",
            setting=setting,
            low=f"{low.normalize():f}{unit}",
            high=f"{high.normalize():f}{unit}",
        )
    return value


def parse_size(text: str, base: str, *, of_position: bool = False) -> DraftSize:
    """`2%` of equity (or of the position), `500`, `500$`, `0.5 btc`, `risk 0.5%`."""
    typed = cleaned(text)
    bare, risks = _RISK.subn("", typed)
    bare, positions = _OF_POSITION.subn("", bare)
    bare = bare.strip()
    if risks or positions or bare.endswith("%"):
        unit = _share_unit(bool(risks), of_position or bool(positions))
        most = MOST_RISK_PCT if unit is SizeUnit.RISK else MOST_PCT
        share = number(bare.removesuffix("%"))
        setting = "risk" if unit is SizeUnit.RISK else "size"
        return DraftSize(unit, within(setting, share, LEAST_PCT, most, "%"))
    if base and bare.endswith(base.lower()):
        amount = figure(bare[: -len(base)])
        return DraftSize(SizeUnit.BASE, _some("size", amount, f" {base}"))
    return DraftSize(SizeUnit.QUOTE, _money("size", bare))


def _share_unit(is_risk: bool, of_position: bool) -> SizeUnit:
    if is_risk:
        return SizeUnit.RISK
    return SizeUnit.POSITION if of_position else SizeUnit.EQUITY


def _some(setting: str, amount: Decimal, unit: str) -> Decimal:
    return within(setting, amount, Decimal("0.00000001"), MOST_USD, unit)


def _money(setting: str, text: str) -> Decimal:
    amount = figure(_BEFORE.sub("", _MONEY.sub("", text).strip()))
    return within(setting, amount, LEAST_USD, MOST_USD, " USD")


def parse_leverage(text: str, most: int) -> int:
    """`x5`, `5x`, `5`; a whole number the instrument allows."""
    value = number(_TIMES.sub("", cleaned(text)))
    within("leverage", value, Decimal(1), Decimal(max(most, 1)))
    if value != int(value):
        raise InputError("Type a whole leverage such as 5", code="whole_leverage")
    return int(value)


def parse_time(text: str) -> int:
    """`4h`, `30m`, `2d` in seconds; 0 for off."""
    typed = cleaned(text)
    if is_off(typed) or typed == "0":
        return 0
    unit = _SECONDS.get(typed[-1:])
    if unit is None:
        raise InputError("Type a time such as 4h, 30m or 2d", code="not_a_time")
    seconds = number(typed[:-1]) * unit
    if not LEAST_TIME_S <= seconds <= MOST_TIME_S:
        raise InputError("A time stop is 1 minute to 30 days", code="time_bounds")
    return int(seconds)


def parse_level(text: str) -> Level:
    """`1.5%`, `@67000`, `2r`, `50$`, or a bare number."""
    typed = cleaned(text)
    if typed.startswith("@"):
        return Level(LevelUnit.PRICE, figure(typed[1:]))
    if typed.endswith("%"):
        return Level(LevelUnit.PERCENT, abs(number(typed[:-1])))
    if typed.endswith(("r", _ER)):
        return Level(LevelUnit.RISKS, abs(number(typed[:-1])))
    if _MONEY.search(typed) or _BEFORE.match(typed):
        return Level(LevelUnit.USD, abs(figure(_BEFORE.sub("", _MONEY.sub("", typed).strip()))))
    return Level(LevelUnit.BARE, figure(typed))


def parse_distance(setting: str, text: str, price: Decimal | None) -> Limit:
    """How far behind the price: `1%`, `50$`; a bare number is percent."""
    level = parse_level(text)
    if level.unit in (LevelUnit.PRICE, LevelUnit.RISKS):
        raise InputError("Type a distance such as 1% or 50$", code="not_a_distance")
    if level.unit is LevelUnit.USD:
        most = price / 2 if price is not None else MOST_USD
        return Limit.usd(within(setting, level.value, Decimal("0.00000001"), most, " USD"))
    share = abs(level.value)
    return Limit.percent(within(setting, share, Decimal("0.05"), Decimal(50), "%"))


def split_list(text: str, *, is_list: bool = False) -> list[str]:
    """The items of `2,4,6`, `2 4 6`, `1,5 3 4,5`. One comma alone could be a decimal point:
    without `is_list` no guess is made about money."""
    typed = " ".join(text.replace(";", " ").replace("/", " ").split())
    if " " in typed.replace(", ", ","):
        return [item.strip(",") for item in typed.split(" ") if item.strip(",")]
    items = [item.strip() for item in typed.split(",") if item.strip()]
    if len(items) != 2 or is_list or any(not item.isdigit() for item in items):
        return [typed] if _is_decimal(items) and not is_list else items
    raise InputError(
        f"Type {'.'.join(items)} or {' '.join(items)}",
        code="ambiguous_list",
        one=".".join(items),
        two=" ".join(items),
    )


def _is_decimal(items: list[str]) -> bool:
    """`2,5%` and `2,5r`: a sign at the end alone makes one number of it."""
    return len(items) == 2 and items[0].isdigit() and _SIGNED.fullmatch(items[1]) is not None
