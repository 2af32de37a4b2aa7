"""Rules as the journal tells them: as a person would type them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.money import Ppm, from_ppm
from core.trading import (
    Agent,
    Direction,
    ExitPlan,
    Limit,
    LimitUnit,
    Position,
    RiskValue,
    Trail,
)
from core.types import ExitReason

RULES: Mapping[ExitReason, Callable[[ExitPlan, Agent], Limit | None]] = MappingProxyType(
    {
        ExitReason.STOP_LOSS: lambda plan, _: plan.stop_loss,
        ExitReason.TAKE_PROFIT: lambda plan, _: plan.targets[-1].distance if plan.targets else None,
        ExitReason.MAX_LOSS: lambda plan, _: plan.max_loss,
        ExitReason.TRAIL: lambda plan, _: plan.trail.distance if plan.trail else None,
        ExitReason.DRAWDOWN: lambda _, agent: agent.risk.drawdown,
    }
)
"""What stands behind a close of that reason."""


def rule_text(reason: ExitReason, whole: Position, agent: Agent) -> str:
    """The rule behind a risk close, as a person set it: `1%`, `50 USD`."""
    rule = RULES.get(reason)
    return "" if rule is None else limit_text(rule(whole.exits, agent))


def limit_text(limit: Limit | None) -> str:
    """`1%`, `50 USD`, or empty when off."""
    if limit is None:
        return ""
    sign = "%" if limit.unit is LimitUnit.PERCENT else " USD"
    return f"{limit.number:f}{sign}"


def risk_text(name: str, value: RiskValue) -> str:
    """One rule as the journal tells it: `1%`, `off`, `2% 50%, 4% 50%`, `below_highest 1%`."""
    match value:
        case Limit():
            return limit_text(value)
        case Trail():
            distance = limit_text(value.distance) or limit_text(value.start)
            return f"{value.kind.value} {distance}".strip()
        case Direction():
            return value.value
        case int():
            return f"{from_ppm(value).normalize():f}%" if name == "max_spread" else str(value)
        case tuple() if value:
            return ", ".join(f"{limit_text(t.distance)} {_share(t.share)}" for t in value)
        case _:
            return "off"


def _share(share: Ppm) -> str:
    return f"{from_ppm(share).normalize():f}%"


def plan_text(plan: ExitPlan) -> str:
    """A plan in a few signs: `SL 1% TP 2%/4%`."""
    targets = "/".join(limit_text(target.distance) for target in plan.targets)
    parts = (
        ("SL", limit_text(plan.stop_loss)),
        ("TP", targets),
        ("TS", limit_text(plan.trail.distance or plan.trail.start) or "+" if plan.trail else ""),
        ("ML", limit_text(plan.max_loss)),
        ("", f"{plan.time_stop_s}s" if plan.time_stop_s else ""),
    )
    return " ".join(f"{name} {value}".strip() for name, value in parts if value) or "off"
