"""A report: everything that is told of a stretch of trading, ready to be written down."""

from dataclasses import dataclass, field
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

DAY, WEEK, MONTH, ALL = "day", "week", "month", "all"
UNITS = (DAY, WEEK, MONTH, ALL)


@dataclass(frozen=True, slots=True)
class ReportWish:
    """A member wants a report pushed: of every `unit` that ended, at an `hour` of their day."""

    unit: str
    hour: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period that is reported on: its first day, the day after its last, and the instants at
    which both begin in the member's zone."""

    unit: str
    first: date
    end: date
    start_ns: int
    end_ns: int


Groups = tuple[tuple[str, TradeStatistics], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReport:
    """One agent of an account that several share; `benchmark` is what buying and holding its
    instrument returned, as a share."""

    agent: str
    strategy: str
    title: str
    statistics: TradeStatistics
    refused: int = 0
    benchmark: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
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
        """What the positions that were open at the end had made: in the equity, not in the net."""
        if self.equity is None:
            return Decimal(0)
        made = Decimal(repr(self.equity.end)) - self.start - self.statistics.net
        return made.quantize(Decimal("0.01"))

    @property
    def return_pct(self) -> Decimal:
        """The net as a share of what there was at the start."""
        share = self.statistics.net * 100 / self.start if self.start else Decimal(0)
        return share.quantize(Decimal("0.01"))
