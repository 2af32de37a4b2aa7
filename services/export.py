"""Rows of the journal as a file: CSV for a sheet, JSON for a program."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from core.events import Record, TradeResult
from core.ports import JournalEntry
from core.types import SECOND_NS
from services.journal_rows import record_of, result_of

MOST_ROWS = 50_000
"""About 40 MB of the longest rows; Telegram takes files of up to 50."""
HEAD = ("sequence", "at", "name", "agent", "instrument")
TRADE = (
    *("trade_id", "side", "leverage", "qty", "entry", "exit", "gross", "fees", "funding", "net"),
    *("r", "slip", "reason", "opened_at", "closed_at", "flags"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int


def as_csv(kind: str, entries: Sequence[JournalEntry]) -> bytes:
    """Trades with a column for each of their figures, other rows with what they carry as JSON.
    With a byte order mark, without which a sheet takes Russian for noise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    is_trades = kind == "trades"
    writer.writerow((*HEAD, *(TRADE if is_trades else ("record",))))
    for entry in entries:
        cells = (*_head(entry), *(_trade_cells(entry) if is_trades else (entry.payload,)))
        writer.writerow([_harmless(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def as_json(_: str, entries: Sequence[JournalEntry]) -> bytes:
    rows = (
        {**dict(zip(HEAD, _head(entry), strict=True)), "record": _payload(entry)}
        for entry in entries
    )
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode()


FORMS: Mapping[str, Callable[[str, Sequence[JournalEntry]], bytes]] = MappingProxyType(
    {"csv": as_csv, "json": as_json}
)


def moment(at_ns: int) -> str:
    """UTC to the millisecond, as sheets and programs read it."""
    since = timedelta(seconds=at_ns // SECOND_NS, microseconds=at_ns % SECOND_NS // 1_000)
    at = datetime(1970, 1, 1, tzinfo=UTC) + since
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _head(entry: JournalEntry) -> tuple[Cell, ...]:
    return entry.sequence, moment(entry.at_ns), entry.name, entry.agent, entry.instrument


def _trade_cells(entry: JournalEntry) -> Iterator[Cell]:
    record: Record | None = record_of(entry)
    result = result_of(record)
    if result is None:
        yield from ("",) * len(TRADE)
        return
    yield from _figures(result)
    yield from (moment(result.opened_at_ns), moment(result.closed_at_ns), " ".join(result.flags))


def _figures(result: TradeResult) -> Iterator[Cell]:
    yield from (result.trade_id, result.side.name, result.leverage)
    amounts = (result.qty, result.entry, result.exit, result.gross, result.fees)
    yield from (f"{amount:f}" for amount in (*amounts, result.funding, result.net))
    yield "" if result.r is None else f"{result.r:f}"
    yield from (f"{result.slip:f}", result.reason.value)


def _payload(entry: JournalEntry) -> object:
    try:
        return json.loads(entry.payload)
    except ValueError:
        return entry.payload


def _harmless(cell: Cell) -> Cell:
    """A text that a sheet would run as a formula is marked as text; a negative number is none."""
    if not isinstance(cell, str) or not cell.startswith(_FORMULA):
        return cell
    return cell if _is_number(cell) else f"'{cell}"


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit()
