"""A desk that starts while its venue answers no request: what it keeps arms its stops."""

from pathlib import Path

import pytest
from aiohttp import web

from core.types import Action, AgentState, FeedStatus
from tests.hostile.test_desk_rules import AGENT, Trader, trader
from tests.hostile.venue import Fault, HostileVenue
from tests.hostile.whole_desk import OWNER, beat, opened, running

REFUSALS: dict[str, tuple[int, bool, int | None]] = {
    "429": (429, False, 120),
    "418": (418, False, 600),
    "firewall": (403, True, None),
    "outage": (503, True, None),
}


def refusing(venue: HostileVenue, status: int, html: bool, retry_after: int | None) -> Fault:
    def refuse(_path: str) -> web.StreamResponse:
        return venue.refusal(status, html=html, retry_after=retry_after)

    return refuse


@pytest.mark.parametrize("name", REFUSALS)
async def test_stops_are_armed_by_the_stream_while_no_request_is_answered(
    tmp_path: Path, name: str
) -> None:
    async with trader(tmp_path) as it:
        venue = it.venue
        await it.trading.set_state(AGENT, "start", by=OWNER)
        assert await it.enter() == "taken"
    venue.asked.clear()
    status, html, retry_after = REFUSALS[name]
    venue.fault = refusing(venue, status, html, retry_after)
    async with venue.serving(), running(venue, tmp_path) as desk:
        again = Trader(venue, desk, await opened(desk, venue))
        await again.until(lambda: again.is_live)
        assert await again.trading.force(AGENT, Action.SELL, by=OWNER) == "refused"
        assert not again.held.is_confirmed
        assert again.view.state is AgentState.PAUSED
        (position,) = again.trading.positions()
        assert position.stop is not None
        venue.mark_price = str(position.stop - 1)
        await again.until(lambda: again.view.position is None)
        if retry_after:
            assert len(venue.asked) == 1

        venue.fault = None
        venue.mark_price = "60000.05"
        venue.clock.advance(retry_after or 60)
        await again.until(lambda: again.held.is_confirmed and again.is_live)
        await again.until(lambda: again.view.state is AgentState.RUNNING)


async def test_without_any_price_the_desk_says_so_and_comes_up_by_itself(tmp_path: Path) -> None:
    async with trader(tmp_path) as it:
        venue = it.venue
        assert await it.enter() == "taken"
    venue.hangs.add("*")
    venue.mutes.add("*")
    async with venue.serving(), running(venue, tmp_path) as desk:
        again = Trader(venue, desk, await opened(desk, venue))
        for _ in range(40):
            await beat(venue)
        assert again.view.feed is FeedStatus.STALE
        assert not again.held.is_confirmed
        assert len(again.trading.positions()) == 1
        assert await again.trading.force(AGENT, Action.SELL, by=OWNER) == "refused"
        venue.hangs.clear()
        venue.mutes.clear()
        await again.until(lambda: again.is_live and again.held.is_confirmed)
