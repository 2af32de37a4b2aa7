"""An equity curve in numbers. Returns are of days of the user's zone, the year has 365: the market
never closes. No risk-free rate is taken off."""

from bisect import bisect_right
from collections.abc import Sequence
from math import sqrt
from operator import attrgetter
from statistics import fmean, stdev

from core.statistics import EquityPoint, EquityStatistics
from core.types import DAY_NS, MINUTE_NS

YEAR_DAYS = 365
FEWEST_DAYS = 30
"""Below this no number is made of a year: it would say more than the curve knows."""

_at = attrgetter("at_ns")


def equity_statistics(
    curve: Sequence[EquityPoint], *, utc_offset_min: int = 0
) -> EquityStatistics | None:
    """None for a curve without two points, or one that starts at nothing."""
    if len(curve) < 2 or curve[0].equity <= 0:
        return None
    start, end = curve[0].equity, curve[-1].equity
    days = (curve[-1].at_ns - curve[0].at_ns) / DAY_NS
    depth, now, length_ns = drawdown(curve)
    yearly = _yearly(end / start, days)
    returns = daily_returns(curve, utc_offset_min) if days >= FEWEST_DAYS else []
    return EquityStatistics(
        start=start,
        end=end,
        total_return=end / start - 1,
        yearly_return=yearly,
        sharpe=sharpe(returns),
        sortino=sortino(returns),
        calmar=yearly / depth if yearly is not None and depth else None,
        max_drawdown=depth,
        drawdown_now=now,
        drawdown_s=length_ns / 1e9,
        days=days,
    )


def daily_returns(curve: Sequence[EquityPoint], utc_offset_min: int = 0) -> list[float]:
    """Return of each day from the last equity of the day before, 0 of a day without a point: a year
    has them too. What stands at midnight ends a day. None of a curve that came to nothing: there is
    no share of it."""
    shift_ns, before, place = utc_offset_min * MINUTE_NS, curve[0].equity, 0
    end_ns = (curve[0].at_ns + shift_ns) // DAY_NS * DAY_NS - shift_ns
    found: list[float] = []
    while place < len(curve):
        end_ns += DAY_NS
        place = bisect_right(curve, end_ns, place, key=_at)
        equity = curve[place - 1].equity
        if equity <= 0 or before <= 0:
            return []
        found.append(equity / before - 1)
        before = equity
    return found


def sharpe(returns: Sequence[float]) -> float | None:
    if len(returns) < 2 or not (spread := stdev(returns)):
        return None
    return fmean(returns) / spread * sqrt(YEAR_DAYS)


def sortino(returns: Sequence[float]) -> float | None:
    if len(returns) < 2:
        return None
    downside = sqrt(fmean(min(value, 0.0) ** 2 for value in returns))
    return fmean(returns) / downside * sqrt(YEAR_DAYS) if downside else None


def drawdown(curve: Sequence[EquityPoint]) -> tuple[float, float, int]:
    """Deepest fall from a peak, the fall now (both shares of the peak), and the longest time from
    a peak until it was reached again, or until the end, in nanoseconds."""
    peak, peak_ns = curve[0].equity, curve[0].at_ns
    deepest, longest_ns, is_under = 0.0, 0, False
    for point in curve:
        equity = point.equity
        if equity < peak:
            is_under, deepest = True, max(deepest, 1 - equity / peak)
            continue
        if is_under:
            is_under, longest_ns = False, max(longest_ns, point.at_ns - peak_ns)
        peak, peak_ns = equity, point.at_ns
    if is_under:
        longest_ns = max(longest_ns, curve[-1].at_ns - peak_ns)
    return deepest, 1 - curve[-1].equity / peak, longest_ns


def _yearly(growth: float, days: float) -> float | None:
    """Compound return of a year; none of a loss of everything."""
    return float(growth ** (YEAR_DAYS / days) - 1) if days >= FEWEST_DAYS and growth > 0 else None
