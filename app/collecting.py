"""What a download consists of: every series of every instrument, each over its span."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from core.clock import ManualClock
from core.errors import InputError
from core.instrument import Instrument
from core.ports import Clock
from core.types import Timeframe
from core.values import Frozen
from exchanges.archive.collect import Collector, Progress, Source
from exchanges.archive.store import Series, Store
from exchanges.binance.download import open_history
from exchanges.simulated.download import SeededHistory
from exchanges.simulated.market import SimulatedMarket

SIMULATED = "simulated"


class Wanted(Frozen, frozen=True, kw_only=True):
    """What is to be fetched; without `end`, up to now. Marks and fundings are of futures alone. A
    venue that asks to wait longer than `patience_s` is given up."""

    exchange: str
    symbols: tuple[str, ...]
    timeframes: tuple[Timeframe, ...]
    start: datetime
    end: datetime | None
    marks: bool
    fundings: bool
    seed: int
    rest_url: str
    patience_s: float = float("inf")


@dataclass(frozen=True, slots=True)
class Part:
    """One series from `start_ms` until `end_ms`."""

    collector: Collector
    series: Series
    start_ms: int
    end_ms: int

    async def collect(self, progress: Progress) -> int:
        """`Collector.collect` of it."""
        return await self.collector.collect(self.series, self.start_ms, self.end_ms, progress)

    def share(self, at_ms: int) -> float:
        """How much of it is done at a time that `progress` tells."""
        return (at_ms - self.start_ms) / (self.end_ms - self.start_ms)


@dataclass(frozen=True, slots=True)
class Opened:
    """A source, what it lists, and its time in ms."""

    source: Source
    instruments: tuple[Instrument, ...]
    now_ms: int


@asynccontextmanager
async def parts_of(wanted: Wanted, store: Store, clock: Clock) -> AsyncIterator[list[Part]]:
    """Raises InputError for what the venue does not list, ExchangeError when it does not answer,
    and OSError when the store takes nothing."""
    async with _opened(wanted, clock) as found:
        collector = Collector(store, found.source, clock, patience_s=wanted.patience_s)
        parts = [
            Part(collector, series, *_span(wanted, found.now_ms, series))
            for held in found.instruments
            for series in _series(wanted, held)
        ]
        for held in found.instruments:
            store.put_instrument(held)
        yield parts


@asynccontextmanager
async def _opened(wanted: Wanted, clock: Clock) -> AsyncIterator[Opened]:
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
