"""The journal as people read it: pages, filters and the card of one row."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from core.codec import decode
from core.errors import InputError
from core.events import (
    Audit,
    EntryRefused,
    Fault,
    FlipLeftFlat,
    FundingBooked,
    GuardianTripped,
    Halted,
    PositionClosed,
    PositionFlipped,
    PositionIncreased,
    PositionOpened,
    PositionReduced,
    Record,
    SignalReady,
    SignalSuppressed,
    StopsMoved,
    TradeResult,
    event_name,
    record_type,
)
from core.ports import JournalBook, JournalEntry, JournalReader, Trading
from core.types import Mode, UserId
from core.views import CardView, JournalRow, JournalView
from services.seats import Seat, Seats

PAGE_SIZE = 6
UNREADABLE = "unreadable"
KINDS: Mapping[str, tuple[type[Record], ...] | None] = MappingProxyType(
    {
        "all": None,
        "trades": (PositionClosed,),
        "signals": (SignalReady, SignalSuppressed, EntryRefused),
        "errors": (Fault, GuardianTripped, Halted, Audit),
    }
)


class JournalService(JournalBook):
    """Reads; a row that cannot be read is shown as such and hides no other."""

    def __init__(self, seats: Seats, journal: JournalReader) -> None:
        self._seats = seats
        self._journal = journal

    async def view(self, user: UserId, kind: str, page: int) -> JournalView:
        """Pages count from 1; one beyond the ends shows the end."""
        seat = await self._seats.of(user)
        names = _names(kind, seat.trading.mode)
        count = await self._journal.count(seat.user.account, names)
        pages = max(1, -(-count // PAGE_SIZE))
        page = min(max(page, 1), pages)
        entries = await self._journal.page(
            seat.user.account, names, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
        )
        rows = _rows(seat.trading, entries)
        nets = [row.net for row in rows if row.net is not None]
        return JournalView(
            mode=seat.trading.mode,
            kind=kind,
            page=page,
            pages=pages,
            rows=rows,
            net=sum(nets, Decimal(0)),
            trades=len(nets),
            utc_offset_min=seat.user.utc_offset_min,
        )

    async def card(self, user: UserId, row: int) -> CardView | None:
        seat = await self._seats.of(user)
        entry = await self._journal.one(seat.user.account, row)
        if entry is None:
            return None
        return CardView(
            mode=seat.trading.mode,
            row=_rows(seat.trading, [entry])[0],
            events=await self._events(seat, entry),
            utc_offset_min=seat.user.utc_offset_min,
        )

    async def _events(self, seat: Seat, entry: JournalEntry) -> tuple[JournalRow, ...]:
        """The life of the trade that the row belongs to, oldest first."""
        trade = _trade_id(_record(entry))
        if not trade:
            return ()
        found = await self._journal.of_trade(seat.user.account, trade)
        return _rows(seat.trading, sorted(found, key=lambda each: each.sequence))


def _names(kind: str, mode: Mode) -> tuple[str, ...] | None:
    if kind not in KINDS:
        raise InputError(f"The journal shows: {', '.join(KINDS)}", code="unknown_kind")
    records = KINDS[kind]
    return None if records is None else tuple(event_name(each, mode) for each in records)


def _rows(trading: Trading, entries: Iterable[JournalEntry]) -> tuple[JournalRow, ...]:
    bases = {instrument.id: instrument.base for instrument in trading.instruments()}
    return tuple(_row(entry, bases.get(entry.instrument, "")) for entry in entries)


def _row(entry: JournalEntry, base: str) -> JournalRow:
    record = _record(entry)
    if record is None:
        return JournalRow(id=entry.sequence, at_ns=entry.at_ns, name=UNREADABLE, base=base)
    trade = _result(record)
    return JournalRow(
        id=entry.sequence,
        at_ns=entry.at_ns,
        name=entry.name,
        base=base,
        side=trade.side if trade else None,
        reason=trade.reason if trade else "",
        net=trade.net if trade and isinstance(record, PositionClosed) else None,
        payload=entry.payload,
    )


def _record(entry: JournalEntry) -> Record | None:
    """What the row tells, or None when it cannot be read."""
    kind = record_type(entry.name)
    if kind is None:
        return None
    try:
        return decode(kind, entry.payload)
    except InputError:
        return None


def _result(record: Record | None) -> TradeResult | None:
    """The round trip that a record tells the end of. A flip's is told twice: its money counts
    once, where the position closed."""
    match record:
        case PositionClosed(result=result):
            return result
        case PositionFlipped(closed=result) | FlipLeftFlat(closed=result):
            return result
    return None


def _trade_id(record: Record | None) -> str:
    trade = _result(record)
    if trade is not None:
        return trade.trade_id
    match record:
        case (
            PositionOpened(trade_id=trade_id)
            | PositionIncreased(trade_id=trade_id)
            | PositionReduced(trade_id=trade_id)
            | StopsMoved(trade_id=trade_id)
            | FundingBooked(trade_id=trade_id)
        ):
            return trade_id
    return ""
