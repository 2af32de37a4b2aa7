"""The rules of a test's agents: as typed, and as the result states them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.trading import RiskSettings, TrailKind
from core.types import Side
from core.values import replace
from services.amounts import is_off
from services.levels import Ground
from services.limits import RULES, check_share, limit_text, parse_limit
from services.rules import rule_changes, rule_text

PRICES = frozenset({"stop_loss", "take_profit"})
"""Limits that are distances of prices: the others are shares of the balance."""
PLANNED = ("target", "share", "trailing", "trail_distance", "trail_start", "time")
COUNTED = ("max_positions", "max_spread", "orders_per_minute", "cooldown_s", "direction")
OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "target": "--targets",
        "share": "--shares",
        "time": "--time-stop",
        "cooldown_s": "--cooldown",
    }
)
"""Those that are not named as their settings are."""
GROUND = Ground(side=Side.LONG)
"""Before a history is opened no price is known: distances are percents, money or multiples of R."""


TRAILS = f"Type off, a distance such as 1%, or one of {', '.join(TrailKind)}"


def typed_rules(typed: Mapping[str, str], balance: Decimal) -> RiskSettings:
    """Of what was typed for each setting, '' where nothing was; the ladder stands in for the plain
    target. Raises InputError that names the option."""
    risk = RiskSettings()
    for setting in (*RULES, *PLANNED, *COUNTED):
        if text := typed.get(setting, "").strip():
            risk = _named(risk, setting, text, balance)
    if not (awake := typed.get("break_even", "").strip()) or is_off(awake):
        return risk
    if risk.trail is not None:
        raise InputError("--break-even is a trailing stop: leave out --trailing, or it")
    kept = _changed(risk, "trailing", TrailKind.BREAK_EVEN.value, balance)
    return _named(kept, "trail_start", awake, balance, "--break-even")


def _named(
    risk: RiskSettings, setting: str, text: str, balance: Decimal, option: str = ""
) -> RiskSettings:
    try:
        return _changed(risk, setting, text, balance)
    except InputError as error:
        told = option or OPTIONS.get(setting, f"--{setting.replace('_', '-')}")
        is_word = setting == "trailing" and error.code == "not_a_number"
        raise InputError(f"{told}: {TRAILS if is_word else error}", code=error.code) from error


def _changed(risk: RiskSettings, setting: str, text: str, balance: Decimal) -> RiskSettings:
    if setting in RULES:
        limit = parse_limit(setting, text).value
        if limit is not None and setting not in PRICES:
            check_share(setting, limit, balance)
        return replace(risk, **{setting: limit})  # type: ignore[arg-type]
    if setting in PLANNED and is_off(text):
        return risk
    changes = rule_changes(risk, setting, text, GROUND)
    return replace(risk, **changes)  # type: ignore[arg-type]


def told_rules(risk: RiskSettings) -> str:
    """Every rule that holds, in one line."""
    return ", ".join(_told(risk))


def _told(risk: RiskSettings) -> Iterator[str]:
    yield f"risk {limit_text(risk.risk)}"
    yield f"stop {limit_text(risk.stop_loss)}"
    yield f"{'targets' if risk.targets else 'target'} {rule_text(risk, 'target')}"
    for name, setting in (("trailing", "trailing"), ("time stop", "time")):
        if (text := rule_text(risk, setting)) != "off":
            yield f"{name} {text}"
    for name in ("max_loss", "daily_loss", "drawdown", "max_reserved"):
        if (limit := getattr(risk, name)) is not None:
            yield f"{name.replace('_', ' ')} {limit_text(limit)}"
    usual = RiskSettings()
    for name in COUNTED:
        if getattr(risk, name) != getattr(usual, name):
            yield f"{name.removesuffix('_s').replace('_', ' ')} {rule_text(risk, name)}"
