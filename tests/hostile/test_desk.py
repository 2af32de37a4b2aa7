"""The whole desk on Binance's data: opened, started and stopped as a person would."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import Adapters, build_desk
from app.opening import account_id
from app.settings import Settings
from app.use_cases import Desk
from core.clock import ManualClock, SystemClock
from core.errors import InputError
from core.ports import Trading
from core.types import AgentState, FeedStatus, InstrumentId, InstrumentKind, UserId
from tests.hostile.answers import kline_row
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue

OWNER = UserId(7)
PERP = InstrumentId("binance:usdm:BTCUSDT")
PATIENCE_S = 20


class DeskClock(SystemClock):
    """The machine's clock of a test: it stands still until told."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now_ns(self) -> int:
        return self._clock.now_ns()

    def monotonic_ns(self) -> int:
        return self._clock.monotonic_ns()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)


async def until(venue: HostileVenue, is_so: Callable[[], bool]) -> None:
    """Lets the market quote until something is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            venue.clock.advance(0.25)
            await venue.say("btcusdt@bookTicker", venue.ticker())
            await venue.say("btcusdt@depth@100ms", venue.change("b", "59990.00", "3"))
            next_ms = (venue.now_ms // 28_800_000 + 1) * 28_800_000
            await venue.say("btcusdt@markPrice@1s", venue.mark("60000.05", "0.0001", next_ms))
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


async def test_a_desk_trades_on_paper_with_binances_prices(tmp_path: Path) -> None:
    clock = ManualClock(START_NS)
    async with HostileVenue(clock, InstrumentKind.PERP).serving() as venue:
        begin_ms = START_NS // 10**6 - 600 * 60_000
        rows = [kline_row(begin_ms + n * 60_000, "60000.00") for n in range(600)]
        venue.klines["BTCUSDT", "1m"] = rows
        async with build_desk(
            settings_of(venue, tmp_path, ("BTCUSDT",)),
            announce=lambda _: None,
            on_unwritable=lambda _: None,
            adapters=Adapters(clock=DeskClock(clock)),
        ) as desk:
            trading = await opened(desk, venue)
            await until(venue, lambda: trading.feed(PERP).status is FeedStatus.LIVE)
            await desk.auto.press(OWNER, "start")
            view = await desk.auto.view(OWNER)
            assert view.state is AgentState.RUNNING
            assert view.quote is not None
            assert str(view.quote.bid) == "60000.00"
            await until(venue, lambda: trading.account.last_event_ns > START_NS)
            venue.is_out = True
            await venue.cut(clean=False)
            for _ in range(40):
                clock.advance(0.25)
                await asyncio.sleep(0)
            assert trading.feed(PERP).status is FeedStatus.STALE


async def test_a_desk_that_starts_during_an_outage_opens_its_accounts_after_it(
    tmp_path: Path,
) -> None:
    clock = ManualClock(START_NS)
    async with HostileVenue(clock, InstrumentKind.PERP).serving() as venue:
        venue.is_out = True
        async with (
            build_desk(
                settings_of(venue, tmp_path, ("BTCUSDT",)),
                announce=lambda _: None,
                on_unwritable=lambda _: None,
                adapters=Adapters(clock=DeskClock(clock)),
            ) as desk,
            asyncio.TaskGroup() as group,
        ):
            account = account_id(OWNER, "binance_futures")
            opening = group.create_task(desk.accounts.trading(account))
            await until(venue, lambda: venue.count("time") > 1)
            assert not opening.done()
            venue.is_out = False
            await until(venue, opening.done)


async def test_a_symbol_that_is_not_listed_ends_the_start_with_its_name(tmp_path: Path) -> None:
    clock = ManualClock(START_NS)
    async with HostileVenue(clock, InstrumentKind.PERP).serving() as venue:
        with pytest.raises(BaseExceptionGroup) as told:
            async with build_desk(
                settings_of(venue, tmp_path, ("FOOUSDT",)),
                announce=lambda _: None,
                on_unwritable=lambda _: None,
                adapters=Adapters(clock=DeskClock(clock)),
            ):
                pass
        assert told.group_contains(InputError, match="FOOUSDT")
