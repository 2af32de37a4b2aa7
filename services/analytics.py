"""How am I doing, and why: closed trades of a window in numbers."""

from decimal import Decimal

from core.codec import decode
from core.errors import InputError
from core.events import PositionClosed, event_name
from core.ports import Analyst, Analytics, Clock, JournalEntry, JournalReader
from core.types import DAY_NS, UserId
from core.views import AnalyticsView
from services.seats import Seat, Seats

WINDOWS = (7, 30, 90, 0)
PAGE = 500


class AnalyticsService(Analytics):
    """Reads the journal's closed trades; a row that cannot be read is left out."""

    def __init__(
        self, seats: Seats, journal: JournalReader, analyst: Analyst, clock: Clock
    ) -> None:
        self._seats = seats
        self._journal = journal
        self._analyst = analyst
        self._clock = clock

    async def view(self, user: UserId, days: int, by: str) -> AnalyticsView:
        """`days` is one of WINDOWS, 0 for all; `by` a grouping or ''. Raises InputError."""
        if days not in WINDOWS:
            raise InputError("The windows are 7, 30 and 90 days, and all", code="unknown_choice")
        seat = await self._seats.of(user)
        closed = await self._closed(seat, days)
        statistics = self._analyst.statistics(closed)
        start = await self._start(seat, closed)
        share = statistics.net * 100 / start if start else Decimal(0)
        return AnalyticsView(
            mode=seat.trading.mode,
            days=days,
            by=by,
            statistics=statistics,
            groups=tuple(self._analyst.grouped(closed, by)) if by else (),
            equity=self._analyst.realised(closed, start, utc_offset_min=seat.user.utc_offset_min),
            return_pct=share.quantize(Decimal("0.01")),
        )

    async def _closed(self, seat: Seat, days: int) -> list[PositionClosed]:
        """Oldest first."""
        names = [event_name(PositionClosed, seat.trading.mode)]
        since_ns = self._clock.now_ns() - days * DAY_NS if days else 0
        found: list[PositionClosed] = []
        offset = 0
        while True:
            entries = await self._journal.page(seat.user.account, names, offset=offset, limit=PAGE)
            recent = [entry for entry in entries if entry.wall_ns >= since_ns]
            found += [trade for entry in recent if (trade := _trade(entry)) is not None]
            if len(recent) < PAGE:
                return found[::-1]
            offset += PAGE

    async def _start(self, seat: Seat, closed: list[PositionClosed]) -> Decimal:
        """Equity before the first of these trades: what is there now, less what they made and
        what is open."""
        view = seat.trading.menu_view(seat.user.access)
        unrealised = sum((position.net for position in view.positions), Decimal(0))
        made = sum((trade.result.net for trade in closed), Decimal(0))
        return view.equity - unrealised - made


def _trade(entry: JournalEntry) -> PositionClosed | None:
    try:
        return decode(PositionClosed, entry.payload)
    except InputError:
        return None
