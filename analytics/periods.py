"""Results day by day, week by week, month by month, in the user's zone."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from core.events import PositionClosed
from core.statistics import Period
from core.types import MINUTE_NS, SECOND_NS

ZERO = Decimal(0)


def _day(moment: date) -> date:
    return moment


def _week(moment: date) -> date:
    return moment - timedelta(days=moment.weekday())


def _month(moment: date) -> date:
    return moment.replace(day=1)


STARTS: Mapping[str, Callable[[date], date]] = MappingProxyType(
    {"day": _day, "week": _week, "month": _month}
)


def by_period(
    closed: Iterable[PositionClosed], unit: str, *, utc_offset_min: int = 0
) -> tuple[Period, ...]:
    """Oldest first; periods in which nothing closed have no row. Raises KeyError for a unit that
    is none of STARTS."""
    start_of = STARTS[unit]
    rows: dict[date, list[PositionClosed]] = {}
    for trade in closed:
        rows.setdefault(start_of(closing_day(trade, utc_offset_min)), []).append(trade)
    return tuple(_period(start, rows[start]) for start in sorted(rows))


def last_periods(
    closed: Iterable[PositionClosed],
    unit: str,
    count: int,
    *,
    now_ns: int,
    utc_offset_min: int = 0,
) -> tuple[Period, ...]:
    """The last `count` up to the one that holds `now_ns`, oldest first; those in which nothing
    closed are there too. Raises KeyError for a unit that is none of STARTS."""
    found = {row.start: row for row in by_period(closed, unit, utc_offset_min=utc_offset_min)}
    start = STARTS[unit](day_of(now_ns, utc_offset_min))
    rows: list[Period] = []
    for _ in range(count):
        rows.append(found.get(start) or _period(start, []))
        start = STARTS[unit](start - timedelta(days=1))
    return tuple(reversed(rows))


def closing_day(trade: PositionClosed, utc_offset_min: int) -> date:
    """The user's day on which a trade closed."""
    return day_of(trade.result.closed_at_ns, utc_offset_min)


def day_of(at_ns: int, utc_offset_min: int) -> date:
    moment_s = (at_ns + utc_offset_min * MINUTE_NS) // SECOND_NS
    return datetime.fromtimestamp(moment_s, UTC).date()


def _period(start: date, trades: list[PositionClosed]) -> Period:
    nets = [trade.result.net for trade in trades]
    return Period(
        start=start,
        trades=len(nets),
        wins=sum(net > 0 for net in nets),
        net=sum(nets, ZERO),
        fees=sum((trade.result.fees for trade in trades), ZERO),
    )
