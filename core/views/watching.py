"""Looking at the market and at the whole desk: instruments, money, agents."""

from decimal import Decimal

from core.statistics import TradeStatistics
from core.trading import FeedHealth
from core.types import Access, AgentId, AgentState, InstrumentId, Mode, Timeframe
from core.values import Frozen
from core.views.trading import PositionView, QuoteView, SignalView


class FundsView(Frozen, frozen=True):
    """Money of an account in its settle asset: equity = wallet + unrealised = free + reserved."""

    equity: Decimal
    wallet: Decimal
    reserved: Decimal
    unrealised: Decimal

    @property
    def free(self) -> Decimal:
        """What can back a new position."""
        return self.equity - self.reserved


class DayView(Frozen, frozen=True):
    """The last 24 hours of an instrument; `path` are closes along the way, oldest first."""

    low: Decimal
    high: Decimal
    change_pct: Decimal
    path: tuple[float, ...] = ()


class TrendView(Frozen, frozen=True):
    """Two averages of closes against each other (+1: the fast one is above, -1 below, 0 level) and
    the relative strength in 0..100, None before there are candles enough."""

    fast: int
    slow: int
    direction: int
    rsi: float | None = None


class ReadingView(Frozen, frozen=True):
    """The newest values of an indicator that a plugin brought, by the names of its outputs."""

    name: str
    values: tuple[tuple[str, float], ...]


class MarketView(Frozen, frozen=True, kw_only=True):
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


class SymbolRow(Frozen, frozen=True):
    instrument: InstrumentId
    title: str


class SymbolsView(Frozen, frozen=True, kw_only=True):
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


class WatchRow(Frozen, frozen=True, kw_only=True):
    instrument: InstrumentId
    title: str
    base: str
    tick: Decimal
    feed: FeedHealth
    quote: QuoteView | None = None
    day: DayView | None = None


class WatchView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    rows: tuple[WatchRow, ...]
    page: int
    pages: int
    timeframe: Timeframe
    has_more: bool
    """Whether there are instruments that are not on the list."""


class ShareView(Frozen, frozen=True, kw_only=True):
    """A part of the equity; `name` '' is what is free."""

    name: str
    amount: Decimal
    share_pct: Decimal


class PortfolioView(Frozen, frozen=True, kw_only=True):
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


class AgentRow(Frozen, frozen=True, kw_only=True):
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


class MonitorView(Frozen, frozen=True, kw_only=True):
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


class AgentsView(Frozen, frozen=True, kw_only=True):
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


class AgentView(Frozen, frozen=True, kw_only=True):
    """The card of one agent."""

    mode: Mode
    asset: str
    row: AgentRow
    access: Access
    statistics: TradeStatistics | None = None
    is_last: bool = False


class NewAgentView(Frozen, frozen=True, kw_only=True):
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


class ComparedAgent(Frozen, frozen=True, kw_only=True):
    agent: AgentId
    name: str
    is_manual: bool
    state: AgentState
    statistics: TradeStatistics
    max_drawdown_pct: Decimal | None
    return_pct: Decimal


class CompareView(Frozen, frozen=True, kw_only=True):
    """Agents side by side over the last `days` (0: all), the best first."""

    mode: Mode
    asset: str
    days: int
    agents: tuple[ComparedAgent, ...]
    page: int
    pages: int
