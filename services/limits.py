"""Risk settings as people type them: `1.5%`, `1,5`, `50$`, `50 usd`, `off`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.money import parse_decimal
from core.trading import Limit, LimitUnit, SettingInput
from core.values import Frozen

MAX_USD = Decimal(1_000_000_000)
MIN_USD = Decimal("0.01")


class Rule(Frozen, frozen=True, kw_only=True):
    """What one setting may be. `is_loss`: shown with a minus, so that a typed minus is no error."""

    low_pct: Decimal
    high_pct: Decimal
    takes_usd: bool = True
    takes_off: bool = True
    is_loss: bool = False


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "risk": Rule(low_pct=Decimal("0.01"), high_pct=Decimal(5), takes_off=False),
        "stop_loss": Rule(low_pct=Decimal("0.05"), high_pct=Decimal(50), is_loss=True),
        "take_profit": Rule(low_pct=Decimal("0.05"), high_pct=Decimal(500)),
        "max_loss": Rule(low_pct=Decimal("0.01"), high_pct=Decimal(50), is_loss=True),
        "daily_loss": Rule(low_pct=Decimal("0.1"), high_pct=Decimal(50), is_loss=True),
        "drawdown": Rule(low_pct=Decimal(1), high_pct=Decimal(90), takes_usd=False, is_loss=True),
        "max_reserved": Rule(
            low_pct=Decimal(1), high_pct=Decimal(100), takes_usd=False, takes_off=False
        ),
    }
)
OFF_WORDS = frozenset({"off", "none", "no", "выкл", "нет", "-"})
_USD = re.compile(r"(?:\$|usdt|usd|долл?)")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2},\d{3}(?!\d)")


def parse_limit(setting: str, text: str) -> SettingInput:
    """What was typed for a setting; raises InputError that says what would be right."""
    rule = rule_of(setting)
    typed = text.strip().lower().replace("−", "-")
    if typed in OFF_WORDS:
        return _off(setting, rule)
    number, is_usd = _number(typed, rule)
    if is_usd:
        return SettingInput(setting=setting, value=_usd(setting, rule, number))
    _check(setting, number, rule.low_pct, rule.high_pct, "%")
    return SettingInput(setting=setting, value=Limit.percent(number))


def rule_of(setting: str) -> Rule:
    rule = RULES.get(setting)
    if rule is None:
        known = ", ".join(RULES)
        raise InputError(f"The risk settings are: {known}", code="unknown_setting", known=known)
    return rule


def check_share(setting: str, limit: Limit, base: Decimal) -> None:
    """Holds an amount in USD to the setting's bounds in percent of `base`."""
    if limit.unit is LimitUnit.USD and base > 0:
        rule = rule_of(setting)
        low, high = (_cents(base * pct / 100) for pct in (rule.low_pct, rule.high_pct))
        _check(setting, limit.number, max(low, MIN_USD), max(high, MIN_USD), " USD")


def limit_text(limit: Limit | None) -> str:
    """As it is answered and journaled: `1.5%`, `50 USD`, `off`."""
    if limit is None:
        return "off"
    return f"{limit.number:f}" + ("%" if limit.unit is LimitUnit.PERCENT else " USD")


def _off(setting: str, rule: Rule) -> SettingInput:
    if not rule.takes_off:
        raise InputError(f"{setting} cannot be off", code="no_off", setting=setting)
    return SettingInput(setting=setting, value=None)


def _usd(setting: str, rule: Rule, number: Decimal) -> Limit:
    if not rule.takes_usd:
        raise InputError(f"{setting} is in percent", code="no_usd", setting=setting)
    _check(setting, number, MIN_USD, MAX_USD, " USD")
    return Limit.usd(number)


def _number(typed: str, rule: Rule) -> tuple[Decimal, bool]:
    bare, signs = _USD.subn("", typed)
    percents = bare.count("%")
    bare = bare.replace("%", "").strip()
    if signs + percents > 1:
        raise InputError("Type a number such as 1.5", code="not_a_number")
    if signs:
        check_comma(bare)
    number = parse_decimal(bare)
    return (abs(number) if rule.is_loss else number), bool(signs)


def check_comma(text: str) -> None:
    """`1,000` is a thousand to one reader and one to another: no guess is made about money. Raises
    InputError."""
    found = _THOUSANDS.search(text)
    if found is not None:
        one, two = found[0].replace(",", "."), found[0].replace(",", "")
        raise InputError(f"Type {one} or {two}", code="ambiguous_comma", one=one, two=two)


def _check(setting: str, number: Decimal, low: Decimal, high: Decimal, unit: str) -> None:
    if not low <= number <= high:
        raise InputError(
            f"{setting} goes from {low:f}{unit} to {high:f}{unit}",
            code="out_of_bounds",
            setting=setting,
            low=f"{low:f}{unit}",
            high=f"{high:f}{unit}",
        )


def _cents(value: Decimal) -> Decimal:
    return value.quantize(MIN_USD)
