"""Market history on disk: one folder a series, one file a month.

spot/BTCUSDT-1m/2026-01.npz    futures/BTCUSDT-1h-mark/2026-01.npz
futures/BTCUSDT-funding/2026-01.npz    futures/BTCUSDT.json (the instrument)
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np

from core.codec import decode, encode
from core.errors import InputError
from core.instrument import Instrument
from core.types import InstrumentKind, Timeframe
from core.values import Frozen
from exchanges.archive.columns import (
    BAR_WIDTH,
    RATE_WIDTH,
    Columns,
    load,
    merged,
    save,
)
from exchanges.archive.whole import written_whole

FOLDERS: Mapping[InstrumentKind, str] = MappingProxyType(
    {InstrumentKind.SPOT: "spot", InstrumentKind.PERP: "futures"}
)
FUNDING_NAME = "funding"
_NAME = re.compile(r"([A-Z0-9]+)-(?:(\d+[smhd])(-mark)?|funding)")
_MONTH = re.compile(r"\d{4}-\d{2}\.npz")


class Series(Frozen, frozen=True):
    """What is kept: candles of the price or of the mark, or fundings (no timeframe)."""

    kind: InstrumentKind
    symbol: str
    timeframe: Timeframe | None
    is_mark: bool = False

    @property
    def name(self) -> str:
        what = self.timeframe or FUNDING_NAME
        return f"{self.symbol}-{what}{'-mark' if self.is_mark else ''}"

    @property
    def width(self) -> int:
        return RATE_WIDTH if self.timeframe is None else BAR_WIDTH

    @property
    def step_ms(self) -> int:
        """Distance of two rows; 0 where none is promised."""
        return 0 if self.timeframe is None else self.timeframe.ns // 1_000_000

    @property
    def least_ms(self) -> int:
        """Two rows are never nearer: fundings are kept at their whole second."""
        return self.step_ms or 1_000


class Held(Frozen, frozen=True):
    """One series as it lies on disk."""

    series: Series
    rows: int
    start_ms: int
    end_ms: int
    size: int


class Store:
    """Reads and extends the history of one venue in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, series: Series) -> Path:
        return self.folder / FOLDERS[series.kind] / series.name

    def series(self) -> Iterator[Series]:
        for kind, name in FOLDERS.items():
            for path in sorted((self.folder / name).glob("*-*")):
                if (found := series_of(path, kind)) is not None:
                    yield found

    def held(self, series: Series) -> Held | None:
        """None for a series without a row."""
        files = month_files(self.path(series))
        rows = self.read(series)
        if not len(rows):
            return None
        size = sum(path.stat().st_size for path in files)
        return Held(series, len(rows), int(rows.at_ms[0]), int(rows.at_ms[-1]), size)

    def read(self, series: Series) -> Columns:
        return read_months(self.path(series), series.width)

    def add(self, series: Series, rows: Columns) -> None:
        """Puts rows to those that are there, month by month; of two at one time these count."""
        if not len(rows):
            return
        for month, first_ms, end_ms in months(int(rows.at_ms[0]), int(rows.at_ms[-1]) + 1):
            path, part = self.path(series) / f"{month}.npz", rows.between(first_ms, end_ms)
            if len(part):
                save(path, merged([load(path), part] if path.exists() else [part]))

    def missing(self, series: Series, start_ms: int, end_ms: int) -> Iterator[tuple[int, int]]:
        """The spans of [start_ms, end_ms) that hold no row where one could be; of fundings, which
        come when the venue says, what is before the first and after the last."""
        rows = self.read(series).between(start_ms, end_ms)
        step_ms = series.least_ms
        if not len(rows):
            yield start_ms, end_ms
            return
        edges = np.concatenate(([start_ms - step_ms], rows.at_ms, [end_ms]))
        for index in np.flatnonzero(np.diff(edges) > step_ms):
            if series.step_ms or index in (0, len(rows)):
                yield int(edges[index]) + step_ms, int(edges[index + 1])

    def put_instrument(self, instrument: Instrument) -> None:
        """A study may read it at the same moment."""
        path = self.folder / FOLDERS[instrument.kind] / f"{instrument.symbol}.json"
        with written_whole(path) as file:
            file.write(encode(instrument).encode() + b"\n")


def instrument_beside(path: Path, symbol: str) -> Instrument | None:
    """The instrument that was kept with a series, None without one. Raises InputError for a file
    that holds none."""
    file = path.parent / f"{symbol}.json"
    if not file.is_file():
        return None
    try:
        return decode(Instrument, file.read_text(encoding="utf-8"))
    except (InputError, ValueError) as error:
        raise InputError(f"{file} is no instrument: {error}", code="bad_archive") from error


def read_months(folder: Path, width: int) -> Columns:
    """All rows of a series; none where there is no file."""
    parts = [load(path) for path in month_files(folder)]
    return merged(parts) if parts else Columns.empty(width)


def month_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _MONTH.fullmatch(path.name))


def series_of(path: Path, kind: InstrumentKind) -> Series | None:
    """The series that a folder's name says, None for another thing."""
    found = _NAME.fullmatch(path.name)
    if found is None or not path.is_dir():
        return None
    symbol, timeframe, mark = found.groups()
    if timeframe is not None and timeframe not in set(Timeframe):
        return None
    return Series(kind, symbol, Timeframe(timeframe) if timeframe else None, bool(mark))


def months(start_ms: int, end_ms: int) -> Iterator[tuple[str, int, int]]:
    """The months that [start_ms, end_ms) touches: name, and the span inside it."""
    while start_ms < end_ms:
        day = datetime.fromtimestamp(start_ms // 1000, UTC)
        year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
        next_ms = int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1000
        yield f"{day:%Y-%m}", start_ms, min(next_ms, end_ms)
        start_ms = next_ms
