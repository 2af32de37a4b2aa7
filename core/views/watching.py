"""Looking at the market and at the whole desk: instruments, money, agents."""

from dataclasses import dataclass
from decimal import Decimal

from core.statistics import TradeStatistics
from core.trading import FeedHealth
from core.types import Access, AgentId, AgentState, InstrumentId, Mode, Timeframe
from core.views.trading import PositionView, QuoteView, SignalView


@dataclass(frozen=True, slots=True)
class FundsView:
    """Money of an account in its settle asset: equity = wallet + unrealised = free + reserved."""

    equity: Decimal
    wallet: Decimal
    reserved: Decimal
    unrealised: Decimal

    @property
    def free(self) -> Decimal:
        """What can back a new position."""
        return self.equity - self.reserved


@dataclass(frozen=True, slots=True)
class DayView:
    """The last 24 hours of an instrument; `path` are closes along the way, oldest first."""

    low: Decimal
    high: Decimal
    change_pct: Decimal
    path: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendView:
    """Two averages of closes against each other (+1: the fast one is above, -1 below, 0 level) and
    the relative strength in 0..100, None before there are candles enough."""

    fast: int
    slow: int
    direction: int
    rsi: float | None = None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The newest values of an indicator that a plugin brought, by the names of its outputs."""

    name: str
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketView:
    """One instrument. Without `quote` nothing was heard of it yet; without `day` its history does
    not answer."""

    mode: Mode
    instrument: InstrumentId
    title: str
    base: str
    tick: Decimal
    timeframe: Timeframe
    timeframes: tuple[Timeframe, ...]
    feed: FeedHealth
    access: Access
    now_ns: int
    utc_offset_min: int
    quote: QuoteView | None = None
    day: DayView | None = None
    trend: TrendView | None = None
    readings: tuple[ReadingView, ...] = ()
    is_watched: bool = False


@dataclass(frozen=True, slots=True)
class SymbolRow:
    instrument: InstrumentId
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolsView:
    """Instruments to choose from. `sought` is what was typed: `rows` are then what it may mean, and
    `is_guess` when nothing is called so."""

    mode: Mode
    rows: tuple[SymbolRow, ...]
    page: int
    pages: int
    total: int
    current: InstrumentId
    timeframe: Timeframe
    sought: str = ""
    is_guess: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRow:
    instrument: InstrumentId
    title: str
    base: str
    tick: Decimal
    feed: FeedHealth
    quote: QuoteView | None = None
    day: DayView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchView:
    mode: Mode
    rows: tuple[WatchRow, ...]
    page: int
    pages: int
    timeframe: Timeframe
    has_more: bool
    """Whether there are instruments that are not on the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """A part of the equity; `name` '' is what is free."""

    name: str
    amount: Decimal
    share_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioView:
    """The account's money and what it is in. Exposures are notionals at the price of leaving.
    `positions` is one page of `count`; `agents` are equities with the slices they began with."""

    mode: Mode
    asset: str
    funds: FundsView
    equity_pct: Decimal
    today: Decimal
    today_pct: Decimal
    by_instrument: tuple[ShareView, ...]
    by_agent: tuple[ShareView, ...]
    positions: tuple[PositionView, ...]
    count: int
    page: int
    pages: int
    orders: int
    long: Decimal
    short: Decimal
    access: Access

    @property
    def net(self) -> Decimal:
        return self.long - self.short


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRow:
    """An agent in a list. `equity` is its slice with what it made of it."""

    agent: AgentId
    name: str
    state: AgentState
    strategy: str
    title: str
    base: str
    tick: Decimal
    timeframe: Timeframe
    leverage: int
    is_spot: bool
    slice: Decimal
    equity: Decimal
    today: Decimal
    trades_today: int
    feed: FeedHealth
    is_chosen: bool = False
    is_manual: bool = False
    positions: int = 0
    unrealised: Decimal = Decimal(0)
    position: PositionView | None = None
    signal: SignalView | None = None
    blocked: str = ""
    pending: str = ""

    @property
    def made(self) -> Decimal:
        """Since it was given its slice."""
        return self.equity - self.slice


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorView:
    """Agents and instruments at once; those whose prices are not live come first in `feeds`, which
    are (title, health)."""

    mode: Mode
    funds: FundsView
    today: Decimal
    agents: tuple[AgentRow, ...]
    feeds: tuple[tuple[str, FeedHealth], ...]
    page: int
    pages: int
    total: int
    running: int
    halted: bool
    now_ns: int
    utc_offset_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentsView:
    """One page of the agents; `manual` is the one that trades by hand, once it has traded."""

    mode: Mode
    asset: str
    agents: tuple[AgentRow, ...]
    manual: AgentRow | None
    page: int
    pages: int
    total: int
    access: Access
    halted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentView:
    """The card of one agent."""

    mode: Mode
    asset: str
    row: AgentRow
    access: Access
    statistics: TradeStatistics | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgentView:
    """An agent that is being put together; `free` is capital that no agent has. `options` are for
    the field that is being chosen. Where nothing is free, `room` is half of what the richest agent,
    `roomy`, has."""

    mode: Mode
    asset: str
    name: str
    strategy: str
    instrument: InstrumentId
    title: str
    timeframe: Timeframe
    slice: Decimal
    free: Decimal
    field: str = ""
    options: tuple[tuple[str, str], ...] = ()
    current: str = ""
    roomy: str = ""
    room: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedAgent:
    agent: AgentId
    name: str
    is_manual: bool
    state: AgentState
    statistics: TradeStatistics
    max_drawdown_pct: Decimal | None
    return_pct: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareView:
    """Agents side by side over the last `days` (0: all), the best first."""

    mode: Mode
    asset: str
    days: int
    agents: tuple[ComparedAgent, ...]
    page: int
    pages: int
