"""What a study lacks, downloaded by a process of its own from a venue on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

import pytest
from aiohttp import web

from app.study_bench import ProcessBench
from app.study_details import details_of, downloaded_as
from app.study_job import HistorySource
from app.study_load import told_in_words
from core.clock import ManualClock
from core.errors import InputError
from core.studies import Study, StudyKind, StudyWish
from core.types import HOUR_NS, InstrumentKind, Timeframe
from core.values import replace
from exchanges.archive.store import Series, Store
from strategies.registry import builtin_strategies
from tests.hostile.answers import kline_row
from tests.hostile.venue import HostileVenue
from tests.screens.study_samples import WISH

HOURS, WARM = 72, 600
HOUR_MS = 3_600_000
END_NS = 1_767_571_200_000_000_000
NOW_NS = END_NS + HOUR_NS
HOURLY = replace(WISH, timeframe=Timeframe.H1, start_ns=END_NS - HOURS * HOUR_NS, end_ns=END_NS)


@dataclass(frozen=True, slots=True)
class Loading:
    venue: HostileVenue
    store: Store
    source: HistorySource

    @property
    def bench(self) -> ProcessBench:
        return ProcessBench(self.source)

    async def load(self, wish: StudyWish = HOURLY, shares: list[float] | None = None) -> int:
        told = [] if shares is None else shares
        return await self.bench.load(wish, told.append, asyncio.Event())

    async def run(self, wish: StudyWish = HOURLY) -> Study:
        return await self.bench.run(wish, lambda _share: None, asyncio.Event())

    async def refusal(self) -> InputError:
        with pytest.raises(InputError) as refused:
            await self.load()
        return refused.value


@asynccontextmanager
async def loading(
    folder: Path, kind: InstrumentKind = InstrumentKind.PERP
) -> AsyncIterator[Loading]:
    name = "binance_futures" if kind is InstrumentKind.PERP else "binance"
    async with HostileVenue(ManualClock(NOW_NS), kind).serving() as venue:
        first_ms = END_NS // 1_000_000 - (HOURS + WARM) * HOUR_MS
        price = [59_910 + 15 * ((n // 11) % 13) for n in range(HOURS + WARM)]
        venue.klines[("BTCUSDT", "1h")] = [
            kline_row(first_ms + n * HOUR_MS, f"{price[n]}.00") for n in range(HOURS + WARM)
        ]
        source = HistorySource(
            exchange=name, seed=1, archive=str(folder / "history"), rest_url=f"http://{venue.url}"
        )
        yield Loading(venue, Store(folder / "history"), source)


@pytest.mark.parametrize("kind", list(InstrumentKind))
async def test_what_was_lacking_is_downloaded_and_then_tested(
    kind: InstrumentKind, tmp_path: Path
) -> None:
    is_spot = kind is InstrumentKind.SPOT
    wish, shares = replace(HOURLY, is_spot=is_spot), list[float]()
    async with loading(tmp_path, kind) as desk:
        with pytest.raises(InputError) as refused:
            await desk.run(wish)
        assert refused.value.code == "study_no_data"
        rows = await desk.load(wish, shares)
        assert len(desk.store.read(Series(kind, "BTCUSDT", Timeframe.H1))) > HOURS
        assert rows > HOURS
        assert shares == sorted(shares)
        assert 0 < shares[-1] <= 1
        found = await desk.run(wish)
    assert (found.terms.feed, found.terms.inside) == ("archive", "1h")
    assert found.terms.warmed == found.terms.needed
    assert found.start_ns <= HOURLY.start_ns + HOUR_NS


@pytest.mark.parametrize(("kind", "times"), [(StudyKind.BACKTEST, 1), (StudyKind.SEARCH, 3)])
async def test_candles_to_warm_up_on_come_too_and_more_of_them_for_a_search(
    kind: StudyKind, times: int, tmp_path: Path
) -> None:
    """One of the sets that it tries may need more of them."""
    warmup = builtin_strategies().create(WISH.strategy).warmup
    async with loading(tmp_path) as desk:
        await desk.load(replace(HOURLY, kind=kind))
        asked = [query["startTime"] for path, query in desk.venue.asked if path == "klines"]
    assert int(asked[0]) == END_NS // 1_000_000 - (HOURS + times * warmup) * HOUR_MS


async def test_what_is_there_is_not_asked_for_again(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        await desk.load()
        asked = desk.venue.count("klines")
        assert asked > 0
        assert await desk.load() == 0
        assert desk.venue.count("klines") == asked


async def test_cancelled_it_ends_at_once_and_keeps_what_has_come(tmp_path: Path) -> None:
    stop = asyncio.Event()
    async with loading(tmp_path) as desk:
        desk.venue.hangs = {"markPriceKlines"}

        def told(share: float) -> None:
            if share >= 0.3:  # the candles are there, their marks are waited for
                stop.set()

        with pytest.raises(InputError) as refused:
            await desk.bench.load(HOURLY, told, stop)
        assert refused.value.code == "study_stopped"
        kept = Series(InstrumentKind.PERP, "BTCUSDT", Timeframe.H1)
        assert len(desk.store.read(kept)) > HOURS
        desk.venue.hangs = set()
        asked = desk.venue.count("klines")
        await desk.load()
        assert desk.venue.count("klines") == asked


async def test_a_venue_that_is_down_is_told_in_a_sentence(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        desk.venue.is_out = True
        assert (await desk.refusal()).code == "load_down"


async def test_an_address_that_is_blocked_is_told_for_how_long(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        refusal = desk.venue.refusal(418, retry_after=700)
        desk.venue.fault = lambda path: refusal if path == "klines" else None
        error = await desk.refusal()
    assert (error.code, error.values) == ("load_blocked", {"minutes": "12"})


async def test_a_short_wait_that_the_venue_asks_for_is_waited(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        answers = iter([desk.venue.refusal(429, retry_after=1)])
        desk.venue.fault = lambda path: next(answers, None) if path == "klines" else None
        assert await desk.load() > HOURS


async def test_candles_that_the_venue_refuses_are_told(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        answer = web.json_response({"code": -1121, "msg": "Invalid symbol."}, status=400)
        desk.venue.fault = lambda path: answer if path == "klines" else None
        assert (await desk.refusal()).code == "load_refused"


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file")
    async with loading(tmp_path) as desk:
        error = await desk.refusal()
    assert (error.code, error.values["folder"]) == ("load_unkept", str(tmp_path / "history"))


async def test_longer_than_its_time_it_is_ended(tmp_path: Path) -> None:
    async with loading(tmp_path) as desk:
        desk.venue.hangs = {"klines"}
        bench = ProcessBench(desk.source, load_s=0.2)
        with pytest.raises(InputError) as refused:
            await bench.load(HOURLY, lambda _share: None, asyncio.Event())
    assert refused.value.code == "load_slow"


def test_a_full_disk_is_told_as_one(tmp_path: Path) -> None:
    source = HistorySource(exchange="binance", seed=1, archive=str(tmp_path))
    with pytest.raises(InputError) as refused, told_in_words(source):
        raise OSError(ENOSPC, "No space left on device")
    assert refused.value.code == "load_full"


def test_finer_candles_are_those_that_the_venue_has() -> None:
    def finer(exchange: str, frame: Timeframe, *, is_spot: bool = False) -> list[str]:
        source = HistorySource(exchange=exchange, seed=1, archive="")
        return [*map(str, details_of(source, "BTCUSDT", frame, is_spot=is_spot))]

    assert finer("binance_futures", Timeframe.H1) == ["15m", "5m", "1m"]
    assert finer("binance_futures", Timeframe.M1) == []
    assert finer("binance", Timeframe.M1, is_spot=True) == ["1s"]
    assert finer("simulated", Timeframe.M1) == ["15s", "5s", "1s"]
    assert finer("simulated", Timeframe.S1) == []


@pytest.mark.parametrize(
    ("exchange", "frame", "got"),
    [("binance", "15s", "1s"), ("binance", "1h", "1h"), ("binance_futures", "1m", "1m")],
)
def test_candles_that_a_venue_has_not_are_made_of_those_it_has(
    exchange: str, frame: str, got: str
) -> None:
    source = HistorySource(exchange=exchange, seed=1, archive="")
    wish = replace(HOURLY, timeframe=Timeframe(frame), is_spot=exchange == "binance")
    assert downloaded_as(source, wish) == got


def test_finer_candles_of_a_recording_are_those_beside_it(tmp_path: Path) -> None:
    for name in ("BTCUSDT-1h", "BTCUSDT-5m"):
        path = tmp_path / "spot" / f"{name}.csv.gz"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    replay = (str(tmp_path / "spot/BTCUSDT-1h.csv.gz"),)
    source = HistorySource(exchange="replay", seed=1, archive="", replay=replay)
    assert details_of(source, "BTCUSDT", Timeframe.H1, is_spot=True) == [Timeframe.M5]
