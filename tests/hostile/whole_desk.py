"""The whole desk on a hostile venue: what its tests share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from app.desk import Adapters, build_desk
from app.opening import account_id
from app.settings import Settings
from app.use_cases import Desk
from core.ports import Trading
from core.types import InstrumentId, UserId
from tests.hostile.answers import kline_row
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue
from tests.standing_clock import StandingClock

OWNER = UserId(7)
PERP = InstrumentId("binance:usdm:BTCUSDT")
PATIENCE_S = 60


async def until(venue: HostileVenue, is_so: Callable[[], bool]) -> None:
    """Lets the market quote until something is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await beat(venue)


async def beat(venue: HostileVenue) -> None:
    """A quarter of a second of a market that is alive."""
    venue.clock.advance(0.25)
    await venue.say("btcusdt@bookTicker", venue.ticker())
    await venue.say("btcusdt@depth@100ms", venue.change("b", "59990.00", "3"))
    next_ms = (venue.now_ms // 28_800_000 + 1) * 28_800_000
    await venue.say("btcusdt@markPrice@1s", venue.mark(venue.mark_price, "0.0001", next_ms))
    for _ in range(20):
        await asyncio.sleep(0)


def settings_of(venue: HostileVenue, folder: Path, symbols: tuple[str, ...]) -> Settings:
    return Settings(
        _env_file=None,
        exchange="binance_futures",
        exchange_rest_url=f"http://{venue.url}",
        exchange_ws_url=f"ws://{venue.url}",
        symbols=symbols,
        data_dir=folder,
        owner_ids=(OWNER,),
    )


async def opened(desk: Desk, venue: HostileVenue) -> Trading:
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(desk.accounts.trading(account_id(OWNER, "binance_futures")))
        await until(venue, opening.done)
    return opening.result()


@asynccontextmanager
async def running(
    venue: HostileVenue, folder: Path, symbols: tuple[str, ...] = ("BTCUSDT",)
) -> AsyncIterator[Desk]:
    async with build_desk(
        settings_of(venue, folder, symbols),
        announce=lambda _: None,
        on_unwritable=lambda _: None,
        adapters=Adapters(clock=StandingClock(venue.clock)),
    ) as desk:
        yield desk


def give_history(venue: HostileVenue) -> None:
    begin_ms = START_NS // 10**6 - 600 * 60_000
    rows = [kline_row(begin_ms + n * 60_000, "60000.00") for n in range(600)]
    venue.klines["BTCUSDT", "1m"] = rows
