"""Views of results: profit, rankings, days, weeks and months."""

from datetime import date
from decimal import Decimal as D

from analytics.periods import day_of
from analytics.report import build_report, stretch_of
from core.events import PeriodReported, PositionClosed
from core.ports.results import Subject
from core.reports import ALL, ReportWish, Stretch
from core.statistics import Period
from core.types import DAY_NS, HOUR_NS, Mode
from core.values import replace
from core.views.results import PeriodRow, PeriodsView, ProfitView, RankingView, ReportView
from tests.screens import samples as s

LOST = replace(s.FEW, net=D("-1204.55"), win_rate=0.0, wins=0)
PROFIT = ProfitView(
    mode=Mode.PAPER,
    days=0,
    side=None,
    statistics=s.NUMBERS,
    return_pct=D("2.40"),
    unrealised=D("4.90"),
    today=D("38.10"),
    week=D("-12.30"),
    month=D("240"),
    activity=s.ACTIVITY,
    equity=replace(s.EQUITY, drawdown_now=0.0042),
    best=("BTC/USDT", D("212.34")),
    first_ns=s.NOW - 31 * DAY_NS,
    last_ns=s.NOW,
    utc_offset_min=180,
)
_NAMES = {
    "strategy": ("TREND", "GRID"),
    "symbol": ("BTC/USDT", "ETH/USDT"),
    "side": ("LONG", "SHORT"),
    "reason": ("TP", "FLIP", "SL"),
    "tag": ("ema_above", "by_hand", "my_own"),
    "regime": ("up", "down", "range", "unknown"),
    "hour": ("09", "14"),
    "weekday": ("Mon", "Sun"),
    "mix": ("ema_above+TP", "volatility+TRAIL", "by_hand+MANUAL"),
}


def ranking(by: str) -> RankingView:
    rows = tuple((name, (s.NUMBERS, s.FEW, LOST, LOST)[at]) for at, name in enumerate(_NAMES[by]))
    return RankingView(
        mode=Mode.PAPER, by=by, days=30, page=1, pages=1, rows=rows, net=D("-964.55"), trades=43
    )


RANKINGS = {by: ranking(by) for by in _NAMES}
SECOND_PAGE = replace(
    RANKINGS["symbol"],
    page=2,
    pages=3,
    rows=(("1000XRP/USDT:USDT-261225", replace(LOST, trades=12_345)),),
)
NOTHING = replace(RANKINGS["tag"], days=7, rows=(), net=D(0), trades=0)


def _row(start: date, trades: int, net: str, share: str) -> PeriodRow:
    found = Period(start=start, trades=trades, wins=trades, net=D(net), fees=D(trades))
    return PeriodRow(found, D(share))


PERIODS = {
    "day": PeriodsView(
        mode=Mode.PAPER,
        unit="day",
        count=7,
        rows=(
            _row(date(2026, 11, 21), 3, "38.10", "0.37"),
            _row(date(2026, 11, 20), 0, "0", "0"),
            _row(date(2026, 11, 9), 212, "-1204.55", "-11.05"),
        ),
        net=D("-1166.45"),
        trades=215,
    ),
    "week": PeriodsView(
        mode=Mode.LIVE,
        unit="week",
        count=8,
        rows=(_row(date(2026, 11, 16), 41, "240.00", "2.40"),),
        net=D("240"),
        trades=41,
    ),
    "month": PeriodsView(
        mode=Mode.PAPER,
        unit="month",
        count=6,
        rows=(
            _row(date(2026, 11, 1), 1, "240.00", "2.40"),
            _row(date(2026, 10, 1), 1234, "-10240.00", "-100.00"),
        ),
        net=D("-10000"),
        trades=1235,
    ),
}


def _trade(number: int, net: str, strategy: str) -> PositionClosed:
    result = replace(
        s.TRADE,
        trade_id=f"t{number}",
        net=D(net),
        gross=D(net) + 2,
        fees=D(2),
        opened_at_ns=s.NOW - (9 - number) * HOUR_NS,
        closed_at_ns=s.NOW - (9 - number) * HOUR_NS + HOUR_NS // 2,
    )
    record = s.closed(result)
    return replace(record, strategy=strategy, at_ns=result.closed_at_ns)


TRADES = (
    _trade(1, "61.20", "TREND"),
    _trade(2, "-24.90", "GRID"),
    _trade(3, "-19.35", "TREND"),
    _trade(4, "38.10", "my_own"),
)


def report_view(
    stretch: Stretch, trades: tuple[PositionClosed, ...] = TRADES, strategy: str = ""
) -> ReportView:
    subject = Subject(
        title="Report",
        mode=Mode.PAPER,
        asset="USDT",
        start_ns=stretch.start_ns,
        end_ns=stretch.end_ns,
        utc_offset_min=180,
    )
    return ReportView(
        mode=Mode.PAPER,
        stretch=stretch,
        strategy=strategy,
        strategies=tuple(sorted({trade.strategy for trade in trades})),
        report=build_report(trades, D(10_000), subject),
        earlier=date(2026, 11, 9),
        wish=ReportWish("day", 9),
    )


TODAY = day_of(s.NOW, 180)
DAY, WEEK, MONTH = (
    stretch_of(unit, TODAY, utc_offset_min=180) for unit in ("day", "week", "month")
)
REPORTS = {
    "day": replace(report_view(DAY), is_going_on=True),
    "week": replace(report_view(WEEK), later=date(2026, 11, 30)),
    "week over a month's end": report_view(stretch_of("week", date(2026, 12, 1))),
    "month": replace(report_view(MONTH), mode=Mode.LIVE),
    "of one strategy": report_view(MONTH, TRADES[:1], "TREND"),
    "all": replace(
        report_view(replace(MONTH, unit=ALL)), earlier=None, is_going_on=True, wish=None
    ),
    "no trade": report_view(DAY, ()),
}
REPORTED = PeriodReported(
    at_ns=s.NOW,
    user=1,
    unit="day",
    first="2026-11-20",
    end="2026-11-21",
    trades=3,
    wins=2,
    net=D("38.10"),
    return_pct=D("0.37"),
    fees=D("6.10"),
    equity=D("10244.90"),
    drawdown_pct=D("0.41"),
    best=D("61.20"),
    worst=D("-24.90"),
    strategies=(("TREND", D("61.20"), 2), ("GRID", D("-23.10"), 1)),
)
NOTHING_REPORTED = replace(
    REPORTED,
    unit="month",
    first="2026-11-01",
    end="2026-12-01",
    trades=0,
    wins=0,
    net=D(0),
    best=None,
    worst=None,
    strategies=(),
)
