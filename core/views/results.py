"""How trading did, as commands and screens ask for it."""

from datetime import date
from decimal import Decimal

from core.reports import Report, ReportWish, Stretch
from core.statistics import ActivityStatistics, EquityStatistics, Period, TradeStatistics
from core.types import Mode, Side
from core.values import Frozen


class ProfitView(Frozen, frozen=True, kw_only=True):
    """Closed trades of the last `days` (0: all), or those of one `side`. `today`, `week` and
    `month` are nets of the user's current ones; `unrealised` is that of what is open now; `best`
    is the symbol that made most; `equity` is of the realised curve."""

    mode: Mode
    days: int
    side: Side | None
    statistics: TradeStatistics
    return_pct: Decimal
    unrealised: Decimal
    today: Decimal
    week: Decimal
    month: Decimal
    activity: ActivityStatistics
    equity: EquityStatistics | None = None
    best: tuple[str, Decimal] | None = None
    first_ns: int = 0
    last_ns: int = 0
    utc_offset_min: int = 0


class RankingView(Frozen, frozen=True, kw_only=True):
    """A page of the groups of closed trades of the last `days` (0: all): most money first, but
    hours, weekdays and regimes in their own order. `net` and `trades` are of all of them."""

    mode: Mode
    by: str
    days: int
    page: int
    pages: int
    rows: tuple[tuple[str, TradeStatistics], ...]
    net: Decimal
    trades: int


class PeriodRow(Frozen, frozen=True):
    """`share_pct` is the net as a share of the equity that the period began with."""

    period: Period
    share_pct: Decimal


class PeriodsView(Frozen, frozen=True, kw_only=True):
    """The last `count` days, weeks or months (`unit`), the current one first; those without a
    trade are there too."""

    mode: Mode
    unit: str
    count: int
    rows: tuple[PeriodRow, ...]
    net: Decimal
    trades: int


class ReportView(Frozen, frozen=True, kw_only=True):
    """A report of one stretch; of one `strategy`, or of all ('') of the `strategies` that traded
    in it. `earlier` and `later` are the first days of its neighbours, None where there is none.
    `is_going_on`: the stretch has not ended. `equity` is what the account had come to by its end,
    open positions left out."""

    mode: Mode
    stretch: Stretch
    strategy: str
    strategies: tuple[str, ...]
    report: Report
    earlier: date | None = None
    later: date | None = None
    is_going_on: bool = False
    wish: ReportWish | None = None
    equity: Decimal = Decimal(0)
