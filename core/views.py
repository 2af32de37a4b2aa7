"""What a screen shows, as a service hands it over: frozen, Decimal, times in UTC nanoseconds.

A view carries facts, never words: the words, the digits and the user's zone are the renderer's.
"""

from dataclasses import dataclass
from decimal import Decimal

from core.events import EntryRefused
from core.statistics import EquityStatistics, TradeStatistics
from core.trading import AlertSettings, Reason, RiskSettings
from core.types import (
    Access,
    Action,
    AgentId,
    AgentState,
    FeedStatus,
    Mode,
    Side,
    Timeframe,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """`tick` gives the digits a price of this instrument is shown with."""

    title: str
    tick: Decimal
    bid: Decimal
    ask: Decimal
    age_s: float
    status: FeedStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    action: Action
    confidence_pct: int
    lasted_s: int
    repeats: int
    needed: int
    is_ready: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionView:
    """`pnl` is gross at the price it would close at now; `net` is after the fees paid and due and
    funding; `progress` is where the price stands between stop (0) and target (1), None without
    both. `version` changes whenever the position does."""

    side: Side
    base: str
    title: str
    tick: Decimal
    qty: Decimal
    entry: Decimal
    now: Decimal
    held_s: int
    pnl: Decimal
    pnl_pct: Decimal
    net: Decimal
    margin: Decimal
    leverage: int
    version: str
    stop: Decimal | None = None
    target: Decimal | None = None
    liquidation: Decimal | None = None
    progress: float | None = None
    is_closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateView:
    """What the signal would open if it were traded now; `refused` when it would not."""

    side: Side
    qty: Decimal
    margin: Decimal
    stop: Decimal
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run of the agent: its net result and closed trades; `ended_s_ago` None while it runs."""

    net: Decimal
    trades: int
    ended_s_ago: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltView:
    """Why all is halted; the two numbers in percent (None for the kill switch)."""

    cause: str
    at_ns: int
    positions: int
    result: Decimal
    value_pct: Decimal | None = None
    limit_pct: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoView:
    """The auto screen of one agent, in every state. `now_ns` is the desk clock."""

    agent: AgentId
    mode: Mode
    state: AgentState
    strategy: str
    timeframe: Timeframe
    title: str
    base: str
    leverage: int
    is_spot: bool
    risk: RiskSettings
    now_ns: int
    utc_offset_min: int
    equity: Decimal
    reserved_pct: Decimal
    feed: FeedStatus
    feed_age_s: float | None = None
    is_feed_over: bool = False
    quote: QuoteView | None = None
    signal: SignalView | None = None
    position: PositionView | None = None
    estimate: EstimateView | None = None
    blocked: EntryRefused | None = None
    pending: str = ""
    state_cause: str = ""
    state_by: str = ""
    state_since_ns: int = 0
    halt: HaltView | None = None
    today: RunView | None = None
    last_run: RunView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuView:
    mode: Mode
    exchange: str
    equity: Decimal
    equity_pct: Decimal
    today: Decimal
    today_pct: Decimal
    positions: tuple[PositionView, ...]
    state: AgentState
    strategy: str
    feed: FeedStatus
    feed_age_s: float | None
    access: Access
    is_feed_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskView:
    """Settings with what they mean in money now; `suggested` are quick values per setting."""

    agent: AgentId
    mode: Mode
    strategy: str
    title: str
    risk: RiskSettings
    equity: Decimal
    leverage: int
    is_spot: bool
    suggested: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """A list to choose from: strategy, symbol, timeframe, leverage. `can_change` is False with the
    code in `why` while a position or an order is open."""

    setting: str
    current: str
    options: tuple[str, ...]
    can_change: bool = True
    why: str = ""
    mode: Mode = Mode.PAPER


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One line of the journal: a closed trade (`net`, `side`, `reason` set) or an event."""

    id: int
    at_ns: int
    name: str
    base: str = ""
    side: Side | None = None
    reason: str = ""
    net: Decimal | None = None
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalView:
    """One page, newest first. `kind`: all, trades, signals, errors."""

    mode: Mode
    kind: str
    page: int
    pages: int
    rows: tuple[JournalRow, ...]
    net: Decimal
    trades: int
    utc_offset_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One row of the journal in full: the record itself and, for a trade, its events in order."""

    mode: Mode
    row: JournalRow
    events: tuple[JournalRow, ...]
    utc_offset_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsView:
    """Closed trades of the last `days` of the desk's clock (0: all); `by` is what `groups` are made
    by, or ''. `equity` is of the realised curve, None when there is too little of it."""

    mode: Mode
    days: int
    by: str
    statistics: TradeStatistics
    groups: tuple[tuple[str, TradeStatistics], ...]
    equity: EquityStatistics | None
    return_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    mode: Mode
    language: str
    alerts: AlertSettings
    refresh_s: int
    utc_offset_min: int
    risk: RiskSettings
    access: Access
    exchange: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusView:
    """All at a glance: the agents, positions and feed of the account, and the desk's own health."""

    menu: MenuView
    agents: tuple[AutoView, ...]
    uptime_s: int
    version: str
    journal_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmView:
    """A question with a one-use nonce, valid until `until_ns` of the desk clock.

    `what`: close, close_half, kill, unlock, reset; `result` is what it would come to now."""

    what: str
    nonce: str
    mode: Mode
    until_ns: int
    utc_offset_min: int
    positions: int = 0
    result: Decimal | None = None
    position: PositionView | None = None
    halt: HaltView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxView:
    """The debug sandbox of one member: its agent as any agent, and what only a sandbox tells.

    `price` says where its prices come from: forced, asked or none; `faults` are those that are on.
    Counters and `records` (oldest first) go back to its last reset.
    """

    auto: AutoView
    price: str
    wallet: Decimal
    reserved: Decimal
    opened: int
    flipped: int
    closed: int
    orders: int
    sequence: int
    cycles: int
    units: int
    alerts: int
    feed_source: str
    faults: tuple[str, ...] = ()
    records: tuple[JournalRow, ...] = ()
