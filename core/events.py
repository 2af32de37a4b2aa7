"""What happened, in the past tense: the records of the journal, and what the EventBus carries.

A record is for people and programs outside the engine, so prices, sizes and money are Decimal.
`topic` is its stable name; records of trading carry the account's mode before it on the bus and
in the journal: `paper_position_opened`.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from core.trading import Fix, Reason
from core.types import (
    Action,
    AgentId,
    AgentState,
    ClientId,
    ExitReason,
    InstrumentId,
    Mode,
    OrderKind,
    OrderSide,
    OrderState,
    Priority,
    Purpose,
    Role,
    Side,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Common head: who, on what, when (market time). Desk-wide records leave `agent` empty.

    In every record a `confidence` is in percent, and a `tick` gives its prices their digits on
    screens (an average price is finer than the tick).
    """

    topic: ClassVar[str] = ""
    is_trading: ClassVar[bool] = False
    agent: AgentId = AgentId("")
    instrument: InstrumentId = InstrumentId("")
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TradingRecord(Record):
    """A record of money; named with the account's mode."""

    is_trading: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalChanged(Record):
    """The strategy's advice turned, or its confirmation moved."""

    topic: ClassVar[str] = "signal_changed"
    action: Action
    confidence: Decimal
    price: Decimal
    started_at_ns: int
    repeats: int
    needed: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReady(Record):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSuppressed(Record):
    """An alert of a signal was not sent; execution was not touched. `cause`: duplicate, cooldown,
    priority, off."""

    topic: ClassVar[str] = "signal_suppressed"
    action: Action
    priority: Priority
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRefused(TradingRecord):
    """A READY signal (or an entry a person asked for) was not traded."""

    topic: ClassVar[str] = "entry_refused"
    action: Action
    confidence: Decimal
    code: str
    needed: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(TradingRecord):
    """An intent, committed before the order leaves."""

    topic: ClassVar[str] = "order_placed"
    client_id: ClientId
    side: OrderSide
    kind: OrderKind
    purpose: Purpose
    qty: Decimal
    exit_reason: ExitReason | None = None
    level: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEnded(TradingRecord):
    """An order is done: filled, cancelled, rejected or lost."""

    topic: ClassVar[str] = "order_ended"
    client_id: ClientId
    state: OrderState
    filled: Decimal
    unfilled: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillBooked(TradingRecord):
    topic: ClassVar[str] = "fill_booked"
    fill_id: str
    client_id: ClientId
    side: OrderSide
    price: Decimal
    qty: Decimal
    fee: Decimal
    fee_asset: str
    role: Role
    filled_at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionOpened(TradingRecord):
    topic: ClassVar[str] = "position_opened"
    trade_id: str
    title: str
    side: Side
    leverage: int
    qty: Decimal
    entry: Decimal
    notional: Decimal
    margin: Decimal
    fee: Decimal
    stop: Decimal | None = None
    target: Decimal | None = None
    liquidation: Decimal | None = None
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionIncreased(TradingRecord):
    """A later part of the same entry filled."""

    topic: ClassVar[str] = "position_increased"
    trade_id: str
    qty: Decimal
    entry: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionReduced(TradingRecord):
    """A part was closed; the rest stays protected."""

    topic: ClassVar[str] = "position_reduced"
    trade_id: str
    title: str
    side: Side
    closed: Decimal
    left: Decimal
    price: Decimal
    gross: Decimal
    reason: ExitReason
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeResult:
    """One closed round trip in money. `net` = gross - fees + funding; `r` is net over the risk
    taken; `slip` is money lost between the level and the fill; `flags`: ambiguous, blind,
    unwatched, flip."""

    trade_id: str
    side: Side
    leverage: int
    qty: Decimal
    entry: Decimal
    exit: Decimal
    gross: Decimal
    fees: Decimal
    funding: Decimal
    net: Decimal
    reason: ExitReason
    opened_at_ns: int
    closed_at_ns: int
    r: Decimal | None = None
    slip: Decimal = Decimal(0)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionClosed(TradingRecord):
    """Fully closed. A close that is the first leg of a flip has reason FLIP and is told by
    PositionFlipped (or FlipLeftFlat) instead."""

    topic: ClassVar[str] = "position_closed"
    title: str
    strategy: str
    result: TradeResult
    rule: str = ""
    state: AgentState = AgentState.RUNNING
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFlipped(TradingRecord):
    """Closed one way and opened the other in one step."""

    topic: ClassVar[str] = "position_flipped"
    title: str
    closed: TradeResult
    opened: Side
    trade_id: str
    qty: Decimal
    entry: Decimal
    leverage: int
    stop: Decimal | None = None
    target: Decimal | None = None
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipLeftFlat(TradingRecord):
    """A flip's close was done and its open leg was not: the result is flat."""

    topic: ClassVar[str] = "flip_left_flat"
    title: str
    closed: TradeResult
    reason: str
    tick: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopsMoved(TradingRecord):
    """SL or TP of an open position changed. `cause`: break_even, manual, settings."""

    topic: ClassVar[str] = "stops_moved"
    trade_id: str
    stop: Decimal | None
    target: Decimal | None
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingBooked(TradingRecord):
    """Funding of one position; negative is paid."""

    topic: ClassVar[str] = "funding_booked"
    trade_id: str
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposited(TradingRecord):
    topic: ClassVar[str] = "deposited"
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianTripped(TradingRecord):
    """The account's guard acted. `rule`: daily_loss (refuses entries) or drawdown (flattens and
    halts); both numbers in percent of equity."""

    topic: ClassVar[str] = "guardian_tripped"
    rule: str
    value_pct: Decimal
    limit_pct: Decimal
    positions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Halted(TradingRecord):
    """Everything was flattened and the account halted; `equity` when the last position was gone."""

    topic: ClassVar[str] = "halted"
    cause: str
    positions: int
    result: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged(Record):
    """`cause` is a stable code (user, kill, drawdown, recovery_failed, unlock), `by` a user id."""

    topic: ClassVar[str] = "agent_state_changed"
    old: AgentState
    new: AgentState
    cause: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Record):
    """A rule, strategy, symbol, timeframe, leverage or preference was changed by a person."""

    topic: ClassVar[str] = "setting_changed"
    setting: str
    old: str
    new: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStarted(Record):
    """A runtime was rebuilt from storage. `blind_s` is the market time nobody watched."""

    topic: ClassVar[str] = "desk_started"
    positions: int
    orders: int
    blind_s: int
    lost: int = 0
    resubmitted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Record):
    """Something of access: `what` is stranger, paired, refused_code, forged; `detail` says what
    was tried, never a secret."""

    topic: ClassVar[str] = "audit"
    user: int
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Record):
    """Something failed and was survived; `where` names the border that caught it."""

    topic: ClassVar[str] = "fault"
    where: str
    detail: str = field(default="")


ALL_RECORDS: tuple[type[Record], ...] = (
    SignalChanged,
    SignalReady,
    SignalSuppressed,
    EntryRefused,
    OrderPlaced,
    OrderEnded,
    FillBooked,
    PositionOpened,
    PositionIncreased,
    PositionReduced,
    PositionClosed,
    PositionFlipped,
    FlipLeftFlat,
    StopsMoved,
    FundingBooked,
    Deposited,
    GuardianTripped,
    Halted,
    AgentStateChanged,
    SettingChanged,
    DeskStarted,
    Audit,
    Fault,
)


def event_name(record: Record | type[Record], mode: Mode) -> str:
    """As the bus and the journal call it: `paper_position_opened`, `signal_ready`."""
    return f"{mode.lower()}_{record.topic}" if record.is_trading else record.topic


def record_type(name: str) -> type[Record] | None:
    """The record behind a name of the journal, None for an unknown one."""
    bare = name.split("_", 1)[1] if name.startswith(("paper_", "live_")) else name
    return next((kind for kind in ALL_RECORDS if kind.topic == bare), None)
