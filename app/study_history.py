"""The history of a study: the archive, a recording, or the seeded market's past as candles."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.history import History, Wish, make_strategy, open_history
from app.study_archive import kept
from app.study_job import REPLAY, SIMULATED, HistorySource, Told
from core.clock import ManualClock
from core.studies import StudyKind, StudyWish
from core.types import SECOND_NS, Timeframe
from core.values import replace
from exchanges.archive.store import FOLDERS, Series, Store
from exchanges.simulated.download import SeededHistory
from exchanges.simulated.market import SimulatedMarket

ARCHIVE, BOOK = "archive", "book"
"""What a study may be of beside SIMULATED and REPLAY."""
MOST_BARS = 400_000
SPARE = 200
"""Candles before the start beyond what the strategy asks for."""
SEARCH_WARMUPS = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A history and the wish that is run over it; `feed` as StudyTerms has it."""

    wish: Wish
    history: History
    feed: str


@contextmanager
def opened(
    asked: StudyWish,
    source: HistorySource,
    warmup: int,
    told: Told,
    *,
    is_book: bool = False,
) -> Iterator[Opened]:
    """The history of a wish, `warmup` candles before it included. `is_book`: a simulated market
    tick by tick, as its desk saw it. Raises InputError that says what is to be downloaded."""
    if source.exchange == SIMULATED and is_book:
        wish = wish_of(replace(asked, detail=None), source, ())
        yield Opened(wish, open_history(wish), BOOK)
    elif source.exchange == SIMULATED:
        with TemporaryDirectory(prefix="dzentra-study-") as folder:
            data = _candles(asked, source, warmup, Path(folder), told)
            wish = wish_of(replace(_shorter(asked), detail=None), source, (data,))
            yield Opened(wish, open_history(wish), SIMULATED)
    elif source.exchange == REPLAY:
        wish = wish_of(asked, source, tuple(map(Path, source.replay)))
        yield Opened(wish, open_history(wish), REPLAY)
    else:
        wish = wish_of(replace(asked, detail=None), source, (kept(asked, source, warmup),))
        yield Opened(wish, open_history(wish), ARCHIVE)


def wish_of(asked: StudyWish, source: HistorySource, data: tuple[Path, ...]) -> Wish:
    return Wish(
        strategy=asked.strategy,
        symbol=asked.symbol,
        timeframe=asked.timeframe,
        start=_moment(asked.start_ns),
        end=_moment(asked.end_ns),
        data=data,
        seed=source.seed,
        balance=asked.balance,
        leverage=asked.leverage,
        risk=asked.risk,
        parameters=tuple(asked.parameters.items()),
        detail=asked.detail,
    )


def warmup_of(asked: StudyWish, source: HistorySource) -> int:
    """So many candles before the start; a search tries parameters that need more of them. Raises
    InputError for a strategy that there is none of."""
    times = SEARCH_WARMUPS if asked.kind is StudyKind.SEARCH else 1
    return make_strategy(wish_of(asked, source, ())).warmup * times


def _shorter(asked: StudyWish) -> StudyWish:
    """Not more bars than are made in a minute."""
    most_ns = MOST_BARS * _detail(asked).ns
    return replace(asked, start_ns=max(asked.start_ns, asked.end_ns - most_ns))


def _detail(asked: StudyWish) -> Timeframe:
    """Minutes tell what came first inside a longer candle, unless something else is asked for."""
    usual = asked.timeframe if asked.timeframe.ns % Timeframe.M1.ns else Timeframe.M1
    return asked.detail or usual


def _candles(
    asked: StudyWish,
    source: HistorySource,
    warmup: int,
    folder: Path,
    told: Told,
) -> Path:
    """The seeded market's candles in a store of their own, as `data download` writes them."""
    market = SimulatedMarket(source.seed, [asked.symbol], ManualClock())
    (held,) = market.listed
    store, detail = Store(folder), _detail(asked)
    series, past = Series(held.kind, held.symbol, detail), SeededHistory(market)
    wanted = _shorter(asked)
    step_ms, frame_ns = series.step_ms, asked.timeframe.ns
    start_ms = max((wanted.start_ns - (warmup + SPARE) * frame_ns) // 1_000_000, 0)
    at_ms, end_ms = start_ms // step_ms * step_ms, wanted.end_ns // 1_000_000
    while at_ms + step_ms <= end_ms:
        rows = past.page_now(series, at_ms, end_ms)
        store.add(series, rows)
        at_ms = int(rows.at_ms[-1]) + step_ms
        told(min((at_ms - start_ms) / max(end_ms - start_ms, 1), 1.0))
    store.put_instrument(held)
    return folder / FOLDERS[held.kind]


def _moment(at_ns: int) -> datetime:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC)
