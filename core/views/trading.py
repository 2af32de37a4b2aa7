"""An agent, its quote, signal and position, as screens show them."""

from collections.abc import Sequence
from decimal import Decimal

from core.events import EntryRefused
from core.trading import ExitPlan, Reason, RiskSettings
from core.types import (
    Access,
    Action,
    AgentId,
    AgentState,
    FeedStatus,
    InstrumentId,
    Mode,
    Side,
    Timeframe,
)
from core.values import Frozen, field
from core.views.manual import RungView


class QuoteView(Frozen, frozen=True, kw_only=True):
    """`tick` gives the digits a price of this instrument is shown with."""

    title: str
    tick: Decimal
    bid: Decimal
    ask: Decimal
    age_s: float
    status: FeedStatus


class SignalView(Frozen, frozen=True, kw_only=True):
    action: Action
    confidence_pct: int
    lasted_s: int
    repeats: int
    needed: int
    is_ready: bool
    reasons: tuple[Reason, ...] = ()


class PositionView(Frozen, frozen=True, kw_only=True):
    """`pnl` is gross at the price it would close at now; `net` is after the fees paid and due and
    funding; `progress` is where the price stands between stop (0) and target (1), None without
    both. `version` changes whenever the position does. `exits` is its plan as distances, `targets`
    the ladder's rungs from the nearest on; `is_trailing` once its trailing stop is awake. With
    `is_dust` it is what an exit left that is too small to sell; nobody can act on it. `feed` is how
    fresh `now` is."""

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
    is_dust: bool = False
    feed: FeedStatus = FeedStatus.LIVE
    trade_id: str = ""
    agent: AgentId = AgentId("")
    agent_name: str = ""
    is_manual: bool = False
    instrument: InstrumentId = InstrumentId("")
    opened_at_ns: int = 0
    exits: ExitPlan = field(default_factory=ExitPlan)
    targets: tuple[RungView, ...] = ()
    is_trailing: bool = False
    time_stop_at_ns: int | None = None


class EstimateView(Frozen, frozen=True, kw_only=True):
    """What the signal would open if it were traded now; `refused` when it would not."""

    side: Side
    qty: Decimal
    margin: Decimal
    stop: Decimal
    refused: str = ""


class RunView(Frozen, frozen=True, kw_only=True):
    """A run of the agent: its net result and closed trades; `ended_s_ago` None while it runs."""

    net: Decimal
    trades: int
    ended_s_ago: int | None = None


class HaltView(Frozen, frozen=True, kw_only=True):
    """Why all is halted; the two numbers in percent (None for the kill switch)."""

    cause: str
    at_ns: int
    positions: int
    result: Decimal
    value_pct: Decimal | None = None
    limit_pct: Decimal | None = None


class AutoView(Frozen, frozen=True, kw_only=True):
    """The auto screen of one agent, in every state. `now_ns` is the desk clock; `agent_name` is
    given where there are others to take it for. `is_ladder` where its strategy lets orders rest."""

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
    agent_name: str = ""
    is_ladder: bool = False


class MenuView(Frozen, frozen=True, kw_only=True):
    mode: Mode
    exchange: str
    equity: Decimal
    equity_pct: Decimal
    today: Decimal
    today_pct: Decimal
    positions: Sequence[PositionView]
    state: AgentState
    strategy: str
    feed: FeedStatus
    feed_age_s: float | None
    access: Access
    is_feed_over: bool = False
