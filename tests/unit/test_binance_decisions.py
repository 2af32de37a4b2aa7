"""The adapter's decisions without a network: budget, silence, gaps, plans, clocks, waits."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from core.clock import ManualClock
from core.errors import InputError, RateLimited
from core.instrument import Instrument
from core.market import Candle
from core.money import Money, Ppm, Steps, Ticks
from core.ports import Subscription
from core.types import MINUTE_NS, SECOND_NS, InstrumentId, Side, Timeframe
from engine.positions import liquidation
from exchanges.binance.backoff import Backoff
from exchanges.binance.brackets import brackets_of
from exchanges.binance.candle_ledger import GRACE_NS, MOST_MISSING, CandleLedger
from exchanges.binance.governor import Governor
from exchanges.binance.listing import instruments_of
from exchanges.binance.plan import MOST_STREAMS, plan
from exchanges.binance.profile import FUTURES, SPOT, Profile, profile_of
from exchanges.binance.timeline import Timeline
from exchanges.binance.venue_clock import RoundTrips, VenueClock
from exchanges.binance.watchdog import FIRST_MESSAGE_S, Watchdog
from exchanges.wire.exchange_info import ExchangeInfo, Filter, Symbol, read_rules
from exchanges.wire.local_book import LocalBook

BTC = InstrumentId("binance:spot:BTCUSDT")
M1 = Timeframe.M1
MS = 1_000_000


def s(seconds: float) -> int:
    return round(seconds * SECOND_NS)


# --- the budget


def test_four_fifths_of_the_limit_may_be_used_a_minute() -> None:
    governor = Governor(100)
    governor.admit(80, 0)
    with pytest.raises(RateLimited) as told:
        governor.admit(1, s(20))
    assert told.value.retry_after_s == 40
    governor.admit(80, s(60))


def test_the_venues_own_count_wins_when_it_is_higher() -> None:
    governor = Governor(100)
    governor.admit(1, 0)
    governor.answered(200, {"x-mbx-used-weight-1m": "80"}, 0)
    with pytest.raises(RateLimited):
        governor.admit(1, 0)


@pytest.mark.parametrize(("status", "default_s"), [(429, 60), (418, 120), (403, 60)])
def test_untold_blocks_grow_and_an_answer_ends_the_row(status: int, default_s: int) -> None:
    governor, now_ns = Governor(100), 0
    for factor in (1, 2, 4):
        governor.answered(status, {}, now_ns)
        assert governor.blocked_until_ns == now_ns + s(default_s * factor)
        now_ns = governor.blocked_until_ns
    assert not governor.is_blocked(now_ns)
    governor.answered(200, {}, now_ns)
    governor.answered(status, {}, now_ns)
    assert governor.blocked_until_ns == now_ns + s(default_s)


def test_a_ban_is_kept_as_long_as_told_and_a_shorter_word_does_not_end_it() -> None:
    governor = Governor(100)
    governor.answered(418, {"retry-after": "7200"}, 0)
    governor.answered(429, {"retry-after": "5"}, s(1))
    with pytest.raises(RateLimited) as told:
        governor.admit(1, s(100))
    assert told.value.retry_after_s == 7100


def test_a_retry_time_that_is_no_number_is_not_believed() -> None:
    governor = Governor(100)
    governor.answered(429, {"retry-after": "Wed, 21 Oct"}, 0)
    assert governor.blocked_until_ns == s(60)


def test_waits_double_up_to_the_most_and_are_drawn_apart() -> None:
    backoff = Backoff(Random(1), first_s=1, most_s=8)
    waits = [backoff.next_s() for _ in range(6)]
    assert all(
        most / 2 <= wait <= most for wait, most in zip(waits, (1, 2, 4, 8, 8, 8), strict=True)
    )
    assert len(set(waits)) == 6
    backoff.reset()
    assert backoff.next_s() <= 1


# --- silence


def test_a_silent_stream_is_asked_for_again_and_then_the_socket_is_left() -> None:
    dog = Watchdog({"a": 5.0})
    dog.opened(0)
    dog.heard("a", s(1))
    assert dog.judge(s(6)) == dog.judge(s(2))
    assert dog.judge(s(6.1)).again == ("a",)
    assert dog.judge(s(11)).reason == ""
    assert dog.judge(s(11.2)).reason == "a is silent"


def test_a_stream_that_never_spoke_has_the_time_of_a_first_message() -> None:
    dog = Watchdog({"a": 3.0})
    dog.opened(0)
    assert dog.judge(s(FIRST_MESSAGE_S)).again == ()
    assert dog.judge(s(FIRST_MESSAGE_S + 0.1)).again == ("a",)


def test_a_quiet_stream_beside_a_lively_one_gets_patience_not_a_new_socket() -> None:
    dog = Watchdog({"quiet": 5.0, "lively": 5.0})
    dog.opened(0)
    dog.heard("quiet", 0)
    reasons, asked = [], 0
    for second in range(1, 200):
        dog.heard("lively", s(second))
        verdict = dog.judge(s(second))
        reasons.append(verdict.reason)
        asked += "quiet" in verdict.again
    assert set(reasons) == {""}
    assert 1 <= asked <= 6


def test_a_stream_that_speaks_after_being_asked_again_is_well() -> None:
    dog = Watchdog({"a": 5.0})
    dog.opened(0)
    dog.heard("a", 0)
    assert dog.judge(s(6)).again == ("a",)
    dog.heard("a", s(7))
    assert dog.judge(s(12)).again == ()
    assert dog.judge(s(12.1)).again == ("a",)


# --- candles


def candle(minute: int, of: InstrumentId = BTC) -> Candle:
    price = Ticks(100 + minute)
    return Candle(of, minute * MINUTE_NS, M1, price, price, price, price, Steps(1))


def closes(candles: Iterable[Candle]) -> list[int]:
    return [given.at_ns // MINUTE_NS for given in candles]


def test_a_candle_is_given_once_and_in_order() -> None:
    ledger = CandleLedger([(BTC, M1)], 10 * MINUTE_NS)
    assert closes(ledger.take(candle(10))) == []
    assert closes(ledger.take(candle(12))) == []
    assert closes(ledger.take(candle(11))) == [11, 12]
    assert closes(ledger.take(candle(11))) == closes(ledger.take(candle(12))) == []


def test_a_candle_nobody_wants_is_not_given() -> None:
    ledger = CandleLedger([(BTC, M1)], 0)
    assert closes(ledger.take(candle(1, InstrumentId("binance:spot:ETHUSDT")))) == []


def test_a_gap_is_due_a_moment_after_the_close_or_with_the_next_candle() -> None:
    ledger = CandleLedger([(BTC, M1)], 10 * MINUTE_NS)
    assert ledger.gaps(11 * MINUTE_NS + GRACE_NS - 1) == []
    (gap,) = ledger.gaps(11 * MINUTE_NS + GRACE_NS)
    assert (gap.from_ns, gap.to_ns, gap.count) == (10 * MINUTE_NS, 11 * MINUTE_NS, 1)
    list(ledger.take(candle(13)))
    (gap,) = ledger.gaps(0)
    assert (gap.to_ns, gap.count) == (12 * MINUTE_NS, 2)


def test_what_the_venue_leaves_out_is_passed_over_and_its_newest_is_not() -> None:
    ledger = CandleLedger([(BTC, M1)], 10 * MINUTE_NS)
    assert closes(ledger.filled([candle(11), candle(13)])) == [11, 13]
    (gap,) = ledger.gaps(14 * MINUTE_NS + GRACE_NS)
    assert gap.from_ns == 13 * MINUTE_NS


def test_an_answer_that_overlaps_what_waits_gives_each_once() -> None:
    ledger = CandleLedger([(BTC, M1)], 10 * MINUTE_NS)
    for minute in (12, 14):
        list(ledger.take(candle(minute)))
    assert closes(ledger.filled([candle(11), candle(12), candle(13)])) == [11, 12, 13, 14]
    assert ledger.gaps(14 * MINUTE_NS + GRACE_NS) == []


def test_a_gap_of_days_begins_anew() -> None:
    ledger = CandleLedger([(BTC, M1)], 0)
    (gap,) = ledger.gaps(9_000 * MINUTE_NS + GRACE_NS)
    assert gap.count == MOST_MISSING


# --- plans


def perp(symbol: str, profile: Profile) -> Instrument:
    return Instrument(
        id=profile.id(symbol),
        base=symbol.removesuffix("USDT"),
        quote="USDT",
        settle="USDT",
        kind=profile.kind,
        tick=Decimal("0.1"),
        step=Decimal("0.001"),
        min_qty=Steps(1),
        max_qty=Steps(1),
        max_market_qty=Steps(1),
        min_notional=Money(0),
        maker_fee=Ppm(0),
        taker_fee=Ppm(0),
    )


def subscription(profile: Profile, *pairs: tuple[str, Timeframe]) -> Subscription:
    return Subscription(
        frozenset((profile.id(symbol), timeframe) for symbol, timeframe in pairs),
        frozenset(profile.id(symbol) for symbol, _ in pairs),
    )


def planned(profile: Profile, *pairs: tuple[str, Timeframe]) -> dict[str, list[str]]:
    listed = {profile.id(symbol): perp(symbol, profile) for symbol, _ in pairs}
    sockets = plan(subscription(profile, *pairs), listed, profile)
    return {socket.route: [stream.name for stream in socket.streams] for socket in sockets}


def test_futures_streams_go_to_their_routes() -> None:
    assert planned(FUTURES, ("BTCUSDT", M1)) == {
        "/market": ["btcusdt@aggTrade", "btcusdt@markPrice@1s", "btcusdt@kline_1m"],
        "/public": ["btcusdt@bookTicker", "btcusdt@depth@100ms"],
    }


def test_spot_has_one_route_and_seconds_for_what_is_shorter_than_a_minute() -> None:
    assert planned(SPOT, ("BTCUSDT", Timeframe.S15)) == {
        "": ["btcusdt@bookTicker", "btcusdt@depth@100ms", "btcusdt@trade", "btcusdt@kline_1s"]
    }


def test_futures_have_no_stream_for_what_is_shorter_than_a_minute() -> None:
    assert "btcusdt@kline_1s" not in planned(FUTURES, ("BTCUSDT", Timeframe.S15))["/market"]


def test_many_symbols_are_spread_over_sockets() -> None:
    pairs = [(f"A{n}USDT", M1) for n in range(300)]
    listed = {SPOT.id(symbol): perp(symbol, SPOT) for symbol, _ in pairs}
    sockets = plan(subscription(SPOT, *pairs), listed, SPOT)
    assert [len(socket.streams) for socket in sockets] == [MOST_STREAMS, 400]


@pytest.mark.parametrize(
    ("rest", "ws", "is_testnet", "expected"),
    [
        ("", "", False, ("https://fapi.binance.com", "wss://fstream.binance.com")),
        ("", "", True, ("https://demo-fapi.binance.com", "wss://demo-fstream.binance.com")),
        ("http://a/", "ws://b", True, ("http://a", "ws://b")),
    ],
)
def test_hosts_are_the_given_ones_then_the_demos_then_the_usual(
    rest: str, ws: str, is_testnet: bool, expected: tuple[str, str]
) -> None:
    found = profile_of("binance_futures", rest=rest, ws=ws, is_testnet=is_testnet)
    assert (found.rest, found.ws) == expected


# --- time


def test_the_quickest_trip_is_believed_at_its_middle() -> None:
    trips = RoundTrips()
    trips.add(0, s(2), 5_000)
    trips.add(s(10), s(10) + 100 * MS, 20_050)
    trips.add(s(20), s(21), 99_000)
    assert (trips.base_ns, trips.rtt_ns, trips.count) == (s(10), 100 * MS, 3)


def test_the_venues_clock_never_goes_back_and_ignores_our_wall() -> None:
    desk = ManualClock(s(1_000))
    clock = VenueClock(desk)
    first, later = RoundTrips(), RoundTrips()
    first.add(s(1_000), s(1_000), 5_000_000)
    clock.sync(first)
    assert clock.now_ns() == s(5_000)
    later.add(s(1_000), s(1_000), 4_999_000)
    clock.sync(later)
    assert clock.now_ns() == s(5_000)
    desk.advance(2)
    assert clock.now_ns() == s(5_001)


def test_times_of_one_instrument_never_go_back() -> None:
    timeline, other = Timeline(), InstrumentId("other")
    assert [timeline.stamp(BTC, at) for at in (5, 3, 7)] == [5, 5, 7]
    assert timeline.stamp(other, 3) == 3


# --- rules of symbols


def listed_symbol(**changes: object) -> Symbol:
    filters = [
        Filter(filter_type="PRICE_FILTER", tick_size="0.10000000"),
        Filter(filter_type="LOT_SIZE", step_size="0.001", min_qty="0.0015", max_qty="1000"),
        Filter(filter_type="MARKET_LOT_SIZE", step_size="0", min_qty="0", max_qty="0"),
    ]
    fields = {"symbol": "BTCUSDT", "filters": filters, "base_asset": "BTC", "quote_asset": "USDT"}
    return Symbol(**{**fields, "status": "TRADING", **changes})  # type: ignore[arg-type]


def test_zeros_of_the_markets_lot_mean_those_of_lot_size() -> None:
    rules = read_rules(listed_symbol())
    assert (rules.max_market_qty, rules.max_qty, rules.min_qty) == (1_000_000, 1_000_000, 2)
    assert (str(rules.tick), str(rules.step)) == ("0.1", "0.001")


def test_a_coarser_step_for_market_orders_is_the_step() -> None:
    symbol = listed_symbol()
    symbol.filters[2] = Filter(
        filter_type="MARKET_LOT_SIZE", step_size="0.01", min_qty="0.01", max_qty="50"
    )
    rules = read_rules(symbol)
    assert (str(rules.step), rules.min_qty, rules.max_market_qty) == ("0.01", 1, 5_000)


def test_missing_filters_are_named() -> None:
    with pytest.raises(ValueError, match="filters of BTCUSDT"):
        read_rules(listed_symbol(filters=[]))


def test_only_perpetuals_are_traded_on_futures() -> None:
    info = ExchangeInfo(symbols=[listed_symbol(contract_type="CURRENT_QUARTER")])
    with pytest.raises(InputError, match="binance_futures does not list"):
        instruments_of(info, ["BTCUSDT"], FUTURES)


def test_symbols_that_settle_in_different_assets_are_refused() -> None:
    symbols = [listed_symbol(), listed_symbol(symbol="ETHBTC", base_asset="ETH", quote_asset="BTC")]
    with pytest.raises(InputError, match="BTC, USDT"):
        instruments_of(ExchangeInfo(symbols=symbols), ["BTCUSDT", "ETHBTC"], SPOT)


def test_each_perpetual_is_liquidated_by_its_own_tiers_or_by_those_of_a_small_coin() -> None:
    perps = [
        listed_symbol(
            symbol=f"{base}USDT",
            base_asset=base,
            contract_type="PERPETUAL",
            margin_asset="USDT",
        )
        for base in ("BTC", "PEPE")
    ]
    major, minor = instruments_of(ExchangeInfo(symbols=perps), ["BTCUSDT", "PEPEUSDT"], FUTURES)
    cost, qty, margin = 1_000_000, 100, 5_000_000_000
    marks = [liquidation(Side.LONG, cost, qty, margin, held) for held in (major, minor)]
    assert marks[0] < marks[1]
    assert (major.max_leverage, minor.max_leverage) == (125, 20)


@pytest.mark.parametrize("base", ["BTC", "PEPE"])
def test_maintenance_tiers_meet_without_a_jump(base: str) -> None:
    tiers = brackets_of(base)
    for low, high in pairwise(tiers):
        assert high.floor * high.rate - high.cum * 10**6 == high.floor * low.rate - low.cum * 10**6


# --- the local book


def level(price: int, size: int) -> tuple[Ticks, Steps]:
    return Ticks(price), Steps(size)


def test_a_book_in_doubt_waits_for_the_next_snapshot() -> None:
    book = LocalBook()
    book.snapshot(10, [level(99, 1)], [level(101, 1)])
    book.invalidate()
    assert not book.change(11, 12, None, [level(98, 5)], [])
    book.snapshot(11, [level(99, 2)], [level(101, 1)])
    assert book.bids.best(2) == (level(99, 2), level(98, 5))


def test_a_book_says_what_would_follow_it() -> None:
    book = LocalBook()
    book.snapshot(10, [level(99, 1)], [level(101, 1)])
    assert book.follows(9, 10, None)
    assert book.follows(11, 12, None)
    assert not book.follows(12, 13, None)
