"""Risk settings that are no limit of money: counts, times, the ladder, the trailing stop."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.money import from_ppm, to_ppm
from core.trading import Direction, RiskSettings, RiskValue, Trail
from services.amounts import number, within
from services.durations import parse_duration
from services.levels import Ground
from services.limits import limit_text
from services.plans import changed_plan

LADDER = frozenset({"target", "share", "rung", "unrung"})
TRAILING = frozenset({"trailing", "trail_distance", "trail_start"})
COUNTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"max_positions": (1, 50), "orders_per_minute": (1, 120)}
)
LEAST_SPREAD_PCT, MOST_SPREAD_PCT = Decimal("0.01"), Decimal(5)
MOST_COOLDOWN_S = 24 * 60 * 60
_WORDS: Mapping[str, Direction] = MappingProxyType(
    {
        **{each.value: each for each in Direction},
        "even": Direction.BOTH,
        "none": Direction.BOTH,
        "off": Direction.BOTH,
        "любое": Direction.BOTH,
        "лонг": Direction.LONG,
        "шорт": Direction.SHORT,
    }
)

Changes = Mapping[str, RiskValue]


def is_rule(setting: str) -> bool:
    return setting in LADDER | TRAILING | {"time"} or setting in _PARSERS


def rule_changes(risk: RiskSettings, setting: str, text: str, ground: Ground) -> Changes:
    """The fields of the settings that a typed value changes; raises InputError that says what
    would be right."""
    if setting in _PARSERS:
        return _PARSERS[setting](setting, text)
    plan = changed_plan(risk.plan, setting, text, ground)
    if setting == "time":
        return {"time_stop_s": plan.time_stop_s}
    if setting in TRAILING:
        return {"trail": plan.trail}
    ladder: dict[str, RiskValue] = {"targets": plan.targets, "trail": plan.trail}
    return ladder if plan.targets else {**ladder, "take_profit": None}


def rule_text(risk: RiskSettings, setting: str) -> str:
    """What is set now, as it is answered: `5`, `0.2%`, `300 s`, `2% 50%, 4% 50%`, `off`."""
    match setting:
        case "target" | "share" | "rung" | "unrung":
            rungs = (
                f"{limit_text(t.distance)} {from_ppm(t.share).normalize():f}%" for t in risk.targets
            )
            return ", ".join(rungs) or limit_text(risk.take_profit)
        case "trailing" | "trail_distance" | "trail_start":
            return trail_text(risk.trail)
        case "time":
            return f"{risk.time_stop_s} s" if risk.time_stop_s else "off"
        case "cooldown_s":
            return f"{risk.cooldown_s} s" if risk.cooldown_s else "off"
        case "max_spread":
            return f"{from_ppm(risk.max_spread).normalize():f}%"
        case _:
            return str(getattr(risk, setting))


def trail_text(trail: Trail | None) -> str:
    if trail is None:
        return "off"
    distances = (limit for limit in (trail.start, trail.distance) if limit is not None)
    return " ".join([trail.kind.value, *(limit_text(limit) for limit in distances)])


def _count(setting: str, text: str) -> Changes:
    low, high = COUNTS[setting]
    value = within(setting, number(text), Decimal(low), Decimal(high))
    if value != int(value):
        raise InputError("Type a whole number", code="not_whole")
    return {setting: int(value)}


def _spread(setting: str, text: str) -> Changes:
    share = number(text.strip().removesuffix("%"))
    return {setting: to_ppm(within(setting, share, LEAST_SPREAD_PCT, MOST_SPREAD_PCT, "%"))}


def _cooldown(setting: str, text: str) -> Changes:
    seconds = parse_duration(text)
    if seconds > MOST_COOLDOWN_S:
        raise InputError("From 0 to 24 hours", code="out_of_range", low="0", high="24 h")
    return {setting: seconds}


def _direction(setting: str, text: str) -> Changes:
    found = _WORDS.get(text.strip().lower())
    if found is None:
        known = ", ".join(Direction)
        raise InputError(
            f"Choose one of: {known}", code="unknown_choice", setting=setting, known=known
        )
    return {setting: found}


_PARSERS: Mapping[str, Callable[[str, str], Changes]] = MappingProxyType(
    {
        **dict.fromkeys(COUNTS, _count),
        "max_spread": _spread,
        "cooldown_s": _cooldown,
        "direction": _direction,
    }
)
