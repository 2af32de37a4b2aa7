"""A desk that trades while the venue changes its rules: nothing is lost, and no restart needed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from app.use_cases import Desk
from core.clock import ManualClock
from core.instrument import Instrument
from core.ports import Trading
from core.types import Action, AgentId, FeedStatus, InstrumentKind
from core.views import AutoView
from storage.verify import verify
from tests.hostile.answers import exchange_info
from tests.hostile.desk import START_NS
from tests.hostile.venue import HostileVenue
from tests.hostile.whole_desk import OWNER, PATIENCE_S, PERP, beat, give_history, opened, running

AGENT = AgentId(f"u{OWNER}-1")
FINER, COARSER = "0.001", "0.5"


@dataclass
class Trader:
    """A person at a desk: `trading` is the account as it runs now."""

    venue: HostileVenue
    desk: Desk
    trading: Trading

    @property
    def view(self) -> AutoView:
        return self.trading.auto_view(AGENT)

    @property
    def held(self) -> Instrument:
        return next(it for it in self.trading.instruments() if it.id == PERP)

    @property
    def is_live(self) -> bool:
        return self.trading.feed(PERP).status is FeedStatus.LIVE

    async def until(self, is_so: Callable[[], bool]) -> None:
        """New units end the account that ran: it is asked for anew with each beat."""
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():
                await beat(self.venue)
                self.trading = await self.desk.accounts.trading(self.trading.account.id)

    async def enter(self) -> str:
        answer = await self.trading.force(AGENT, Action.BUY, by=OWNER)
        if answer == "taken":
            await self.until(lambda: self.view.position is not None)
        return answer

    async def close(self) -> None:
        (position,) = self.trading.positions()
        await self.trading.close(AGENT, share_pct=100, version=position.version, by=OWNER)
        await self.until(lambda: self.view.position is None)

    async def learn(self, tick: str = "0.01", status: str = "TRADING") -> None:
        """Until the desk knows the venue's new rules."""
        count = self.venue.count("exchangeInfo")
        self.venue.info = exchange_info(InstrumentKind.PERP, tick=tick)
        self.venue.info["symbols"][0]["status"] = status
        self.venue.ask = "60000.50"
        self.venue.clock.advance(3600)
        await self.until(lambda: self.venue.count("exchangeInfo") > count)

    async def counts_in(self, tick: str) -> None:
        await self.until(lambda: self.held.tick == Decimal(tick) and self.is_live)


@asynccontextmanager
async def trader(folder: Path) -> AsyncIterator[Trader]:
    async with HostileVenue(ManualClock(START_NS), InstrumentKind.PERP).serving() as venue:
        give_history(venue)
        async with running(venue, folder) as desk:
            it = Trader(venue, desk, await opened(desk, venue))
            await it.until(lambda: it.is_live and it.trading.account.last_event_ns > START_NS)
            yield it


def is_whole(folder: Path) -> bool:
    return verify(f"sqlite+aiosqlite:///{folder / 'dzentra.db'}", lambda _done, _total: None).ok


@pytest.mark.parametrize("tick", [FINER, COARSER])
async def test_a_flat_desk_takes_a_new_tick_and_trades_on(tmp_path: Path, tick: str) -> None:
    async with trader(tmp_path) as it:
        await it.learn(tick)
        await it.counts_in(tick)
        assert await it.enter() == "taken"
        await it.close()
    assert is_whole(tmp_path)


@pytest.mark.parametrize("tick", [FINER, COARSER])
async def test_a_position_keeps_its_stop_through_a_new_tick_and_nothing_enters(
    tmp_path: Path, tick: str
) -> None:
    async with trader(tmp_path) as it:
        assert await it.enter() == "taken"
        (before,) = it.trading.positions()
        await it.learn(tick)
        await it.until(lambda: not it.held.is_confirmed and it.is_live)
        (after,) = it.trading.positions()
        assert (after.stop, after.entry, after.qty) == (before.stop, before.entry, before.qty)
        assert await it.trading.force(AGENT, Action.SELL, by=OWNER) == "refused"
        assert it.view.blocked is not None
        assert it.view.blocked.code == "RULES_PENDING"
        assert before.stop is not None
        it.venue.mark_price = str(before.stop - 1)
        await it.until(lambda: it.view.position is None)
        await it.counts_in(tick)
        assert it.held.is_confirmed
    assert is_whole(tmp_path)


async def test_a_desk_started_over_a_new_tick_counts_its_position_as_before(
    tmp_path: Path,
) -> None:
    async with trader(tmp_path) as it:
        venue = it.venue
        assert await it.enter() == "taken"
        (before,) = it.trading.positions()
    async with venue.serving():
        venue.info = exchange_info(InstrumentKind.PERP, tick=COARSER)
        async with running(venue, tmp_path) as desk:
            again = Trader(venue, desk, await opened(desk, venue))
            await again.until(lambda: again.is_live)
            (after,) = again.trading.positions()
            assert (after.stop, after.qty) == (before.stop, before.qty)
            await again.close()
            await again.counts_in(COARSER)
    assert is_whole(tmp_path)


async def test_a_position_outlives_the_halt_of_its_market(tmp_path: Path) -> None:
    async with trader(tmp_path) as it:
        assert await it.enter() == "taken"
        await it.learn(status="BREAK")
        await it.until(lambda: not it.held.is_open)
        assert await it.trading.force(AGENT, Action.SELL, by=OWNER) == "refused"
        assert len(it.trading.positions()) == 1
        await it.learn()
        await it.until(lambda: it.held.is_open and it.is_live)
        (position,) = it.trading.positions()
        assert position.stop is not None
        it.venue.mark_price = str(position.stop - 1)
        await it.until(lambda: it.view.position is None)


async def test_a_market_that_is_listed_no_more_leaves_its_position_and_the_desk(
    tmp_path: Path,
) -> None:
    async with trader(tmp_path) as it:
        venue = it.venue
        assert await it.enter() == "taken"
    async with venue.serving():
        venue.info["symbols"] = []
        async with running(venue, tmp_path) as desk:
            again = Trader(venue, desk, await opened(desk, venue))
            assert not again.held.is_open
            assert len(again.trading.positions()) == 1
            assert await again.trading.force(AGENT, Action.SELL, by=OWNER) == "refused"
