"""Signals, what became of them, and how fresh a price is."""

from decimal import Decimal
from enum import StrEnum

from core.money import PPM, Ppm
from core.types import (
    Action,
    AgentId,
    ExitReason,
    FeedStatus,
    InstrumentId,
)
from core.values import Frozen


class Reason(Frozen, frozen=True):
    """One token of why: `code` names a phrase of the screens' languages, `value` fills it."""

    code: str
    value: str = ""


class SignalResult(Frozen, frozen=True, kw_only=True):
    """What a strategy says of the closed candles it was given; confidence in 0..1. `share` is the
    part of the size that risk allows, 0..1: a strategy may ask for less, never for more."""

    action: Action
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()
    share: float = 1.0


class SentSignal(Frozen, frozen=True, kw_only=True):
    """Advice from outside the desk, such as a model's; `at_ns` is when it was made, in market
    time, and confidence is in 0..1."""

    at_ns: int
    action: Action
    confidence: float


class Signal(Frozen, frozen=True, kw_only=True):
    """A strategy's advice as it stands, with its confirmation and when it started; `share` is the
    part of the size that risk allows, in millionths, `hold_s` when its position is closed at the
    latest, 0 for never."""

    agent: AgentId
    instrument: InstrumentId
    at_ns: int
    action: Action
    confidence: Ppm
    reasons: tuple[Reason, ...]
    started_at_ns: int
    repeats: int
    needed: int
    price: Decimal
    share: Ppm = Ppm(PPM)
    hold_s: int = 0

    @property
    def is_ready(self) -> bool:
        return self.action is not Action.HOLD and self.repeats >= self.needed


class RefusalCode(StrEnum):
    """Why an entry was not made, in the order the gates are asked; the last ones are of a person's
    own orders: a draft without its price or size, one that finds no position or more than there
    is, leverage or exits that cannot be, a post-only that would trade, a trigger already passed,
    a price farther from the market than the venue takes."""

    HALTED = "HALTED"
    PAUSED = "PAUSED"
    STALE_FEED = "STALE_FEED"
    ORDER_PENDING = "ORDER_PENDING"
    SHORT_NOT_SUPPORTED = "SHORT_NOT_SUPPORTED"
    DIRECTION = "DIRECTION"
    BLACKLISTED = "BLACKLISTED"
    NO_STOP_LOSS = "NO_STOP_LOSS"
    INSTRUMENT_CLOSED = "INSTRUMENT_CLOSED"
    RULES_PENDING = "RULES_PENDING"
    SPREAD_TOO_WIDE = "SPREAD_TOO_WIDE"
    COOLDOWN = "COOLDOWN"
    DAILY_LOSS = "DAILY_LOSS"
    DRAWDOWN = "DRAWDOWN"
    MAX_POSITIONS = "MAX_POSITIONS"
    MIN_QTY = "MIN_QTY"
    MIN_NOTIONAL = "MIN_NOTIONAL"
    MAX_QTY = "MAX_QTY"
    MARGIN_LIMIT = "MARGIN_LIMIT"
    INSUFFICIENT_FUNDS = "INSUFFICIENT_FUNDS"
    LIQUIDATION_BEFORE_STOP = "LIQUIDATION_BEFORE_STOP"
    RATE_LIMIT = "RATE_LIMIT"
    INCOMPLETE = "INCOMPLETE"
    NO_POSITION = "NO_POSITION"
    OVER_POSITION = "OVER_POSITION"
    LEVERAGE = "LEVERAGE"
    BAD_EXITS = "BAD_EXITS"
    WOULD_CROSS = "WOULD_CROSS"
    WOULD_TRIGGER = "WOULD_TRIGGER"
    PRICE_BAND = "PRICE_BAND"


class Fix(Frozen, frozen=True):
    """A change that would let the entry pass: one press. `setting` is a field of RiskSettings,
    or `leverage`, `unlock`, `resume`; `value` is what it becomes, as typed (`0.6%`, `50`)."""

    setting: str
    value: str = ""


class Refusal(Frozen, frozen=True):
    """An entry that was not made: a stable code, what it needed, what the limit is, and fixes.

    `unit` says how the two numbers read: `usd`, `qty`, `percent`, `seconds`, `count` or ``.
    """

    code: RefusalCode
    needed: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    fixes: tuple[Fix, ...] = ()


class ExitOrder(Frozen, frozen=True):
    """Why a position must go, and the level in ticks that decided it (None without one)."""

    reason: ExitReason
    level: int | None = None
    flags: tuple[str, ...] = ()


class FeedHealth(Frozen, frozen=True):
    """Of one instrument: its state and the age of its newest quote. `is_over`: the market has
    ended, as a recording does, and will say nothing more. `gaps` counts how often the stream fell
    silent."""

    status: FeedStatus
    age_s: float
    source: str
    is_over: bool = False
    gaps: int = 0
