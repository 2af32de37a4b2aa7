"""History fetched from a venue that misbehaves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from aiohttp import web

from core.clock import ManualClock
from core.errors import Rejected, Unreachable
from core.types import MINUTE_NS, InstrumentKind, Timeframe
from exchanges.archive.collect import Collector
from exchanges.archive.store import Series, Store
from exchanges.binance.download import BinanceHistory
from exchanges.binance.profile import profile_of
from exchanges.binance.rest import Rest
from tests.hostile.answers import kline_row
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue

SPOT, PERP = InstrumentKind.SPOT, InstrumentKind.PERP
START_MS = START_NS // MINUTE_NS * 60_000
MINUTE_MS = 60_000
PATIENCE_S = 60.0


class Leaping(ManualClock):
    """Whoever sleeps wakes at once, later."""

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


@dataclass(frozen=True, slots=True)
class Fetching:
    venue: HostileVenue
    store: Store
    collector: Collector
    kind: InstrumentKind

    def series(self, timeframe: Timeframe | None = Timeframe.M1) -> Series:
        return Series(self.kind, "BTCUSDT", timeframe)

    async def fetch(self, minutes: int, series: Series | None = None) -> int:
        end_ms = START_MS + minutes * MINUTE_MS
        wanted = series or self.series()
        return await self.collector.collect(wanted, START_MS, end_ms, lambda _at_ms: None)


@asynccontextmanager
async def fetching(folder: Path, kind: InstrumentKind = SPOT) -> AsyncIterator[Fetching]:
    clock = Leaping(START_NS)
    name = "binance" if kind is SPOT else "binance_futures"
    async with HostileVenue(clock, kind).serving() as venue, httpx.AsyncClient() as http:
        profile = profile_of(name, rest=f"http://{venue.url}", ws="", is_testnet=False)
        store = Store(folder)
        source = BinanceHistory(Rest(http, profile, clock, timeout_s=PATIENCE_S), profile)
        yield Fetching(venue, store, Collector(store, source, clock), kind)


def trade(venue: HostileVenue, minutes: range) -> None:
    rows = [kline_row(START_MS + n * MINUTE_MS, f"{60_000 + n % 7}.00") for n in minutes]
    venue.klines[("BTCUSDT", "1m")] = rows


async def test_the_pages_of_a_span_become_one_series(tmp_path: Path) -> None:
    async with fetching(tmp_path) as desk:
        trade(desk.venue, range(900))
        assert await desk.fetch(900) == 900
        rows = desk.store.read(desk.series())
    assert rows.at_ms.tolist() == [START_MS + n * MINUTE_MS for n in range(900)]
    assert rows.values[8].tolist() == [
        6_000_000_000_000,
        6_010_000_000_000,
        5_990_000_000_000,
        6_000_100_000_000,
        150_000_000,
    ]


async def test_a_minute_without_a_trade_stays_a_gap(tmp_path: Path) -> None:
    async with fetching(tmp_path) as desk:
        trade(desk.venue, range(10))
        del desk.venue.klines[("BTCUSDT", "1m")][4]
        assert await desk.fetch(10) == 9
        assert len(desk.store.read(desk.series())) == 9


@pytest.mark.parametrize(("status", "retry_after"), [(429, 30), (418, 300)])
async def test_a_venue_that_asks_to_wait_is_asked_nothing_meanwhile(
    tmp_path: Path, status: int, retry_after: int
) -> None:
    async with fetching(tmp_path) as desk:
        trade(desk.venue, range(5))
        answers = iter([desk.venue.refusal(status, retry_after=retry_after)])
        desk.venue.fault = lambda _: next(answers, None)
        assert await desk.fetch(5) == 5
        assert desk.venue.count("klines") == 2
        assert desk.venue.clock.now_ns() >= START_NS + retry_after * 10**9


@pytest.mark.parametrize(
    "body", ["<html>bad gateway</html>", "", "[[1,2]]", '[[1,"x","1","1","1","1",2]]']
)
async def test_an_answer_of_nonsense_is_asked_again(tmp_path: Path, body: str) -> None:
    async with fetching(tmp_path) as desk:
        trade(desk.venue, range(5))
        answers = (web.Response(text=body) for _ in range(3))
        desk.venue.fault = lambda _: next(answers, None)
        assert await desk.fetch(5) == 5


async def test_a_venue_that_stays_silent_is_given_up_with_a_sentence(tmp_path: Path) -> None:
    async with fetching(tmp_path) as desk:
        desk.venue.is_out = True
        with pytest.raises(Unreachable, match="503"):
            await desk.fetch(5)


async def test_what_the_venue_refuses_is_not_asked_twice(tmp_path: Path) -> None:
    async with fetching(tmp_path) as desk:
        desk.venue.fault = lambda _: web.json_response(
            {"code": -1121, "msg": "Invalid symbol."}, status=400
        )
        with pytest.raises(Rejected, match="Invalid symbol"):
            await desk.fetch(5)
        assert desk.venue.count("klines") == 1


async def test_fundings_are_kept_at_their_whole_second(tmp_path: Path) -> None:
    async with fetching(tmp_path, PERP) as desk:
        desk.venue.fundings = [
            {"fundingTime": START_MS + 7, "fundingRate": "-0.00010000", "markPrice": "60000.1"}
        ]
        funding = desk.series(None)
        assert await desk.fetch(10, funding) == 1
        rows = desk.store.read(funding)
    assert (rows.at_ms.tolist(), rows.values.tolist()) == ([START_MS], [[-10_000]])


@pytest.mark.parametrize("timeframe", [Timeframe.S5, Timeframe.S15])
async def test_candles_that_the_venue_does_not_have_are_refused(
    tmp_path: Path, timeframe: Timeframe
) -> None:
    async with fetching(tmp_path, PERP) as desk:
        with pytest.raises(Rejected, match="has no candles of"):
            await desk.fetch(10, desk.series(timeframe))
