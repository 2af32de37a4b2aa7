"""The whole desk on Binance's data: opened, started and stopped as a person would."""

import asyncio
from pathlib import Path

import pytest

from app.opening import account_id
from core.clock import ManualClock
from core.errors import InputError
from core.types import AgentState, FeedStatus, InstrumentKind
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue
from tests.hostile.whole_desk import OWNER, PERP, give_history, opened, running, until


async def test_a_desk_trades_on_paper_with_binances_prices(tmp_path: Path) -> None:
    clock = ManualClock(START_NS)
    async with HostileVenue(clock, InstrumentKind.PERP).serving() as venue:
        give_history(venue)
        async with running(venue, tmp_path) as desk:
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
            running(venue, tmp_path) as desk,
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
            async with running(venue, tmp_path, ("FOOUSDT",)):
                pass
        assert told.group_contains(InputError, match="FOOUSDT")
