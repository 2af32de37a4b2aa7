"""What the adapter says of its venue, as the system screen shows it."""

import pytest

from core.errors import RateLimited
from core.types import FeedStatus, InstrumentKind
from tests.hostile.desk import hostile_desk
from tests.hostile.venue import HostileVenue

PERP = InstrumentKind.PERP


async def test_it_says_how_much_of_the_limit_this_minute_used() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        desk.venue.used_weight = 1_200
        await desk.market.ask()
        told = desk.market.health()
        asked_since = 4
        assert (told.used, told.limit) == (1_200 + asked_since, 6_000)
        assert 20 < told.used_pct < 21
        desk.clock.advance(61)
        assert desk.market.health().used == 0


async def test_it_says_how_far_the_venues_clock_is_away_once_it_was_asked() -> None:
    async with hostile_desk(PERP) as desk:
        desk.venue.skew_ms = 1_270
        assert desk.market.health().offset_ms == 0
        await desk.market.ask()
        assert desk.market.health().offset_ms == 1_270


async def test_a_refusal_is_counted_and_says_for_how_long() -> None:
    async with hostile_desk(PERP) as desk:
        desk.venue.fault = lambda _: desk.venue.refusal(429, retry_after=30)
        with pytest.raises(RateLimited):
            await desk.market.ask()
        told = desk.market.health()
        assert (told.refusals, told.blocked_s) == (1, 30.0)
        desk.clock.advance(31)
        assert desk.market.health().blocked_s == 0


async def test_reconnects_and_filled_holes_are_counted_and_outlive_their_stream() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        sockets = len(desk.venue.sockets)
        await desk.venue.cut(clean=False)
        desk.venue.bar(desk.venue.now_ms // 60_000 * 60_000)
        await desk.until(lambda: bool(desk.candles), quoting=True)
        await desk.until(lambda: len(desk.venue.sockets) == sockets, quoting=True)
        told = desk.market.health()
        assert (told.reconnects, told.filled) == (sockets, 1)
        market = desk.market
    assert market.health() == told


async def test_the_feed_counts_how_often_the_stream_fell_silent() -> None:
    def quiet(venue: HostileVenue) -> None:
        venue.hangs.add("ticker/bookTicker")

    async with hostile_desk(PERP, before=quiet) as desk:
        await desk.become_live()
        assert desk.feed.health(desk.id).gaps == 0
        for count in (1, 2):
            await desk.pass_time(5)
            assert desk.status is FeedStatus.STALE
            await desk.until(lambda: desk.status is FeedStatus.LIVE, quoting=True)
            assert desk.feed.health(desk.id).gaps == count
