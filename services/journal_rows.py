"""Entries of the journal as rows that people read."""

from collections.abc import Iterable

from core.codec import decode
from core.errors import InputError
from core.events import (
    FlipLeftFlat,
    FundingBooked,
    LotSold,
    PositionClosed,
    PositionFlipped,
    PositionIncreased,
    PositionOpened,
    PositionReduced,
    Record,
    StopsMoved,
    TradeHidden,
    TradeResult,
    record_type,
)
from core.ports import JournalEntry, Trading
from core.views import JournalRow

UNREADABLE = "unreadable"


def rows_of(trading: Trading, entries: Iterable[JournalEntry]) -> tuple[JournalRow, ...]:
    """A row that cannot be read is shown as such and hides no other."""
    bases = {instrument.id: instrument.base for instrument in trading.instruments()}
    return tuple(_row(entry, bases.get(entry.instrument, "")) for entry in entries)


def _row(entry: JournalEntry, base: str) -> JournalRow:
    record = record_of(entry)
    if record is None:
        return JournalRow(id=entry.sequence, at_ns=entry.at_ns, name=UNREADABLE, base=base)
    trade = result_of(record)
    return JournalRow(
        id=entry.sequence,
        at_ns=entry.at_ns,
        name=entry.name,
        base=base,
        side=trade.side if trade else None,
        reason=trade.reason if trade else "",
        net=trade.net if trade and isinstance(record, PositionClosed) else None,
        payload=entry.payload,
        agent=entry.agent,
    )


def record_of(entry: JournalEntry) -> Record | None:
    """What the row tells, or None when it cannot be read."""
    kind = record_type(entry.name)
    if kind is None:
        return None
    try:
        return decode(kind, entry.payload)
    except InputError:
        return None


def result_of(record: Record | None) -> TradeResult | None:
    """The round trip that a record tells the end of. A flip's is told twice: its money counts
    once, where the position closed."""
    match record:
        case PositionClosed(result=result):
            return result
        case PositionFlipped(closed=result) | FlipLeftFlat(closed=result):
            return result
    return None


def trade_id_of(record: Record | None) -> str:
    """The trade that a record belongs to, or ''."""
    trade = result_of(record)
    if trade is not None:
        return trade.trade_id
    match record:
        case (
            PositionOpened(trade_id=trade_id)
            | PositionIncreased(trade_id=trade_id)
            | PositionReduced(trade_id=trade_id)
            | LotSold(trade_id=trade_id)
            | StopsMoved(trade_id=trade_id)
            | FundingBooked(trade_id=trade_id)
            | TradeHidden(trade_id=trade_id)
        ):
            return trade_id
    return ""
