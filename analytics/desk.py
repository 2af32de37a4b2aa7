"""The counting that the desk's screens ask for: implements core.ports.Analyst."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.activity import activity
from analytics.equity import equity_statistics
from analytics.grouping import GROUPINGS, grouped_around
from analytics.periods import STARTS, last_periods
from analytics.trades import realised_curve, statistics_of, trade_statistics
from core.errors import InputError
from core.events import PositionClosed
from core.ports import NOTHING_AROUND, Analyst, Around
from core.statistics import (
    ActivityStatistics,
    EquityStatistics,
    Period,
    TradeStatistics,
)
from core.sums import TradeSums


class TradeAnalyst(Analyst):
    """Pure; the same numbers as a backtest's."""

    def statistics(self, closed: Sequence[PositionClosed]) -> TradeStatistics:
        return trade_statistics(closed)

    def of_sums(self, sums: TradeSums) -> TradeStatistics:
        return statistics_of(sums)

    def grouped(
        self, closed: Sequence[PositionClosed], by: str, around: Around = NOTHING_AROUND
    ) -> Sequence[tuple[str, TradeStatistics]]:
        _check("Trades are grouped by", by, GROUPINGS)
        return tuple(grouped_around(closed, by, around).items())

    def periods(
        self,
        closed: Sequence[PositionClosed],
        unit: str,
        count: int,
        *,
        now_ns: int,
        utc_offset_min: int,
    ) -> Sequence[Period]:
        _check("Results come by", unit, tuple(STARTS))
        return last_periods(closed, unit, count, now_ns=now_ns, utc_offset_min=utc_offset_min)

    def activity(self, closed: Sequence[PositionClosed], start: Decimal) -> ActivityStatistics:
        return activity(closed, start)

    def realised(
        self, closed: Sequence[PositionClosed], start: Decimal, *, utc_offset_min: int
    ) -> EquityStatistics | None:
        if not closed:
            return None
        return equity_statistics(realised_curve(closed, start), utc_offset_min=utc_offset_min)


def _check(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise InputError(f"{what}: {', '.join(known)}", code="unknown_choice")
