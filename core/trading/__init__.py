"""What the desk holds: agents, accounts, positions, risk settings, signals and refusals."""

from core.trading.accounts import Account, Agent, Halt, LedgerEntry, Position
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
from core.trading.limits import AlertSettings, Limit, LimitUnit, RiskSettings, SettingInput

__all__ = [
    "Account",
    "Agent",
    "AlertSettings",
    "ExitOrder",
    "FeedHealth",
    "Fix",
    "Halt",
    "LedgerEntry",
    "Limit",
    "LimitUnit",
    "Position",
    "Reason",
    "Refusal",
    "RefusalCode",
    "RiskSettings",
    "SettingInput",
    "Signal",
    "SignalResult",
]
