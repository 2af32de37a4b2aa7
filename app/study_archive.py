"""Which of the archive's candles a study is run on, and what it lacks of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.study_details import downloaded_as
from app.study_job import HistorySource
from core.errors import InputError
from core.studies import StudyWish
from core.types import DAY_NS, SECOND_NS, InstrumentKind
from core.values import Frozen
from exchanges.archive.store import Series, Store

MOST_MISSING = 0.01
"""Of the candles: venues rest now and then."""


class Held(Frozen, frozen=True):
    """A series, and how many of the candles asked for it has."""

    series: Series
    rows: int
    wanted: int

    @property
    def share(self) -> float:
        return self.rows / max(self.wanted, 1)

    @property
    def is_whole(self) -> bool:
        return self.share > 1 - MOST_MISSING

    @property
    def rank(self) -> tuple[float, int]:
        """Whole ones before others, among them the finest."""
        return (1.0 if self.is_whole else self.share, -self.series.step_ms)


def kept(asked: StudyWish, source: HistorySource, warmup: int) -> Path:
    """The folder of the finest series that has all days, or of the one that has most of them.
    Raises InputError that says how many days are to be downloaded."""
    store = Store(Path(source.archive))
    found = max(
        (_held(store, series, asked) for series in _usable(store, asked)),
        key=lambda each: each.rank,
        default=None,
    )
    if found is None or not found.rows:
        raise _lacking("study_no_data", asked, source, warmup)
    if not (found.is_whole or asked.takes_part):
        raise _lacking("study_part_data", asked, source, warmup)
    return store.path(found.series)


def start_of(asked: StudyWish, warmup: int) -> int:
    """In ms; candles to warm up on included."""
    return max(asked.start_ns - warmup * asked.timeframe.ns, 0) // 1_000_000


def series_of(asked: StudyWish, source: HistorySource) -> Series:
    """The one that is downloaded for it."""
    kind = InstrumentKind.SPOT if asked.is_spot else InstrumentKind.PERP
    return Series(kind, asked.symbol, downloaded_as(source, asked))


def _usable(store: Store, asked: StudyWish) -> Sequence[Series]:
    kind = InstrumentKind.SPOT if asked.is_spot else InstrumentKind.PERP
    return [
        each
        for each in store.series()
        if (each.kind, each.symbol, each.is_mark) == (kind, asked.symbol, False)
        and each.timeframe is not None
        and not asked.timeframe.ns % each.timeframe.ns
        and asked.detail in (None, each.timeframe)
    ]


def _held(store: Store, series: Series, asked: StudyWish) -> Held:
    start_ms, end_ms = asked.start_ns // 1_000_000, asked.end_ns // 1_000_000
    rows = len(store.read(series).between(start_ms, end_ms))
    return Held(series, rows, (end_ms - start_ms) // series.step_ms)


def _lacking(code: str, asked: StudyWish, source: HistorySource, warmup: int) -> InputError:
    start_ms, end_ms = start_of(asked, warmup), asked.end_ns // 1_000_000
    store = Store(Path(source.archive))
    missing = store.missing(series_of(asked, source), start_ms, end_ms)
    days = -(-sum(last - first for first, last in missing) // (DAY_NS // 1_000_000))
    first_day = datetime.fromtimestamp(asked.start_ns // SECOND_NS, UTC)
    return InputError(
        f"The archive lacks candles of {asked.symbol} since {first_day:%Y-%m-%d}: download them",
        code=code,
        symbol=asked.symbol,
        days=str(max(days, 1)),
    )
