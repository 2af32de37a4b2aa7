"""How am I doing, and why: closed trades of a window in numbers."""

from decimal import Decimal

from core.errors import InputError
from core.ports import Analyst, Analytics, Clock, JournalReader
from core.types import UserId
from core.views import AnalyticsView
from services.closed import ClosedTrades, equity_before
from services.hidden import hidden_trades
from services.seats import Seats

WINDOWS = (7, 30, 90, 0)


class AnalyticsService(Analytics):
    """Reads the journal's closed trades; a row that cannot be read is left out, and so is a trade
    that a person took out of the statistics (its money stays in the equity curve)."""

    def __init__(
        self, seats: Seats, journal: JournalReader, analyst: Analyst, clock: Clock
    ) -> None:
        self._seats = seats
        self._journal = journal
        self._closed = ClosedTrades(journal, clock)
        self._analyst = analyst

    async def view(self, user: UserId, days: int, by: str) -> AnalyticsView:
        """`days` is one of WINDOWS, 0 for all; `by` a grouping or ''. Raises InputError."""
        if days not in WINDOWS:
            raise InputError("The windows are 7, 30 and 90 days, and all", code="unknown_choice")
        seat = await self._seats.of(user)
        closed = await self._closed.of(seat, days)
        hidden = await hidden_trades(self._journal, seat.user.account)
        counted = [trade for trade in closed if trade.result.trade_id not in hidden]
        statistics = self._analyst.statistics(counted)
        start = equity_before(seat, closed)
        share = statistics.net * 100 / start if start else Decimal(0)
        return AnalyticsView(
            mode=seat.trading.mode,
            days=days,
            by=by,
            statistics=statistics,
            groups=tuple(self._analyst.grouped(counted, by)) if by else (),
            equity=self._analyst.realised(closed, start, utc_offset_min=seat.user.utc_offset_min),
            return_pct=share.quantize(Decimal("0.01")),
        )
