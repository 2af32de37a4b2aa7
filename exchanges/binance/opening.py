"""Opens Binance's market for a desk: its HTTP client, its clock and what runs behind it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

import httpx

from core.ports import Clock
from exchanges.binance.market import OPEN_S, BinanceMarket
from exchanges.binance.profile import Profile
from exchanges.binance.rest import TIMEOUT_S, Rest
from exchanges.binance.venue_clock import VenueClock

_AGENT = "dzentra"


@asynccontextmanager
async def open_market(
    profile: Profile,
    desk: Clock,
    symbols: Sequence[str],
    *,
    rng: Random,
    answer_s: float = TIMEOUT_S,
    open_s: float = OPEN_S,
) -> AsyncIterator[BinanceMarket]:
    """Not loaded yet: `load` is the first question."""
    async with (
        httpx.AsyncClient(timeout=answer_s, headers={"User-Agent": _AGENT}) as http,
        asyncio.TaskGroup() as group,
    ):
        clock = VenueClock(desk)
        rest = Rest(http, profile, clock, timeout_s=answer_s)
        market = BinanceMarket(profile, rest, clock, symbols, rng=rng, group=group, open_s=open_s)
        upkeep = group.create_task(market.upkeep())
        try:
            yield market
        finally:
            upkeep.cancel()
            for stream in list(market.streams):
                stream.stop()
