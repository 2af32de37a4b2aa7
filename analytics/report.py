"""A stretch of trading, put together for a report: the same of a backtest, of paper and of live."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from analytics.activity import activity
from analytics.drawdowns import drawdowns
from analytics.equity import equity_statistics
from analytics.excursions import excursion, excursion_statistics
from analytics.grouping import GROUPINGS, grouped_around
from analytics.periods import STARTS, by_period
from analytics.trades import realised_curve, trade_statistics
from core.errors import InputError
from core.events import PositionClosed
from core.ports.results import Subject
from core.reports import Groups, Report, Stretch
from core.statistics import EquityPoint, ExcursionStatistics
from core.types import DAY_NS, MINUTE_NS

FEWEST_BARS = 4
"""A trade of fewer bars says nothing of how far prices went: the first and last are taken whole."""
DAILY_UP_TO = 62 * DAY_NS
WEEKLY_UP_TO = 400 * DAY_NS


def build_report(
    closed: Sequence[PositionClosed],
    start: Decimal,
    subject: Subject,
    *,
    curve: Sequence[EquityPoint] = (),
    benchmark: float | None = None,
) -> Report:
    """Of trades in the order they closed, on an equity of `start`. Without a `curve` of its own
    (a backtest has one, open positions included) the realised one is taken; what its subject says
    was measured already is taken as it is."""
    zone, known = subject.utc_offset_min, subject.measured
    statistics = trade_statistics(closed) if known is None else known.statistics
    points = tuple(curve if known is None else known.curve)
    end_ns = ended_ns(subject.end_ns, points)
    points = points or tuple(realised_curve(closed, start))
    return Report(
        title=subject.title,
        mode=subject.mode,
        asset=subject.asset,
        start_ns=subject.start_ns,
        end_ns=end_ns,
        utc_offset_min=zone,
        start=start,
        statistics=statistics,
        activity=activity(closed, start, span=(subject.start_ns, end_ns)),
        equity=equity_statistics(points, utc_offset_min=zone) if known is None else known.equity,
        excursions=_excursions(closed, subject),
        benchmark=benchmark,
        curve=points,
        drawdowns=drawdowns(points),
        periods=by_period(closed, _unit(subject), utc_offset_min=zone),
        groups=tuple(_groups(closed, by, subject) for by in _told(subject)) if closed else (),
        trades=tuple(closed),
        left_out=statistics.trades - len(closed),
        conditions=subject.conditions,
    )


def ended_ns(wanted_ns: int, curve: Sequence[EquityPoint]) -> int:
    """When a test was over: where its history ended days before what was wanted, there."""
    if not curve or wanted_ns - curve[-1].at_ns <= DAY_NS:
        return wanted_ns
    return curve[-1].at_ns


def stretch_of(unit: str, day: date, *, utc_offset_min: int = 0) -> Stretch:
    """The day, week or month that holds a day; raises InputError for another unit."""
    if unit not in STARTS:
        raise InputError("Reports are of a day, a week or a month", code="unknown_choice")
    first = STARTS[unit](day)
    longest = {"day": 1, "week": 7, "month": 31}[unit]
    end = STARTS[unit](first + timedelta(days=longest))
    return Stretch(
        unit, first, end, _begin_ns(first, utc_offset_min), _begin_ns(end, utc_offset_min)
    )


def _begin_ns(day: date, utc_offset_min: int) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(midnight.timestamp()) * 1_000_000_000 - utc_offset_min * MINUTE_NS


def _unit(subject: Subject) -> str:
    span_ns = subject.end_ns - subject.start_ns
    return "day" if span_ns <= DAILY_UP_TO else "week" if span_ns <= WEEKLY_UP_TO else "month"


def _told(subject: Subject) -> Iterator[str]:
    """Groupings of which something is known."""
    around = subject.around
    known = {"tag": around.signals, "mix": around.signals, "regime": around.bars}
    yield from (by for by in GROUPINGS if known.get(by, True))


def _groups(closed: Sequence[PositionClosed], by: str, subject: Subject) -> tuple[str, Groups]:
    return by, tuple(grouped_around(closed, by, subject.around).items())


def _excursions(closed: Sequence[PositionClosed], subject: Subject) -> ExcursionStatistics | None:
    found = []
    for trade in closed:
        bars, result = subject.bars.get(trade.instrument, ()), trade.result
        held_ns = result.closed_at_ns - result.opened_at_ns
        if bars and held_ns >= FEWEST_BARS * (bars[0].at_ns - bars[0].open_ns):
            each = excursion(result, bars)
            found += [] if each is None else [each]
    return excursion_statistics(found)
