"""What the desk holds: agents, accounts, positions, risk settings, signals and refusals."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from core.money import PPM, Money, Ppm, Steps, from_money, from_ppm, to_money, to_ppm
from core.types import (
    AccountId,
    Action,
    AgentId,
    AgentState,
    ExitReason,
    FeedStatus,
    InstrumentId,
    Mode,
    Priority,
    Side,
    Timeframe,
    UserId,
)


class LimitUnit(StrEnum):
    PERCENT = "percent"
    USD = "usd"


@dataclass(frozen=True, slots=True)
class Limit:
    """A risk setting as typed: a share in millionths, or an amount of the settle asset.

    Of what the share is, and what an amount means, is the setting's own matter: for `stop_loss`
    and `take_profit` it is the distance from entry (USD: price distance), for `risk`, `max_loss`,
    `daily_loss`, `drawdown` and `max_reserved` it is equity.
    """

    unit: LimitUnit
    value: int

    @classmethod
    def percent(cls, value: str | Decimal) -> "Limit":
        return cls(LimitUnit.PERCENT, to_ppm(Decimal(value)))

    @classmethod
    def usd(cls, value: str | Decimal) -> "Limit":
        return cls(LimitUnit.USD, to_money(Decimal(value)))

    def of(self, base: int) -> Money:
        """The amount this limit means for a base amount in the same unit; rounded down."""
        return Money(base * self.value // PPM if self.unit is LimitUnit.PERCENT else self.value)

    @property
    def number(self) -> Decimal:
        """What the person typed, without its sign of unit."""
        raw = from_ppm(self.value) if self.unit is LimitUnit.PERCENT else from_money(self.value)
        return raw.normalize() + 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSettings:
    """One agent's rules; None is off. `daily_loss`, `drawdown` and `max_reserved` guard the
    account."""

    risk: Limit = field(default_factory=lambda: Limit.percent("0.1"))
    stop_loss: Limit | None = field(default_factory=lambda: Limit.percent("1"))
    take_profit: Limit | None = field(default_factory=lambda: Limit.percent("2"))
    max_loss: Limit | None = None
    daily_loss: Limit | None = field(default_factory=lambda: Limit.percent("2"))
    drawdown: Limit | None = field(default_factory=lambda: Limit.percent("10"))
    max_reserved: Limit = field(default_factory=lambda: Limit.percent("30"))
    max_positions: int = 5
    max_spread: Ppm = Ppm(2_000)
    cooldown_s: int = 0
    orders_per_minute: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One strategy on one instrument and timeframe with its own capital slice, rules and state.

    `sequence` numbers its intents; `realised` is net of fees and funding since it was made.
    `used_signal_ns` is the start of the last signal it traded (one signal opens once),
    `told_signal_ns` of the last one that was reported READY. `run_*` count since it was started,
    `day_*` on `day`.
    """

    id: AgentId
    account: AccountId
    name: str
    strategy: str
    instrument: InstrumentId
    timeframe: Timeframe
    leverage: int
    slice: Money
    risk: RiskSettings = field(default_factory=RiskSettings)
    state: AgentState = AgentState.OFF
    state_reason: str = ""
    state_since_ns: int = 0
    sequence: int = 0
    realised: Money = Money(0)
    used_signal_ns: int = 0
    told_signal_ns: int = 0
    last_exit_ns: int = 0
    run_realised: Money = Money(0)
    run_trades: int = 0
    day: int = 0
    day_realised: Money = Money(0)
    day_trades: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """Why everything stands still. `cause`: kill or drawdown, the shares in millionths of equity;
    `result` is what the flattening came to, None until the last position is gone."""

    cause: str
    at_ns: int
    positions: int
    equity: Money
    value: Ppm = Ppm(0)
    limit: Ppm = Ppm(0)
    result: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Money of one user in one mode.

    `wallet` = deposits + realised - fees +/- funding; `day_equity` is equity at the user's last
    midnight, `day_low` the lowest since (None: the same) and `high_water` the highest ever, for the
    guardian; `halted` latches. `silent` are held instruments that had not been heard of for a while
    when this was stored, and since when: their blind time begins there, not at `last_event_ns`.
    """

    id: AccountId
    user: UserId
    mode: Mode
    asset: str
    deposits: Money
    wallet: Money
    day: int
    day_equity: Money
    high_water: Money
    utc_offset_min: int = 0
    halted: Halt | None = None
    last_event_ns: int = 0
    day_low: Money | None = None
    silent: tuple[tuple[InstrumentId, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ExitOrder:
    """Why a position must go, and the level in ticks that decided it (None without one)."""

    reason: ExitReason
    level: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One position of (agent, instrument) with isolated margin.

    `cost` is the sum of ticks x steps of what is held; `margin` is what is reserved for it.
    `stop`, `target` and `max_loss` are levels in ticks, `liquidation` a mark of 10^-8, None when
    not set; the engine judges them, no broker does. `flags`: blind, unwatched, ambiguous, flip.
    The `closed_*` sums are what partial closes have taken. `leaving` is set once it was decided
    that all of it must go: an exit that does not fill is sent again until nothing is left.
    """

    agent: AgentId
    instrument: InstrumentId
    side: Side
    qty: Steps
    cost: int
    margin: Money
    leverage: int
    opened_at_ns: int
    trade_id: str
    stop: int | None = None
    target: int | None = None
    max_loss: int | None = None
    liquidation: int | None = None
    max_loss_money: Money | None = None
    is_stop_moved: bool = False
    opened_qty: Steps = Steps(0)
    opened_cost: int = 0
    closed_qty: Steps = Steps(0)
    closed_cost: int = 0
    gross: Money = Money(0)
    fees: Money = Money(0)
    funding: Money = Money(0)
    risk_money: Money = Money(0)
    slip: int = 0
    flags: tuple[str, ...] = ()
    leaving: ExitOrder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One change of the wallet; `kind` is deposit, realised, fee, funding or insurance."""

    account: AccountId
    agent: AgentId
    at_ns: int
    kind: str
    asset: str
    amount: Money
    wallet: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One token of why: `code` names a phrase of the screens' languages, `value` fills it."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalResult:
    """What a strategy says of the closed candles it was given; confidence in 0..1."""

    action: Action
    confidence: float = 0.0
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A strategy's advice as it stands, with its confirmation and when it started."""

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

    @property
    def is_ready(self) -> bool:
        return self.action is not Action.HOLD and self.repeats >= self.needed


class RefusalCode(StrEnum):
    """Why an entry was not made, in the order the gates are asked."""

    HALTED = "HALTED"
    PAUSED = "PAUSED"
    STALE_FEED = "STALE_FEED"
    ORDER_PENDING = "ORDER_PENDING"
    SHORT_NOT_SUPPORTED = "SHORT_NOT_SUPPORTED"
    NO_STOP_LOSS = "NO_STOP_LOSS"
    INSTRUMENT_CLOSED = "INSTRUMENT_CLOSED"
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


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would let the entry pass: one press. `setting` is a field of RiskSettings,
    or `leverage`, `unlock`, `resume`; `value` is what it becomes, as typed (`0.6%`, `50`)."""

    setting: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that was not made: a stable code, what it needed, what the limit is, and fixes.

    `unit` says how the two numbers read: `usd`, `qty`, `percent`, `seconds`, `count` or ``.
    """

    code: RefusalCode
    needed: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """Of one instrument: its state and the age of its newest quote."""

    status: FeedStatus
    age_s: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Which alerts a user wants: signals from a priority on, their cooldown."""

    signals_from: Priority | None = Priority.MEDIUM
    cooldown_s: int = 300
    high_at: Ppm = Ppm(800_000)
    medium_at: Ppm = Ppm(650_000)
