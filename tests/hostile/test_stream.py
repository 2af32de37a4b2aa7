"""The adapter on a venue whose streams misbehave: each fault by name."""

from itertools import pairwise
from random import Random

import pytest

from core.types import FeedStatus, InstrumentKind
from tests.hostile.desk import HostileDesk, hostile_desk
from tests.hostile.venue import HostileVenue

SPOT, PERP = InstrumentKind.SPOT, InstrumentKind.PERP
KINDS = pytest.mark.parametrize("kind", list(InstrumentKind))
LIVE, FALLBACK, STALE = FeedStatus.LIVE, FeedStatus.FALLBACK, FeedStatus.STALE
MINUTE_MS = 60_000


async def print_one(desk: HostileDesk, price: str) -> None:
    trades = "trade" if desk.venue.kind is SPOT else "aggTrade"
    await desk.venue.say(f"btcusdt@{trades}", desk.venue.trade(price))
    await desk.settle()


def is_resubscribed(desk: HostileDesk, opened: int) -> bool:
    sockets = desk.venue.sockets
    return desk.venue.opened > opened and all(served.streams for served in sockets)


@KINDS
async def test_quotes_books_and_prints_arrive(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        await print_one(desk, "60000.10")
        assert [desk.market.listed[0].price(trade.price) for trade in desk.trades] == [
            desk.market.listed[0].tick * 6_000_010
        ]
        assert desk.quotes[-1].bid == desk.books[-1].bids[0][0] == 6_000_000
        assert desk.venue.opened == (1 if kind is SPOT else 2)


@KINDS
@pytest.mark.parametrize("is_clean", [True, False])
async def test_a_disconnect_is_mended(kind: InstrumentKind, is_clean: bool) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        opened, snapshots = desk.venue.opened, desk.venue.count("depth")
        await desk.venue.cut(clean=is_clean)
        await desk.until(lambda: is_resubscribed(desk, opened), within_s=10)
        heard = len(desk.quotes)
        await desk.until(lambda: len(desk.quotes) > heard, quoting=True, within_s=5)
        await desk.until(lambda: desk.venue.count("depth") > snapshots, quoting=True)
        assert desk.status is LIVE


@KINDS
async def test_an_open_but_silent_socket_is_left(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        opened = desk.venue.opened
        await desk.until(lambda: desk.status is FALLBACK, within_s=5)
        await desk.until(lambda: is_resubscribed(desk, opened), within_s=60)
        asked = [request["method"] for served in desk.venue.sockets for request in served.requests]
        assert asked[0] == "SUBSCRIBE"
        heard = len(desk.quotes)
        await desk.until(lambda: len(desk.quotes) > heard + 3, quoting=True, within_s=5)
        assert desk.status is LIVE


async def test_silent_streams_are_asked_for_again_before_the_socket_is_left() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        served = desk.venue.sockets[0]
        await desk.until(lambda: len(served.requests) >= 3, within_s=20)
        assert [request["method"] for request in served.requests[:3]] == [
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "SUBSCRIBE",
        ]
        assert desk.venue.opened == 1


async def test_stale_repeats_are_no_sign_of_life() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.hangs.add("ticker/bookTicker")
        old, heard = desk.venue.ticker(), len(desk.quotes)
        for _ in range(40):
            await desk.venue.say("btcusdt@bookTicker", old)
            await desk.pass_time(0.25)
        assert len(desk.quotes) == heard + 1
        assert desk.status is STALE


@KINDS
async def test_what_comes_twice_is_told_once(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        venue = desk.venue
        trades = "trade" if kind is SPOT else "aggTrade"
        open_ms = venue.now_ms // MINUTE_MS * MINUTE_MS
        await desk.until(lambda: venue.now_ms > open_ms + MINUTE_MS, quoting=True)
        print_, bar, books = venue.trade("60000.10"), venue.bar(open_ms), len(desk.books)
        for _ in range(2):
            await venue.say(f"btcusdt@{trades}", print_)
            await venue.say("btcusdt@kline_1m", bar)
        await desk.settle()
        assert len(desk.trades) == len(desk.candles) == 1
        change = venue.change("a", "60006.00", "7")
        for _ in range(2):
            await venue.say("btcusdt@depth@100ms", change)
        await desk.settle()
        assert len(desk.books) == books + 1


async def test_what_comes_out_of_order_never_turns_time_or_prices_back() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        venue = desk.venue
        venue.bid, venue.ask = "59000.00", "59000.10"
        older = venue.ticker(), venue.trade("59000.00")
        await desk.pass_time(0.5)
        venue.bid, venue.ask = "61000.00", "61000.10"
        newer = venue.ticker(), venue.trade("61000.00")
        for ticker, print_ in (newer, older):
            await venue.say("btcusdt@bookTicker", ticker)
            await venue.say("btcusdt@trade", print_)
        await desk.settle()
        assert desk.quotes[-1].bid == 6_100_000
        assert [trade.price for trade in desk.trades] == [6_100_000]
        prices = [event for event in desk.heard if event not in desk.candles]
        assert all(one.at_ns <= other.at_ns for one, other in pairwise(prices))


async def test_a_dropped_change_of_the_book_is_noticed_and_a_snapshot_asked() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        asked = desk.venue.count("depth")
        desk.venue.change("a", "60000.20", "5")
        await desk.until(lambda: desk.venue.count("depth") > asked, quoting=True, within_s=10)
        await desk.pass_time(0.5, quoting=True)
        assert (6_000_020, 500_000) in desk.books[-1].asks


async def test_a_dropped_candle_is_fetched() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        open_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        desk.venue.bar(open_ms)
        await desk.until(lambda: bool(desk.candles), quoting=True, within_s=70)
        assert [candle.open_ns // 10**6 for candle in desk.candles] == [open_ms]


async def test_a_candle_after_a_dropped_one_waits_for_it() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        first = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        desk.venue.bar(first)
        desk.venue.fault = lambda path: desk.venue.refusal(503) if path == "klines" else None
        await desk.pass_time(120, quoting=True)
        await desk.venue.say("btcusdt@kline_1m", desk.venue.bar(first + MINUTE_MS))
        await desk.settle()
        assert desk.candles == []
        desk.venue.fault = None
        await desk.until(lambda: len(desk.candles) == 2, quoting=True, within_s=60)
        one, other = desk.candles
        assert one.at_ns == other.open_ns


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"stream": "btcusdt@bookTicker", "data": null}',
        '{"stream": "btcusdt@bookTicker", "data": {"u": "x"}}',
        '{"stream": "btcusdt@bookTicker", "data": {"u": 9999, "b": "-1", "B": "1", "a": "x", '
        '"A": "1"}}',
        '{"stream": "btcusdt@depth@100ms", "data": {"e": "depthUpdate", "U": 1, "u": 2}}',
        '{"stream": "btcusdt@kline_1m", "data": {"e": "kline"}}',
        '{"stream": "ethusdt@bookTicker", "data": {"u": 9999, "b": "1", "B": "1", "a": "2", '
        '"A": "1"}}',
    ],
)
async def test_a_garbage_frame_breaks_nothing(garbage: str) -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        opened, heard = desk.venue.opened, len(desk.quotes)
        await desk.venue.broadcast(garbage)
        await desk.settle()
        assert len(desk.quotes) == heard
        await desk.pass_time(1, quoting=True)
        assert len(desk.quotes) == heard + 4
        assert desk.venue.opened == opened


@pytest.mark.parametrize("shift_ms", [1, 3_600_000])
async def test_a_candle_that_cannot_be_is_no_candle(shift_ms: int) -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        open_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        await desk.until(lambda: desk.venue.now_ms > open_ms + MINUTE_MS, quoting=True)
        await desk.venue.say("btcusdt@kline_1m", desk.venue.bar(open_ms + shift_ms))
        desk.venue.klines.clear()
        asked = desk.venue.count("klines")
        await desk.venue.say("btcusdt@kline_1m", desk.venue.bar(open_ms))
        await desk.pass_time(5, quoting=True)
        assert [candle.open_ns // 10**6 for candle in desk.candles] == [open_ms]
        assert desk.venue.count("klines") <= asked + 1


async def test_a_stream_on_the_wrong_route_is_missed_and_asked_for_again() -> None:
    def misrouted(venue: HostileVenue) -> None:
        venue.mutes |= {"btcusdt@bookTicker", "btcusdt@depth@100ms"}

    async with hostile_desk(PERP, before=misrouted) as desk:
        await desk.until(lambda: desk.status is FALLBACK, quoting=True, within_s=10)
        await desk.until(lambda: desk.venue.opened >= 3, quoting=True, within_s=60)
        desk.venue.mutes.clear()
        await desk.until(lambda: desk.status is LIVE, quoting=True, within_s=60)


async def test_a_market_that_is_only_quiet_keeps_its_socket() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        desk.venue.mutes |= {"btcusdt@bookTicker", "btcusdt@depth@100ms"}
        quiet = next(served for served in desk.venue.sockets if served.route == "market")
        await desk.pass_time(120, quoting=True)
        assert quiet in desk.venue.sockets


@KINDS
async def test_late_prices_are_no_prices(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        desk.venue.hangs.add("ticker/bookTicker")
        desk.venue.delay_ms = 10_000
        await desk.pass_time(1, quoting=True)
        heard = len(desk.quotes), len(desk.books), len(desk.marks)
        await desk.pass_time(4, quoting=True)
        assert (len(desk.quotes), len(desk.books), len(desk.marks)) == heard
        assert desk.status is STALE
        desk.venue.delay_ms = 0
        desk.venue.hangs.clear()
        await desk.until(lambda: desk.status is LIVE, quoting=True, within_s=10)


@KINDS
async def test_latency_that_jitters_costs_no_price_and_never_turns_time_back(
    kind: InstrumentKind,
) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        quotes, states, rng = len(desk.quotes), len(desk.states), Random(5)
        for _ in range(80):
            desk.venue.delay_ms = rng.randrange(2_500)
            await desk.pass_time(0.25, quoting=True)
        assert len(desk.quotes) == quotes + 80
        assert len(desk.states) == states
        times = [quote.at_ns for quote in desk.quotes]
        assert times == sorted(times)


@KINDS
@pytest.mark.parametrize("skew_ms", [-3_600_000, -1_270, 1_270, 3_600_000])
async def test_a_wrong_clock_of_ours_changes_nothing(kind: InstrumentKind, skew_ms: int) -> None:
    def skewed(venue: HostileVenue) -> None:
        venue.skew_ms = skew_ms

    async with hostile_desk(kind, before=skewed) as desk:
        await desk.become_live()
        assert desk.market.clock.offset_ms == skew_ms
        assert abs(desk.quotes[-1].at_ns // 10**6 - desk.venue.now_ms) <= 250
        open_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        desk.venue.bar(open_ms)
        await desk.until(lambda: bool(desk.candles), quoting=True, within_s=70)
        assert desk.candles[0].at_ns // 10**6 == open_ms + MINUTE_MS


async def test_a_clock_that_drifts_away_is_set_again() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        desk.venue.skew_ms = 60_000
        await desk.until(lambda: desk.market.clock.offset_ms == 60_000, quoting=True, within_s=60)
        await desk.until(lambda: desk.status is LIVE, quoting=True, within_s=10)


@KINDS
async def test_a_shutdown_that_is_announced_is_not_felt(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        old = list(desk.venue.sockets)
        await desk.venue.broadcast({"e": "serverShutdown", "E": desk.venue.now_ms})
        states = len(desk.states)
        await desk.until(
            lambda: not any(served in desk.venue.sockets for served in old), quoting=True
        )
        await desk.pass_time(3, quoting=True)
        assert len(desk.states) == states
        assert all(channel.reconnects == 0 for channel in desk.channels)
        assert len(desk.venue.sockets) == len(old)


@KINDS
async def test_a_socket_is_replaced_before_the_venue_cuts_it_at_24_hours(
    kind: InstrumentKind,
) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        old = list(desk.venue.sockets)
        desk.clock.advance(23 * 3600)
        await desk.until(lambda: desk.status is LIVE, quoting=True)
        await desk.until(lambda: len(desk.venue.sockets) == 2 * len(old), quoting=True)
        heard, said, depths = len(desk.quotes), desk.venue.update_id, desk.venue.count("depth")
        await desk.until(
            lambda: not any(served in desk.venue.sockets for served in old), quoting=True
        )
        await desk.pass_time(2, quoting=True)
        ticks = (desk.venue.update_id - said) // 2
        assert len(desk.quotes) - heard == ticks
        assert desk.venue.count("depth") == depths
        assert len(desk.venue.sockets) == len(old)


async def test_a_spare_socket_takes_over_when_the_old_one_is_cut_first() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        old = desk.venue.sockets[0]
        await desk.venue.broadcast({"event": {}, "e": "serverShutdown"})
        await desk.until(lambda: len(desk.venue.sockets) == 2)
        await desk.settle()
        if old.request.transport is not None:
            old.request.transport.abort()
        await desk.pass_time(3, quoting=True)
        assert desk.venue.opened == 2
        assert desk.status is LIVE


async def test_fundings_are_told_once_by_stream_and_by_request() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        due_ms = (desk.venue.now_ms // 28_800_000 + 1) * 28_800_000
        desk.clock.set((due_ms - 2_000) * 10**6)
        await desk.until(lambda: bool(desk.fundings), quoting=True, within_s=10)
        row = {"fundingTime": due_ms + 3, "fundingRate": "0.00010000", "markPrice": "60000.05"}
        desk.venue.fundings.append({"symbol": "BTCUSDT", **row})
        await desk.venue.cut(clean=False)
        await desk.until(lambda: desk.venue.count("fundingRate") > 0, quoting=True)
        await desk.pass_time(2, quoting=True)
        assert [funding.at_ns // 10**6 for funding in desk.fundings] == [due_ms]
        assert (desk.fundings[0].rate, desk.fundings[0].mark) == (10_000, 6_000_005_000_000)
