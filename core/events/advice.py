"""Records of signals, and of entries that were refused."""

from decimal import Decimal
from typing import ClassVar

from core.events.base import Record, TradingRecord
from core.trading import Fix, Reason
from core.types import (
    Action,
    Priority,
)


class SignalChanged(Record, frozen=True, kw_only=True):
    """The strategy's advice turned, or its confirmation moved."""

    topic: ClassVar[str] = "signal_changed"
    action: Action
    confidence: Decimal
    price: Decimal
    started_at_ns: int
    repeats: int
    needed: int
    reasons: tuple[Reason, ...] = ()


class SignalReady(Record, frozen=True, kw_only=True):
    """A signal was confirmed: this is what trades, and what alerts tell of."""

    topic: ClassVar[str] = "signal_ready"
    action: Action
    confidence: Decimal
    priority: Priority
    price: Decimal
    started_at_ns: int
    repeats: int
    needed: int
    strategy: str
    timeframe: str
    title: str
    stop_pct: Decimal | None = None
    target_pct: Decimal | None = None
    risk_pct: Decimal | None = None
    reasons: tuple[Reason, ...] = ()
    tick: Decimal | None = None


class SignalSuppressed(Record, frozen=True, kw_only=True):
    """An alert of a signal was not sent; execution was not touched. `cause`: duplicate, cooldown,
    priority, off."""

    topic: ClassVar[str] = "signal_suppressed"
    action: Action
    priority: Priority
    cause: str


class EntryRefused(TradingRecord, frozen=True, kw_only=True):
    """A READY signal (or an entry a person asked for) was not traded."""

    topic: ClassVar[str] = "entry_refused"
    action: Action
    confidence: Decimal
    code: str
    needed: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    fixes: tuple[Fix, ...] = ()
