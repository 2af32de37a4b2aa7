"""Candles as text: a forgiving reader of other people's files, and a writer."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TextIO

from core.errors import InputError
from exchanges.archive.columns import BAR_WIDTH, DIGITS, Columns, bars, merged

_NAMES = {
    "time": ("time", "timestamp", "open_time", "opentime", "date", "datetime", "open time", "t"),
    "open": ("open", "o"),
    "high": ("high", "h"),
    "low": ("low", "l"),
    "close": ("close", "c", "last", "price"),
    "volume": ("volume", "vol", "v", "base volume", "volume btc", "basevolume", "volume_base"),
}
_USUAL = ("time", "open", "high", "low", "close", "volume")
_MOST_NOTES = 5


@dataclass(slots=True)
class Read:
    """What a file gave; `bad` rows were left out, `notes` say why of the first ones."""

    rows: Columns
    good: int = 0
    bad: int = 0
    notes: list[str] = field(default_factory=list)

    def leave(self, number: int, why: object) -> None:
        self.bad += 1
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(f"line {number}: {why}")


def read_table(path: Path) -> Read:
    """Reads CSV (`,`, `;`, tab or `|`; plain or .gz), with or without names of columns, times in
    ISO, seconds, milli-, micro- or nanoseconds, `,` as decimal sign where it does not part
    columns. Rows may come in any order. Raises InputError when nothing can be understood."""
    try:
        return _read(path)
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read: {why}", code="bad_table") from error


def _read(path: Path) -> Read:
    with _open(path) as file:
        lines = iter(file)
        first = next(lines, "")
        mark = _separator(first, path)
        columns, is_head = _columns(_cells(first, mark), path)
        read = Read(Columns.empty(BAR_WIDTH))
        found: list[tuple[int, ...]] = []
        start = 2 if is_head else 1
        for number, line in enumerate(lines if is_head else _again(first, lines), start):
            if not line.strip():
                continue
            try:
                found.append(_row(_cells(line, mark), columns))
            except (ValueError, InvalidOperation, IndexError, OverflowError) as error:
                read.leave(number, "a number is not one" if _is_mute(error) else error)
    read.rows, read.good = merged([bars(found)]), len(found)
    if not found:
        raise InputError(
            f"{path} holds no candle that can be read ({'; '.join(read.notes) or 'it is empty'}); "
            "a line is time, open, high, low, close, volume",
            code="bad_table",
        )
    return read


def write_table(rows: Columns, file: TextIO) -> None:
    """The way replays read: time in ms, and numbers as they are."""
    file.write("open_time,open,high,low,close,volume\n")
    for at_ms, values in zip(rows.at_ms.tolist(), rows.values.tolist(), strict=True):
        prices = ",".join(_text(value, DIGITS) for value in values[:4])
        file.write(f"{at_ms},{prices},{_text(values[4], rows.volume_digits)}\n")


def _is_mute(error: Exception) -> bool:
    """Decimal's own words for a bad number help nobody."""
    return isinstance(error, InvalidOperation)


def _text(value: int, digits: int) -> str:
    return format(Decimal(value).scaleb(-digits).normalize(), "f")


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace")
    return path.open(encoding="utf-8-sig", errors="replace")


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(line: str, path: Path) -> str:
    """What parts the first line into most cells; a decimal comma loses against `;` and tab."""
    best = max(";\t|,", key=lambda mark: line.count(mark))
    if line.count(best) < 4:
        raise InputError(
            f"{path} has no table in its first line; a line is time, open, high, low, close, "
            "volume, parted by commas",
            code="bad_table",
        )
    return best


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line.rstrip("\r\n")], delimiter=mark))]


def _columns(cells: Sequence[str], path: Path) -> tuple[dict[str, int], bool]:
    """Where each value stands, and whether the first line names them."""
    if _is_number(cells[1]) and _is_number(cells[-1] or "0"):
        return {name: place for place, name in enumerate(_USUAL) if place < len(cells)}, False
    lower = [cell.lower() for cell in cells]
    found = {
        name: next(lower.index(word) for word in words if word in lower)
        for name, words in _NAMES.items()
        if any(word in lower for word in words)
    }
    lost = [name for name in _USUAL[:5] if name not in found]
    if lost:
        raise InputError(
            f"{path} has no column {', '.join(lost)}; its columns are {', '.join(cells)}",
            code="bad_table",
        )
    return found, True


def _is_number(cell: str) -> bool:
    try:
        return _number(cell).is_finite()
    except InvalidOperation:
        return False


def _row(cells: Sequence[str], columns: dict[str, int]) -> tuple[int, ...]:
    prices = [_units(cells[columns[name]]) for name in ("open", "high", "low", "close")]
    first, high, low, last = prices
    if low <= 0:
        raise ValueError("a price is not above 0")
    if not low <= min(first, last) <= max(first, last) <= high:
        raise ValueError("open, high, low and close contradict each other")
    place = columns.get("volume")
    volume = 0 if place is None or place >= len(cells) or not cells[place] else _units(cells[place])
    if volume < 0:
        raise ValueError("the volume is below 0")
    return _time(cells[columns["time"]]), *prices, volume


def _number(cell: str) -> Decimal:
    return Decimal(cell.replace(" ", "").replace(",", "."))


def _units(cell: str) -> int:
    value = _number(cell)
    if not value.is_finite():
        raise ValueError(f"{cell} is no number")
    return int(value.scaleb(DIGITS))


def _time(cell: str) -> int:
    """In ms; the size of a number says its unit."""
    try:
        value = int(Decimal(cell))
    except InvalidOperation:
        moment = datetime.fromisoformat(cell.replace("Z", "+00:00"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)
    for limit, by, times in ((10**11, 1, 1000), (10**14, 1, 1), (10**17, 1000, 1)):
        if value < limit:
            return value * times // by
    return value // 1_000_000
