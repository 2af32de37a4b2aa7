"""What the desk holds: agents, accounts, positions, risk settings, signals and refusals."""

from core.trading.accounts import Account, Agent, Halt, LedgerEntry, Position, Rung
from core.trading.advice import (
    ExitOrder,
    FeedHealth,
    Fix,
    Reason,
    Refusal,
    RefusalCode,
    Signal,
    SignalResult,
)
from core.trading.drafts import DraftKind, DraftSize, OrderDraft, SizeUnit
from core.trading.exits import (
    ExitPlan,
    Target,
    Trail,
    TrailKind,
    even_shares,
    exponential_shares,
)
from core.trading.limits import AlertSettings, Limit, LimitUnit, SettingInput
from core.trading.risk import RiskSettings

__all__ = [
    "Account",
    "Agent",
    "AlertSettings",
    "DraftKind",
    "DraftSize",
    "ExitOrder",
    "ExitPlan",
    "FeedHealth",
    "Fix",
    "Halt",
    "LedgerEntry",
    "Limit",
    "LimitUnit",
    "OrderDraft",
    "Position",
    "Reason",
    "Refusal",
    "RefusalCode",
    "RiskSettings",
    "Rung",
    "SettingInput",
    "Signal",
    "SignalResult",
    "SizeUnit",
    "Target",
    "Trail",
    "TrailKind",
    "even_shares",
    "exponential_shares",
]
