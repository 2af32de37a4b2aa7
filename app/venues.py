"""The venue of each account, as the settings choose it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.accounts import OpenVenue
from app.market_clock import simulated_clock
from app.settings import Settings
from core.clock import SystemClock
from exchanges.factory import LIVE_EXCHANGES, Venue, open_live, open_venue
from storage.database import Database


@asynccontextmanager
async def open_venues(
    settings: Settings, database: Database, clock: SystemClock
) -> AsyncIterator[OpenVenue]:
    """Each account gets its own simulated or replayed market; simulated ones agree on the time. A
    market on the network is one for all."""
    if settings.exchange in LIVE_EXCHANGES:
        async with open_live(
            settings.exchange,
            clock,
            symbols=settings.symbols,
            rest_url=settings.exchange_rest_url,
            ws_url=settings.exchange_ws_url,
            is_testnet=settings.binance_testnet,
            known=await database.journal.instruments(),
            held=await database.journal.held(),
        ) as venue:
            yield lambda _: venue()
        return
    simulated = await simulated_clock(database.settings, clock, settings.sim_speed or 1)

    async def opened(since_ns: int) -> Venue:
        """In a thread: recorded candles are read at once."""
        return await asyncio.to_thread(
            open_venue,
            settings.exchange,
            clock,
            symbols=settings.symbols,
            clock=simulated,
            since_ns=since_ns,
            sim_seed=settings.sim_seed,
            replay_path=settings.replay_path,
            replay_speed=settings.replay_speed,
        )

    yield opened
