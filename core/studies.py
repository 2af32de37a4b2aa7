"""A study: a strategy tried on history, and what came of it."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from core.events import PositionClosed
from core.parameters import Value
from core.statistics import EquityPoint, EquityStatistics, TradeStatistics
from core.trading import RiskSettings
from core.types import AccountId, AgentId, Mode, Timeframe
from core.values import Frozen, field

AMBIGUOUS = "ambiguous"
"""The flag of such a trade."""


class StudyKind(StrEnum):
    """What is asked of history: would it have earned, can that be believed, which parameters would
    have done best, and does an agent trade as its test does."""

    BACKTEST = "backtest"
    HONESTY = "honesty"
    SEARCH = "search"
    DRIFT = "drift"


class Range(Frozen, frozen=True):
    """A parameter and the values that a search tries, rising."""

    name: str
    values: tuple[float, ...]


class StudyWish(Frozen, frozen=True, kw_only=True):
    """What is to be studied over [start_ns, end_ns) of market time. `lived` are the trades of the
    agent itself, for a drift; `ranges` and `method` are a search's. `detail` are the candles that
    tell what came first inside a longer one, None for the usual; `takes_part`: what the archive has
    of these days is enough."""

    kind: StudyKind
    strategy: str
    symbol: str
    title: str
    asset: str
    is_spot: bool
    timeframe: Timeframe
    start_ns: int
    end_ns: int
    balance: Decimal
    leverage: int
    risk: RiskSettings
    agent: AgentId = AgentId("")
    parameters: Mapping[str, Value] = field(default_factory=dict)
    method: str = ""
    ranges: tuple[Range, ...] = ()
    lived: tuple[PositionClosed, ...] = ()
    detail: Timeframe | None = None
    takes_part: bool = False


class StudyTerms(Frozen, frozen=True, kw_only=True):
    """Under what a study was measured; shares in percent. `feed` is simulated, book (the simulated
    one tick by tick), archive or replay; `needed` candles of warm-up were wanted, `warmed` there
    were. `inside` are the candles whose path was walked, '' for ticks."""

    feed: str
    maker_pct: float
    taker_pct: float
    half_spread_pct: float
    slippage_pct: float
    latency_ms: float
    jitter_ms: float
    has_funding: bool
    warmed: int
    needed: int
    inside: str = ""


class Check(Frozen, frozen=True, kw_only=True):
    """One reason to believe or not: `is_bad` forbids trading it, `is_odd` asks for a closer look.
    `before` and `after` are nets, or how many signals differ of how many."""

    code: str
    before: float = 0.0
    after: float = 0.0
    is_bad: bool = False
    is_odd: bool = False


class SearchRow(Frozen, frozen=True, kw_only=True):
    """One set of parameters that was tried; shares of 1."""

    parameters: Mapping[str, Value]
    trades: int
    net: float
    total_return: float
    max_drawdown: float
    is_halted: bool = False


class SearchFound(Frozen, frozen=True, kw_only=True):
    """The best first. `after` is the best one on the part of history that the search never saw;
    `luck` is the probability that it is better than chance, with as many tries counted (the
    deflated Sharpe ratio)."""

    tried: int
    rows: tuple[SearchRow, ...]
    warnings: tuple[str, ...] = ()
    after: SearchRow | None = None
    luck: float | None = None
    learnt_until_ns: int = 0


class DriftFound(Frozen, frozen=True, kw_only=True):
    """Trades of an agent beside those of a test of the same bars: those that both made, those that
    one made alone, and by how much entries of the same trades differ, in hundredths of a percent,
    positive where the agent paid more."""

    both: int
    lived_alone: int
    tested_alone: int
    lived_net: Decimal
    tested_net: Decimal
    entry_bp: float | None = None


class Study(Frozen, frozen=True, kw_only=True):
    """What came of a wish. `own` are figures of the author's own backtest, as the author names
    them; `lived` is no part of the kept wish. Of a long curve only so many points are kept."""

    id: str
    account: AccountId
    mode: Mode
    made_ns: int
    wish: StudyWish
    terms: StudyTerms
    statistics: TradeStatistics
    equity: EquityStatistics | None = None
    benchmark: float | None = None
    refused: int = 0
    halted_ns: int = 0
    start_ns: int = 0
    end_ns: int = 0
    curve: tuple[EquityPoint, ...] = ()
    trades: tuple[PositionClosed, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    search: SearchFound | None = None
    drift: DriftFound | None = None

    @property
    def guessed(self) -> int:
        """Trades of which nobody knows what came first: one candle held stop and target."""
        return sum(AMBIGUOUS in trade.result.flags for trade in self.trades)

    @property
    def still_open(self) -> Decimal:
        """`EquityStatistics.still_open`; 0 of a test without a curve."""
        if self.equity is None:
            return Decimal(0)
        return self.equity.still_open(self.wish.balance, self.statistics.net)

    @property
    def return_pct(self) -> float:
        return 0.0 if self.equity is None else self.equity.total_return * 100
