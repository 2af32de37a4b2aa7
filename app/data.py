"""`main.py data list|check|import|export`: market history on disk."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from rich.console import Console
from rich.table import Table

from core.errors import InputError
from core.types import InstrumentKind, Timeframe
from core.values import Frozen
from exchanges.archive.check import Findings, check
from exchanges.archive.store import FOLDERS, Series, Store
from exchanges.archive.tables import read_table, write_table
from exchanges.replayed.instruments import Market, instrument_of

FAILED = 1
SHOWN = 5
KINDS: Mapping[str, InstrumentKind] = MappingProxyType(
    {name: kind for kind, name in FOLDERS.items()}
)


class Named(Frozen, frozen=True):
    """A series as it is named on the command line."""

    market: str
    symbol: str
    timeframe: Timeframe

    @property
    def series(self) -> Series:
        return Series(KINDS[self.market], self.symbol.upper(), self.timeframe)


def run_list(folder: Path, console: Console) -> int:
    """What there is, a line a series."""
    store = Store(folder)
    table = Table(title=f"History in {folder}", title_justify="left")
    for name in ("series", "rows", "first", "last", "size"):
        table.add_column(name, justify="left" if name == "series" else "right")
    for series in store.series():
        if (held := store.held(series)) is not None:
            table.add_row(
                f"{FOLDERS[series.kind]}/{series.name}",
                f"{held.rows:,}",
                _moment(held.start_ms),
                _moment(held.end_ms),
                f"{held.size / 1e6:,.1f} MB",
            )
    if not table.rows:
        return _none_in(folder, console)
    console.print(table)
    return 0


def _none_in(folder: Path, console: Console) -> int:
    told = f"There is no history in {folder}. `main.py data download` gets some."
    console.print(told, markup=False, highlight=False, soft_wrap=True)
    return 0


def run_check(folder: Path, console: Console) -> int:
    """Looks at every row of every series; 1 when one is damaged. Gaps happen: they are told."""
    store, is_sound = Store(folder), True
    if not (kept := list(store.series())):
        return _none_in(folder, console)
    for series in kept:
        found = check(series, store.read(series))
        is_sound &= found.is_sound
        for line in report(series, found):
            console.print(line, markup=False, highlight=False)
    return 0 if is_sound else FAILED


def report(series: Series, found: Findings) -> Iterator[str]:
    """The findings of a series in lines."""
    missing = sum(rows for _, rows in found.gaps)
    gaps = f", {missing} missing in {len(found.gaps)} gaps" if found.gaps else ", no gap"
    verdict = "sound" if found.is_sound else "DAMAGED"
    yield f"{series.name}: {found.rows} rows{gaps if series.step_ms else ''}, {verdict}"
    for at_ms, rows in found.gaps[:SHOWN]:
        yield f"  gap of {rows} from {_moment(at_ms)}"
    for name, times in (
        ("out of order", found.unsorted),
        ("doubled", found.doubled),
        ("off the grid of its timeframe", found.off_grid),
        ("not above 0", found.not_positive),
        ("contradicting itself", found.contradicting),
        ("more than 20 % from the one before", found.jumps),
    ):
        if times:
            shown = ", ".join(_moment(at_ms) for at_ms in times[:SHOWN])
            yield f"  {len(times)} {name}: {shown}{' …' if len(times) > SHOWN else ''}"


def run_import(files: Iterable[Path], named: Named, folder: Path, console: Console) -> int:
    """Takes candles out of CSV files. Raises InputError for a file or a symbol nobody knows."""
    series, store = named.series, Store(folder)
    held = instrument_of(Market(series.kind, series.symbol))
    for path in files:
        read = read_table(path)
        store.add(series, read.rows)
        doubled = read.good - len(read.rows)
        console.print(
            f"{path}: {len(read.rows)} candles taken, {doubled} doubled, {read.bad} left out",
            markup=False,
        )
        for note in read.notes:
            console.print(f"  {note}", markup=False)
    store.put_instrument(held)
    return run_check_of(store, series, console)


def run_check_of(store: Store, series: Series, console: Console) -> int:
    """The report of one series."""
    found = check(series, store.read(series))
    for line in report(series, found):
        console.print(line, markup=False, highlight=False)
    return 0 if found.is_sound else FAILED


def run_export(named: Named, folder: Path, out: Path, console: Console) -> int:
    """Writes a series as CSV (`.gz` packs it). Raises InputError when there is none."""
    rows = Store(folder).read(named.series)
    if not len(rows):
        raise InputError(f"There is no {named.series.name} in {folder}; look at `data list`")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _writing(out) as file:
        write_table(rows, file)
    console.print(f"{out}: {len(rows)} candles", markup=False, highlight=False)
    return 0


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    if path.suffix == ".gz":
        with gzip.open(path, "wt", encoding="utf-8", newline="") as packed:
            yield packed
    else:
        with path.open("w", encoding="utf-8", newline="") as plain:
            yield plain


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%d %H:%M")
