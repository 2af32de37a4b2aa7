"""The adapter on a venue whose answers misbehave: each fault by name."""

from decimal import Decimal
from itertools import pairwise

import httpx
import pytest
from aiohttp import web

from core.clock import ManualClock
from core.errors import ExchangeError, InputError, RateLimited, Rejected, Unreachable
from core.types import FeedStatus, InstrumentKind, OrderSide, Source, Timeframe
from exchanges.binance.profile import profile_of
from exchanges.binance.rest import Rest
from tests.hostile.answers import exchange_info, kline_row
from tests.hostile.desk import START_NS, HostileDesk, hostile_desk
from tests.hostile.venue import HostileVenue

SPOT, PERP = InstrumentKind.SPOT, InstrumentKind.PERP
KINDS = pytest.mark.parametrize("kind", list(InstrumentKind))
LIVE, FALLBACK, STALE = FeedStatus.LIVE, FeedStatus.FALLBACK, FeedStatus.STALE
MINUTE_MS, MINUTE_NS = 60_000, 60_000_000_000


def minutes(desk: HostileDesk) -> list[int]:
    return [candle.open_ns // MINUTE_NS for candle in desk.candles]


def add_history(venue: HostileVenue, start_ms: int, count: int, *, but: frozenset[int]) -> None:
    rows = [kline_row(start_ms + n * MINUTE_MS, "60000.00") for n in range(count) if n not in but]
    venue.klines[("BTCUSDT", "1m")] = rows


@pytest.mark.parametrize(("status", "retry_after"), [(429, 30), (418, 300)])
async def test_nothing_is_asked_while_blocked_and_all_goes_on_after(
    status: int, retry_after: int
) -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.fault = lambda _: desk.venue.refusal(status, retry_after=retry_after)
        await desk.until(lambda: desk.market.rest.governor.refusals > 0, within_s=10)
        desk.venue.fault = None
        asked = len(desk.venue.asked)
        await desk.pass_time(retry_after - 2)
        assert len(desk.venue.asked) == asked
        assert desk.status is STALE
        await desk.until(lambda: desk.status is FALLBACK, within_s=10)
        assert len(desk.venue.asked) > asked


async def test_streams_live_on_while_requests_are_blocked() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.fault = lambda _: desk.venue.refusal(418, retry_after=3600)
        with pytest.raises(RateLimited):
            await desk.market.quote(desk.id)
        await desk.pass_time(10, quoting=True)
        assert desk.status is LIVE


async def test_a_limit_without_a_time_still_blocks() -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.fault = lambda _: desk.venue.refusal(429)
        with pytest.raises(RateLimited) as told:
            await desk.market.quote(desk.id)
        assert told.value.retry_after_s == 60


async def test_the_firewalls_html_blocks_and_is_no_crash() -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.fault = lambda _: desk.venue.refusal(403, html=True)
        with pytest.raises(RateLimited, match="403"):
            await desk.market.quote(desk.id)
        desk.venue.fault = None
        asked = len(desk.venue.asked)
        with pytest.raises(RateLimited, match="asked us to wait"):
            await desk.market.quote(desk.id)
        assert len(desk.venue.asked) == asked


@pytest.mark.parametrize(
    ("status", "code", "html", "kind"),
    [
        (500, 0, True, Unreachable),
        (502, 0, True, Unreachable),
        (503, -1008, False, Unreachable),
        (504, -1007, False, Unreachable),
        (400, -1121, False, Rejected),
        (400, -1021, False, Unreachable),
        (400, -1003, False, RateLimited),
        (200, 0, True, Unreachable),
        (302, 0, True, Unreachable),
    ],
)
async def test_each_bad_answer_is_the_error_it_means(
    status: int, code: int, html: bool, kind: type[ExchangeError]
) -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.fault = lambda _: desk.venue.refusal(status, code=code, html=html)
        with pytest.raises(ExchangeError) as told:
            await desk.market.quote(desk.id)
        assert type(told.value) is kind


async def test_no_answer_at_all_is_unreachable() -> None:
    clock = ManualClock(START_NS)
    async with HostileVenue(clock, SPOT).serving() as venue, httpx.AsyncClient() as http:
        venue.hangs.add("*")
        profile = profile_of("binance", rest=f"http://{venue.url}", ws="", is_testnet=False)
        with pytest.raises(Unreachable):
            await Rest(http, profile, clock, timeout_s=0.05).trips()


async def test_the_venues_count_of_weight_is_obeyed() -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.used_weight = 4_799
        await desk.market.quote(desk.id)
        with pytest.raises(RateLimited, match="share"):
            await desk.market.quote(desk.id)
        desk.venue.used_weight = 0
        desk.clock.advance(60)
        await desk.market.quote(desk.id)


@KINDS
async def test_an_outage_of_hours_loses_no_candle_and_doubles_none(kind: InstrumentKind) -> None:
    async with hostile_desk(kind) as desk:
        await desk.become_live()
        start_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        desk.venue.is_out = True
        await desk.venue.cut(clean=False)
        for _ in range(60):
            desk.clock.advance(120)
            await desk.settle()
        assert desk.status is STALE
        add_history(desk.venue, start_ms, 120, but=frozenset())
        desk.venue.is_out = False
        await desk.until(lambda: len(desk.candles) >= 120, quoting=True)
        await desk.until(lambda: desk.status is LIVE, quoting=True)
        first = start_ms // MINUTE_MS
        assert minutes(desk)[:120] == list(range(first, first + 120))


async def test_candles_the_venue_never_had_are_not_waited_for() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        start_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        add_history(desk.venue, start_ms, 10, but=frozenset({3, 4}))
        desk.clock.advance(600)
        await desk.until(lambda: len(desk.candles) == 8, quoting=True)
        assert [minute - minutes(desk)[0] for minute in minutes(desk)] == [0, 1, 2, 5, 6, 7, 8, 9]


async def test_what_closed_since_the_last_run_is_told_first() -> None:
    def begin(venue: HostileVenue) -> None:
        add_history(venue, START_NS // 10**6 - 10 * MINUTE_MS, 10, but=frozenset())

    async with hostile_desk(since_ns=START_NS - 5 * MINUTE_NS, before=begin) as desk:
        await desk.until(lambda: len(desk.candles) == 5, within_s=5)
        assert desk.candles[-1].at_ns == START_NS
        assert all(one.at_ns == other.open_ns for one, other in pairwise(desk.candles))


async def test_candles_that_fail_for_a_while_come_later() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.fault = lambda path: desk.venue.refusal(500) if path == "klines" else None
        start_ms = desk.venue.now_ms // MINUTE_MS * MINUTE_MS
        add_history(desk.venue, start_ms, 3, but=frozenset())
        desk.clock.advance(190)
        await desk.pass_time(10, quoting=True)
        assert desk.candles == []
        desk.venue.fault = None
        await desk.until(lambda: len(desk.candles) == 3, quoting=True)


async def test_history_comes_in_pages_and_only_closed() -> None:
    async with hostile_desk(reads=False) as desk:
        start_ms = START_NS // 10**6 - 2500 * MINUTE_MS
        add_history(desk.venue, start_ms, 2501, but=frozenset())
        found = await desk.market.candles(
            desk.id, Timeframe.M1, end_ns=desk.clock.now_ns() + MINUTE_NS, limit=2400
        )
        assert len(found) == 2400
        assert found[-1].at_ns == START_NS
        assert all(one.at_ns == other.open_ns for one, other in pairwise(found))
        assert desk.venue.count("klines") == 3


async def test_spot_makes_longer_candles_of_its_seconds() -> None:
    async with hostile_desk(reads=False) as desk:
        start_ms = START_NS // 10**6 - 60_000
        rows = [kline_row(start_ms + n * 1000, "60000.00", 1000) for n in range(60)]
        desk.venue.klines[("BTCUSDT", "1s")] = rows
        found = await desk.market.candles(desk.id, Timeframe.S15, end_ns=START_NS, limit=4)
        assert [candle.volume for candle in found] == [15 * 150_000] * 4


async def test_futures_have_no_candles_below_a_minute_and_say_so() -> None:
    async with hostile_desk(PERP, reads=False) as desk:
        with pytest.raises(Rejected, match="no candles of 15s"):
            await desk.market.candles(desk.id, Timeframe.S15, end_ns=START_NS, limit=4)


async def test_marks_have_candles_of_their_own() -> None:
    async with hostile_desk(PERP, reads=False) as desk:
        rows = [kline_row(START_NS // 10**6 - MINUTE_MS, "60000.12345678")]
        desk.venue.klines[("BTCUSDT", "1m")] = rows
        (found,) = await desk.market.candles(
            desk.id, Timeframe.M1, end_ns=START_NS, limit=1, source=Source.MARK
        )
        assert (found.close, desk.venue.asked[-1][0]) == (6_000_012, "markPriceKlines")


async def test_past_fundings_are_told_to_the_second_within_what_was_asked() -> None:
    async with hostile_desk(PERP, reads=False) as desk:
        due_ms = START_NS // 10**6 // 28_800_000 * 28_800_000
        for late_ms, at_ms in ((3, due_ms - 28_800_000), (7, due_ms)):
            row = {"fundingTime": at_ms + late_ms, "fundingRate": "0.0001", "markPrice": "60000.5"}
            desk.venue.fundings.append({"symbol": "BTCUSDT", **row})
        since_ns, due_ns = due_ms * 10**6 - 1, due_ms * 10**6
        (found,) = await desk.market.fundings(desk.id, since_ns=since_ns, until_ns=due_ns)
        assert (found.at_ns, found.rate, found.mark) == (due_ns, 10_000, 6_000_050_000_000)
        assert await desk.market.fundings(desk.id, since_ns=due_ns, until_ns=START_NS) == ()


async def test_spot_has_no_fundings_and_asks_for_none() -> None:
    async with hostile_desk(reads=False) as desk:
        assert await desk.market.fundings(desk.id, since_ns=0, until_ns=START_NS) == ()
        assert desk.venue.count("fundingRate") == 0


async def test_history_from_before_a_change_of_the_tick_is_rounded_to_the_new_one() -> None:
    async with hostile_desk(reads=False) as desk:
        rows = [kline_row(START_NS // 10**6 - MINUTE_MS, "60000.0149")]
        desk.venue.klines["BTCUSDT", "1m"] = rows
        (found,) = await desk.market.candles(desk.id, Timeframe.M1, end_ns=START_NS, limit=1)
        assert found.close == 6_000_001


async def test_rules_that_change_are_told_and_fill_nothing_wrong(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.info = exchange_info(SPOT, tick="0.001")
        desk.venue.bid, desk.venue.ask = "60000.001", "60000.002"
        heard = len(desk.quotes)
        await desk.until(lambda: "rules changed" in caplog.text, quoting=True, within_s=60)
        assert "tick 0.01 -> 0.001" in caplog.text
        assert len(desk.quotes) == heard


async def test_rules_and_time_are_asked_hourly() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        asked = desk.venue.count("exchangeInfo")
        desk.clock.advance(3600)
        await desk.until(lambda: desk.venue.count("exchangeInfo") == asked + 1, quoting=True)
        await desk.pass_time(120, quoting=True)
        assert desk.venue.count("exchangeInfo") == asked + 1


@KINDS
async def test_todays_filters_become_an_instrument(kind: InstrumentKind) -> None:
    async with hostile_desk(kind, reads=False) as desk:
        (held,) = desk.market.listed
        is_spot = kind is SPOT
        assert held.id == ("binance:spot:BTCUSDT" if is_spot else "binance:usdm:BTCUSDT")
        assert (held.tick, held.step) == (
            Decimal("0.01"),
            Decimal("0.00001" if is_spot else "0.001"),
        )
        assert held.size(held.max_market_qty) == 120
        assert held.money(held.min_notional) == (5 if is_spot else 100)
        assert (held.maker_fee, held.taker_fee) == ((1000, 1000) if is_spot else (200, 500))
        assert held.liquidation_fee == (0 if is_spot else 12_500)
        assert held.max_leverage == (1 if is_spot else 125)
        assert held.is_open
        assert (held.price(held.min_price), held.price(held.max_price)) == (
            held.tick,
            Decimal(10**6),
        )
        buy, sell = (held.price_bounds(side, 6_000_000) for side in (OrderSide.BUY, OrderSide.SELL))
        assert buy == ((1_200_000, 30_000_000) if is_spot else (1, 6_300_000))
        assert sell == ((1_200_000, 30_000_000) if is_spot else (5_700_000, 100_000_000))


async def test_a_symbol_that_is_not_listed_is_named() -> None:
    def unlist(venue: HostileVenue) -> None:
        venue.info["symbols"][0]["symbol"] = "ETHUSDT"

    with pytest.raises(BaseExceptionGroup) as told:
        async with hostile_desk(reads=False, before=unlist):
            pass
    assert told.group_contains(InputError, match="SYMBOLS names BTCUSDT")


async def test_a_halted_symbol_is_closed() -> None:
    def halt(venue: HostileVenue) -> None:
        venue.info["symbols"][0]["status"] = "CANCEL_ONLY"

    async with hostile_desk(reads=False, before=halt) as desk:
        assert not desk.market.listed[0].is_open


def set_status(venue: HostileVenue, status: str) -> None:
    venue.info["symbols"][0]["status"] = status


async def test_nothing_is_priced_while_a_symbol_is_halted_and_all_goes_on_after() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        set_status(desk.venue, "CANCEL_ONLY")
        desk.clock.advance(3600)
        await desk.until(lambda: desk.status is STALE, quoting=True, within_s=30)
        heard, opened = len(desk.quotes), desk.venue.opened
        await desk.pass_time(40, quoting=True)
        assert (len(desk.quotes), desk.venue.opened) == (heard, opened)
        assert desk.status is STALE
        set_status(desk.venue, "TRADING")
        await desk.until(lambda: desk.status is LIVE, quoting=True, within_s=90)


async def test_a_halt_that_silences_the_stream_is_found_before_the_hour() -> None:
    """The venue goes on answering with the last quote of before."""
    async with hostile_desk() as desk:
        await desk.become_live()
        set_status(desk.venue, "BREAK")
        await desk.until(lambda: desk.status is FALLBACK, within_s=5)
        await desk.until(lambda: desk.status is STALE, within_s=60)
        asked = desk.venue.count("ticker/bookTicker")
        await desk.pass_time(20)
        assert desk.venue.count("ticker/bookTicker") == asked


async def test_an_answer_that_is_json_but_nonsense_is_unreachable() -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.fault = lambda _: web.json_response({"bidPrice": None})
        with pytest.raises(Unreachable):
            await desk.market.quote(desk.id)
        desk.venue.fault = None
        desk.venue.bid = "-1"
        with pytest.raises(Unreachable):
            await desk.market.quote(desk.id)
