"""`main.py data download`: fetches market history, and keeps what has come whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from app.backtest import bar_of
from core.clock import ManualClock, SystemClock
from core.errors import ExchangeError, InputError
from core.instrument import Instrument
from core.types import Timeframe
from exchanges.archive.collect import Collector, Source
from exchanges.archive.store import Series, Store
from exchanges.binance.download import open_history
from exchanges.simulated.download import SeededHistory
from exchanges.simulated.market import SimulatedMarket

FAILED = 1
SIMULATED = "simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be fetched; without `end`, up to now. Marks and fundings are of futures alone."""

    exchange: str
    symbols: tuple[str, ...]
    timeframes: tuple[Timeframe, ...]
    start: datetime
    end: datetime | None
    marks: bool
    fundings: bool
    seed: int
    rest_url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A source, what it lists, and its time in ms."""

    source: Source
    instruments: tuple[Instrument, ...]
    now_ms: int


def run_download(wanted: Wanted, folder: Path, console: Console) -> int:
    """Fetches what is missing. Raises InputError for what the venue does not list."""
    try:
        asyncio.run(_download(wanted, Store(folder), console))
        return 0
    except ExchangeError as error:
        console.print(f"Stopped: {error}. What has come is kept; run it again to go on.")
    except KeyboardInterrupt:
        console.print("Stopped. What has come is kept; run it again to go on.")
    except OSError as error:
        console.print(f"Stopped: {folder} takes no more ({error.strerror}). Make room and go on.")
    return FAILED


async def _download(wanted: Wanted, store: Store, console: Console) -> None:
    clock = SystemClock()
    async with _opened(wanted, clock) as opened:
        collector = Collector(store, opened.source, clock)
        for held in opened.instruments:
            store.put_instrument(held)
            for series in _series(wanted, held):
                span = _span(wanted, opened.now_ms, series)
                count = await _collect(collector, series, span, console)
                console.print(f"{series.name}: {count} new rows", highlight=False)


async def _collect(
    collector: Collector, series: Series, span: tuple[int, int], console: Console
) -> int:
    start_ms, end_ms = span
    with bar_of(console) as bar:
        task = bar.add_task(series.name, total=end_ms - start_ms)
        return await collector.collect(
            series,
            start_ms,
            end_ms,
            lambda at_ms: bar.update(task, completed=at_ms - start_ms),
        )


@asynccontextmanager
async def _opened(wanted: Wanted, clock: SystemClock) -> AsyncIterator[Opened]:
    if wanted.exchange == SIMULATED:
        market = SimulatedMarket(wanted.seed, wanted.symbols, ManualClock())
        yield Opened(SeededHistory(market), market.listed, clock.now_ns() // 1_000_000)
        return
    async with open_history(wanted.exchange, clock, wanted.symbols, rest_url=wanted.rest_url) as (
        source,
        listed,
        now_ms,
    ):
        yield Opened(source, listed, now_ms)


def _series(wanted: Wanted, held: Instrument) -> Iterator[Series]:
    has_funding = not held.is_spot and wanted.exchange != SIMULATED
    for timeframe in wanted.timeframes:
        yield Series(held.kind, held.symbol, timeframe)
        if wanted.marks and not held.is_spot:
            yield Series(held.kind, held.symbol, timeframe, is_mark=True)
    if wanted.fundings and has_funding:
        yield Series(held.kind, held.symbol, None)


def _span(wanted: Wanted, now_ms: int, series: Series) -> tuple[int, int]:
    """Whole candles that are closed already. Raises InputError for an empty one."""
    step_ms = max(series.step_ms, 1)
    end_ms = now_ms if wanted.end is None else min(_ms(wanted.end), now_ms)
    start_ms, end_ms = -(-_ms(wanted.start) // step_ms) * step_ms, end_ms // step_ms * step_ms
    if end_ms <= start_ms:
        raise InputError("There is nothing between --from and --to that has closed already")
    return start_ms, end_ms


def _ms(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) * 1000
