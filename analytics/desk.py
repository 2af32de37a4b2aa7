"""The counting that the desk's screens ask for: implements core.ports.Analyst."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.equity import equity_statistics
from analytics.trades import KEYS, grouped, trade_statistics
from core.errors import InputError
from core.events import PositionClosed
from core.ports import Analyst
from core.statistics import EquityPoint, EquityStatistics, TradeStatistics


class TradeAnalyst(Analyst):
    """Pure; the same numbers as a backtest's."""

    def statistics(self, closed: Sequence[PositionClosed]) -> TradeStatistics:
        return trade_statistics(closed)

    def grouped(
        self, closed: Sequence[PositionClosed], by: str
    ) -> Sequence[tuple[str, TradeStatistics]]:
        if by not in KEYS:
            raise InputError(f"Trades are grouped by: {', '.join(KEYS)}", code="unknown_choice")
        return tuple(grouped(closed, by).items())

    def realised(
        self, closed: Sequence[PositionClosed], start: Decimal, *, utc_offset_min: int
    ) -> EquityStatistics | None:
        if not closed:
            return None
        value = start
        curve = [EquityPoint(closed[0].result.opened_at_ns, float(value))]
        for trade in closed:
            value += trade.result.net
            curve.append(EquityPoint(trade.at_ns, float(value)))
        return equity_statistics(curve, utc_offset_min=utc_offset_min)
