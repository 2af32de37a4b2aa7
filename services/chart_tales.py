"""What the journal tells for a picture: of an instrument, of a trade."""

from core.events import PositionClosed, PositionFlipped, PositionOpened, Record, event_name
from core.instrument import Instrument
from core.ports import JournalReader
from core.values import Frozen
from services.chart_layers import TOLD
from services.journal_rows import record_of
from services.seats import Seat

MOST_ROWS = 300


class Told(Frozen, frozen=True):
    """A closed trade with the record it was opened by, where that is known."""

    closed: PositionClosed
    opened: PositionOpened | PositionFlipped | None


class Tales:
    """Records in the order they were written; a row that cannot be read is left out."""

    def __init__(self, journal: JournalReader) -> None:
        self._journal = journal

    async def since(self, seat: Seat, held: Instrument, since_ns: int) -> list[Record]:
        """What left a mark on an instrument."""
        names = [event_name(kind, seat.trading.mode) for kind in TOLD]
        rows = await self._journal.page(seat.user.account, names, offset=0, limit=MOST_ROWS)
        mine = [row for row in rows if row.instrument == held.id and row.at_ns >= since_ns]
        found = (record_of(row) for row in reversed(mine))
        return [record for record in found if record is not None]

    async def of_trade(self, seat: Seat, trade_id: str) -> list[Record]:
        rows = await self._journal.of_trade(seat.user.account, trade_id)
        found = (record_of(row) for row in sorted(rows, key=lambda row: row.sequence))
        return [record for record in found if record is not None]

    async def closed(self, seat: Seat, row: int) -> Told | None:
        """None for a row that is gone or no closed trade."""
        entry = await self._journal.one(seat.user.account, row)
        closed = None if entry is None else record_of(entry)
        if not isinstance(closed, PositionClosed):
            return None
        trade_id = closed.result.trade_id
        for record in await self.of_trade(seat, trade_id):
            if isinstance(record, PositionOpened | PositionFlipped) and record.trade_id == trade_id:
                return Told(closed, record)
        return Told(closed, None)
