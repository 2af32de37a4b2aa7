"""How trading did: who counts, and the use case that the chat sees."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from core.events import PositionClosed, SignalReady
from core.pictures import Words
from core.reports import Report, Stretch
from core.statistics import EquityPoint, EquityStatistics, PriceBar, TradeStatistics
from core.sums import TradeSums
from core.types import AccountId, InstrumentId, Mode, Side, UserId
from core.values import Frozen, field
from core.views.results import PeriodsView, ProfitView, RankingView, ReportView
from core.views.screens import AnalyticsView, ExportView

NO_BARS: Mapping[InstrumentId, Sequence[PriceBar]] = MappingProxyType({})


class Around(Frozen, frozen=True, kw_only=True):
    """What is known beside closed trades: the signals that were confirmed (all of them from
    `signals_from_ns` on), and closed bars of the market, oldest first."""

    signals: Sequence[SignalReady] = ()
    signals_from_ns: int = 0
    bars: Mapping[InstrumentId, Sequence[PriceBar]] = field(default_factory=lambda: NO_BARS)


NOTHING_AROUND = Around()


class Tallies(Protocol):
    """Sums of an account's closed trades, kept with every trade."""

    async def sums(
        self, account: AccountId, mode: Mode, by: str
    ) -> Sequence[tuple[str, TradeSums]]:
        """By strategy, symbol, side or reason, or '' for all of them as one, in the order of their
        names; nothing for another."""
        ...


class Measured(Frozen, frozen=True, kw_only=True):
    """What was measured when it was all there, of a test whose trades and curve are not all kept;
    open positions are in its curve."""

    statistics: TradeStatistics
    equity: EquityStatistics | None
    curve: tuple[EquityPoint, ...]


class Subject(Frozen, frozen=True, kw_only=True):
    """What a report is about. `bars` are those that its trades are followed on (MAE, MFE)."""

    title: str
    mode: Mode
    asset: str
    start_ns: int
    end_ns: int
    utc_offset_min: int = 0
    around: Around = NOTHING_AROUND
    bars: Mapping[InstrumentId, Sequence[PriceBar]] = field(default_factory=lambda: NO_BARS)
    conditions: tuple[tuple[str, str], ...] = ()
    measured: Measured | None = None


class Reporter(Protocol):
    """Makes reports and writes them down. Pure; trades come in the order they closed."""

    def stretch(self, unit: str, day: date, *, utc_offset_min: int) -> Stretch:
        """The day, week or month that holds a day; raises InputError for another unit."""
        ...

    def report(
        self, closed: Sequence[PositionClosed], start: Decimal, subject: Subject
    ) -> Report: ...
    def html(self, report: Report, words: Words) -> bytes:
        """One file that needs nothing from outside."""
        ...

    def csv(self, report: Report) -> bytes: ...


class Reports(Protocol):
    """Reports of a member's own trades; `first` is a day of the stretch, None for the current one,
    `strategy` '' for all."""

    async def view(
        self, user: UserId, unit: str, first: date | None, strategy: str
    ) -> ReportView: ...
    async def file(
        self, user: UserId, unit: str, first: date | None, strategy: str, form: str
    ) -> ExportView:
        """`form` is html or csv."""
        ...


class Analytics(Protocol):
    """Closed trades in numbers, in the member's zone. Raises InputError for what is not offered."""

    async def view(self, user: UserId, days: int) -> AnalyticsView: ...
    async def profit(self, user: UserId, side: Side | None, days: int = 0) -> ProfitView: ...
    async def ranking(self, user: UserId, by: str, days: int, page: int) -> RankingView: ...
    async def periods(self, user: UserId, unit: str, count: int = 0) -> PeriodsView:
        """The last `count` of them; 0 for the usual number."""
        ...
