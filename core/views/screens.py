"""The other screens: settings, choices, journal, analytics, questions, the sandbox."""

from collections.abc import Mapping
from decimal import Decimal

from core.parameters import Value
from core.pictures import Theme
from core.reports import ReportWish
from core.statistics import ActivityStatistics, EquityStatistics, TradeStatistics
from core.trading import AlertSettings, RiskSettings
from core.types import Access, AgentId, Mode, Side
from core.values import Frozen, field
from core.views.manual import PreviewView
from core.views.trading import AutoView, HaltView, MenuView, PositionView


class RiskView(Frozen, frozen=True, kw_only=True):
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
    agent_name: str = ""


class ChoiceView(Frozen, frozen=True, kw_only=True):
    """A list to choose from: strategy, symbol, timeframe, leverage. `can_change` is False with the
    code in `why` while a position or an order is open."""

    setting: str
    current: str
    options: tuple[str, ...]
    can_change: bool = True
    why: str = ""
    mode: Mode = Mode.PAPER
    agent: AgentId = AgentId("")


class JournalRow(Frozen, frozen=True, kw_only=True):
    """One line of the journal: a closed trade (`net`, `side`, `reason` set) or an event."""

    id: int
    at_ns: int
    name: str
    base: str = ""
    side: Side | None = None
    reason: str = ""
    net: Decimal | None = None
    payload: str = ""
    agent: AgentId = AgentId("")


class JournalView(Frozen, frozen=True, kw_only=True):
    """One page, newest first. `kind`: all, trades, orders, signals, errors. `agent` is the one
    whose rows these are ('' for everybody's), `agents` those there are, by their names;
    `is_cleared` while older rows are kept off this member's screens."""

    mode: Mode
    kind: str
    page: int
    pages: int
    rows: tuple[JournalRow, ...]
    net: Decimal
    trades: int
    utc_offset_min: int
    agent: AgentId = AgentId("")
    agents: tuple[tuple[AgentId, str], ...] = ()
    is_cleared: bool = False
    access: Access = Access.OWNER


class ExportView(Frozen, frozen=True, kw_only=True):
    """Rows of the journal as a file. `is_cut`: there were more than a file takes, the newest are
    here."""

    name: str
    content: bytes
    rows: int
    is_cut: bool = False


class CardView(Frozen, frozen=True, kw_only=True):
    """One row of the journal in full: the record itself and, for a trade, its events in order.
    `trade_id` where it belongs to one; `is_hidden`: the trade is left out of the statistics."""

    mode: Mode
    row: JournalRow
    events: tuple[JournalRow, ...]
    utc_offset_min: int
    trade_id: str = ""
    is_hidden: bool = False
    is_closed: bool = False
    access: Access = Access.OWNER


class AnalyticsView(Frozen, frozen=True, kw_only=True):
    """Closed trades of the last `days` of the desk's clock (0: all). `equity` is of the realised
    curve, None when there is too little of it, or too much to read."""

    mode: Mode
    days: int
    statistics: TradeStatistics
    equity: EquityStatistics | None
    return_pct: Decimal
    activity: ActivityStatistics | None = None


class SettingsView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    language: str
    alerts: AlertSettings
    refresh_s: int
    utc_offset_min: int
    risk: RiskSettings
    access: Access
    exchange: str
    theme: Theme = Theme.DARK
    report: ReportWish | None = None
    max_drift_pct: Decimal = Decimal("0.3")


class StatusView(Frozen, frozen=True, kw_only=True):
    """All at a glance: the first agents, positions and feed of the account, and the desk's own
    health; `more_agents` are not among those shown."""

    menu: MenuView
    agents: tuple[AutoView, ...]
    uptime_s: int
    version: str
    journal_rows: int
    more_agents: int = 0


class ConfirmView(Frozen, frozen=True, kw_only=True):
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
    about: str = ""
    order: PreviewView | None = None
    orders: int = 0
    share_pct: Decimal | None = None
    may: tuple[str, ...] = ()
    """Codes of what the code that is let in may do."""
    strategy: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """What a strategy is to be given."""


class SandboxView(Frozen, frozen=True, kw_only=True):
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
