"""A report: everything that is told of a stretch of trading, ready to be written down."""

from datetime import date
from decimal import Decimal

from core.events import PositionClosed
from core.statistics import (
    ActivityStatistics,
    Drawdown,
    EquityPoint,
    EquityStatistics,
    ExcursionStatistics,
    Period,
    TradeStatistics,
)
from core.types import Mode
from core.values import Frozen, field

DAY, WEEK, MONTH, ALL = "day", "week", "month", "all"
UNITS = (DAY, WEEK, MONTH, ALL)


class ReportWish(Frozen, frozen=True):
    """A member wants a report pushed: of every `unit` that ended, at an `hour` of their day."""

    unit: str
    hour: int


class Stretch(Frozen, frozen=True):
    """A period that is reported on: its first day, the day after its last, and the instants at
    which both begin in the member's zone."""

    unit: str
    first: date
    end: date
    start_ns: int
    end_ns: int


Groups = tuple[tuple[str, TradeStatistics], ...]


class AgentReport(Frozen, frozen=True, kw_only=True):
    """One agent of an account that several share; `benchmark` is what buying and holding its
    instrument returned, as a share."""

    agent: str
    strategy: str
    title: str
    statistics: TradeStatistics
    refused: int = 0
    benchmark: float | None = None


class Report(Frozen, frozen=True, kw_only=True):
    """`title` names what it is about. `groups` are by what they were made (strategy, symbol, ...),
    `conditions` what the figures hold under, as name and value. `trades` are oldest first; so many
    that are older are `left_out`: all but the statistics and the equity tell nothing of them.
    `agents` are those of an account that several share, also one that never traded."""

    title: str
    mode: Mode
    asset: str
    start_ns: int
    end_ns: int
    utc_offset_min: int
    start: Decimal
    statistics: TradeStatistics
    activity: ActivityStatistics
    equity: EquityStatistics | None = None
    excursions: ExcursionStatistics | None = None
    benchmark: float | None = None
    curve: tuple[EquityPoint, ...] = ()
    drawdowns: tuple[Drawdown, ...] = ()
    periods: tuple[Period, ...] = ()
    groups: tuple[tuple[str, Groups], ...] = ()
    agents: tuple[AgentReport, ...] = ()
    trades: tuple[PositionClosed, ...] = ()
    left_out: int = 0
    conditions: tuple[tuple[str, str], ...] = field(default=())

    @property
    def still_open(self) -> Decimal:
        """`EquityStatistics.still_open`; 0 of a report without a curve."""
        if self.equity is None:
            return Decimal(0)
        return self.equity.still_open(self.start, self.statistics.net)

    @property
    def return_pct(self) -> Decimal:
        """The net as a share of what there was at the start."""
        share = self.statistics.net * 100 / self.start if self.start else Decimal(0)
        return share.quantize(Decimal("0.01"))
