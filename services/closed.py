"""Closed trades of a window of time, read from the journal."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from core.codec import decode
from core.errors import InputError
from core.events import PositionClosed, event_name
from core.ports import Clock, JournalEntry, JournalReader
from core.types import DAY_NS
from services.off_loop import counted
from services.seats import Seat

PAGE = 500


class ClosedTrades:
    """A row that cannot be read is left out."""

    def __init__(self, journal: JournalReader, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock

    async def of(self, seat: Seat, days: int) -> list[PositionClosed]:
        """Those of the last days of the desk's clock (0: all), oldest first."""
        since_ns = self.now_ns - days * DAY_NS if days else 0
        return await self._read(seat, lambda entry: entry.wall_ns >= since_ns)

    async def since(self, seat: Seat, at_ns: int) -> list[PositionClosed]:
        """Those that closed at or after an instant of the market, oldest first."""
        return await self._read(seat, lambda entry: entry.at_ns >= at_ns)

    @property
    def now_ns(self) -> int:
        """The desk's clock."""
        return self._clock.now_ns()

    async def _read(
        self, seat: Seat, is_recent: Callable[[JournalEntry], bool]
    ) -> list[PositionClosed]:
        """A trade that closes meanwhile moves all others down the pages: none is taken twice."""
        names = [event_name(PositionClosed, seat.trading.mode)]
        found: list[PositionClosed] = []
        offset, taken = 0, None
        while True:
            entries = await self._journal.page(seat.user.account, names, offset=offset, limit=PAGE)
            recent = [entry for entry in entries if is_recent(entry)]
            new = [entry for entry in recent if taken is None or entry.sequence < taken]
            found += await counted(new, partial(_trades, new))
            if len(recent) < PAGE:
                return found[::-1]
            offset, taken = offset + PAGE, entries[-1].sequence


def equity_before(seat: Seat, closed: Sequence[PositionClosed]) -> Decimal:
    """Equity before the first of these trades: what is there now, less what they made and what is
    open."""
    view = seat.trading.menu_view(seat.user.access)
    unrealised = sum((position.net for position in view.positions), Decimal(0))
    made = sum((trade.result.net for trade in closed), Decimal(0))
    return view.equity - unrealised - made


def _trades(entries: Sequence[JournalEntry]) -> list[PositionClosed]:
    return [trade for entry in entries if (trade := _trade(entry)) is not None]


def _trade(entry: JournalEntry) -> PositionClosed | None:
    try:
        return decode(PositionClosed, entry.payload)
    except InputError:
        return None
