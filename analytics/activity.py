"""How much was in the market: time, and money moved."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from core.events import PositionClosed
from core.statistics import ActivityStatistics
from core.types import InstrumentId

ZERO, ONE = Decimal(0), Decimal(1)
NO_SIZES: Mapping[InstrumentId, Decimal] = {}


def activity(
    closed: Sequence[PositionClosed],
    start: Decimal,
    *,
    span: tuple[int, int] | None = None,
    sizes: Mapping[InstrumentId, Decimal] = NO_SIZES,
) -> ActivityStatistics:
    """Of closed trades on an equity of `start`. `span` is the time that exposure is a share of
    (from the first opening to the last close without one); `sizes` are those of contracts, 1 where
    it is not said."""
    moved = turnover(closed, sizes=sizes)
    return ActivityStatistics(
        exposure=exposure(closed, span),
        turnover=moved,
        turnover_times=float(moved / start) if start > 0 else None,
    )


def turnover(
    closed: Iterable[PositionClosed], *, sizes: Mapping[InstrumentId, Decimal] = NO_SIZES
) -> Decimal:
    """Notional of every entry and every exit."""
    return sum(
        (
            trade.result.qty
            * (trade.result.entry + trade.result.exit)
            * sizes.get(trade.instrument, ONE)
            for trade in closed
        ),
        ZERO,
    )


def exposure(closed: Sequence[PositionClosed], span: tuple[int, int] | None = None) -> float:
    """Share of the span's time in which something was open; without one, of the time from the
    first opening to the last close."""
    times = sorted((trade.result.opened_at_ns, trade.result.closed_at_ns) for trade in closed)
    if not times:
        return 0.0
    first, last = span or (times[0][0], max(end for _, end in times))
    held, until = 0, first
    for begin, end in times:
        held += max(min(end, last) - max(begin, until), 0)
        until = max(until, end)
    return held / (last - first) if last > first else 1.0
