"""What the desk holds: agents, accounts, positions, risk settings, signals and refusals."""

from core.trading.accounts import MANUAL, Account, Agent, Halt, LedgerEntry, Position, Rung
from core.trading.advice import (
    ExitOrder,
    FeedHealth,
    Fix,
    Reason,
    Refusal,
    RefusalCode,
    SentSignal,
    Signal,
    SignalResult,
)
from core.trading.alarms import Alarm, AlarmBook, AlarmKind
from core.trading.alerts import AlertKind, AlertSettings, Loudness, QuietHours, Wish
from core.trading.drafts import DraftKind, DraftSize, OrderDraft, SizeUnit
from core.trading.exits import (
    ExitPlan,
    Target,
    Trail,
    TrailKind,
    even_shares,
    exponential_shares,
)
from core.trading.limits import Limit, LimitUnit, SettingInput
from core.trading.risk import Direction, RiskSettings, RiskValue

__all__ = [
    "MANUAL",
    "Account",
    "Agent",
    "Alarm",
    "AlarmBook",
    "AlarmKind",
    "AlertKind",
    "AlertSettings",
    "Direction",
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
    "Loudness",
    "OrderDraft",
    "Position",
    "QuietHours",
    "Reason",
    "Refusal",
    "RefusalCode",
    "RiskSettings",
    "RiskValue",
    "Rung",
    "SentSignal",
    "SettingInput",
    "Signal",
    "SignalResult",
    "SizeUnit",
    "Target",
    "Trail",
    "TrailKind",
    "Wish",
    "even_shares",
    "exponential_shares",
]
