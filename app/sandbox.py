"""The debug sandbox beside the desk, where DEBUG_ENABLED asks for one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from app.accounts import OpenVenue
from app.settings import Settings
from core.clock import SystemClock
from debug.opening import DebugTerms
from debug.runtime import DebugSource
from debug.service import DebugTradeService
from storage.database import Database


@asynccontextmanager
async def open_sandbox(
    settings: Settings,
    venues: AbstractAsyncContextManager[OpenVenue],
    database: Database,
    clock: SystemClock,
    group: asyncio.TaskGroup,
) -> AsyncIterator[DebugTradeService | None]:
    """`venues` is a market of the sandbox's own, opened for it alone: not even the times that a
    market remembers are shared with what trades."""
    if not settings.debug_enabled:
        yield None
        return
    async with venues as open_venue:

        async def open_source() -> DebugSource:
            venue = await open_venue(0)
            return DebugSource(market=venue.market, instruments=venue.instruments)

        service = DebugTradeService(
            group=group,
            users=database.users,
            journal=database.reader,
            clock=clock,
            open_source=open_source,
            terms=DebugTerms(balance=settings.paper_balance, leverage=settings.default_leverage),
        )
        try:
            yield service
        finally:
            service.stop()
