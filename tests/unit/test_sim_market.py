"""The simulated market tells one story, however it is asked."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import TypeVar

import pytest

from core.candles import CandleBuilder
from core.clock import ManualClock
from core.errors import InputError, Unreachable
from core.market import Book, Candle, Funding, Mark, MarketEvent, Quote, Trade
from core.ports import Subscription
from core.types import HOUR_NS, MINUTE_NS, SECOND_NS, InstrumentId, OrderSide, Source, Timeframe
from exchanges.simulated.faults import Fault, FaultKind, Faults
from exchanges.simulated.instruments import listings
from exchanges.simulated.market import SimulatedMarket
from exchanges.simulated.stream import SymbolStream

START_NS = 1_767_571_200 * SECOND_NS
BTC, ETH = InstrumentId("sim:perp:BTCUSDT"), InstrumentId("sim:perp:ETHUSDT")
M1 = Timeframe.M1
Kind = TypeVar("Kind", bound=MarketEvent)


def market(seed: int = 1, faults: Sequence[Fault] = (), at_ns: int = START_NS) -> SimulatedMarket:
    return SimulatedMarket(seed, ["BTCUSDT", "ETHUSDT"], ManualClock(at_ns), faults)


def wanted(
    *timeframes: Timeframe, instruments: Sequence[InstrumentId] = (BTC, ETH)
) -> Subscription:
    pairs = frozenset((item, timeframe) for item in instruments for timeframe in timeframes)
    return Subscription(pairs, frozenset(instruments))


def only(kind: type[Kind], events: Iterable[MarketEvent], of: InstrumentId = BTC) -> list[Kind]:
    return [event for event in events if isinstance(event, kind) and event.instrument == of]


SPAN_NS = 20 * MINUTE_NS


@cache
def span(*timeframes: Timeframe, seed: int = 1, span_ns: int = SPAN_NS) -> tuple[MarketEvent, ...]:
    """What is said from the start on, for twenty minutes."""
    return tuple(market(seed).stream(wanted(*timeframes), START_NS, START_NS + span_ns))


def test_events_come_in_order_of_time() -> None:
    events = span(M1)
    assert all(one.at_ns <= other.at_ns for one, other in pairwise(events))
    assert events[0].at_ns >= START_NS
    assert events[-1].at_ns < START_NS + SPAN_NS


def test_a_stream_begun_in_the_middle_goes_on_as_the_whole_one() -> None:
    whole = span(Timeframe.S5, M1)
    middle_ns = START_NS + 1_034_567_890_123
    rest = market().stream(wanted(Timeframe.S5, M1), middle_ns, START_NS + SPAN_NS)
    assert list(rest) == [event for event in whole if event.at_ns >= middle_ns]


def test_other_seeds_tell_another_story() -> None:
    assert span(seed=1)[:50] != span(seed=2)[:50]


def test_every_second_has_a_quote_a_book_and_a_mark() -> None:
    events = span()
    for kind in (Quote, Book, Mark):
        times = [event.at_ns for event in only(kind, events)]
        assert times == list(range(START_NS, START_NS + SPAN_NS, SECOND_NS))


def test_prints_happen_at_what_is_bid_or_asked() -> None:
    quote: Quote | None = None
    sides = set()
    for event in span():
        if event.instrument != BTC:
            continue
        if isinstance(event, Quote):
            quote = event
        elif isinstance(event, Trade) and quote is not None:
            assert event.price == quote.taker_price(event.taker)
            assert 0 < event.qty <= min(quote.bid_qty, quote.ask_qty)
            assert 0 < event.at_ns - quote.at_ns < SECOND_NS
            sides.add(event.taker)
    assert sides == set(OrderSide)


def test_a_second_has_up_to_three_prints() -> None:
    counts = [0] * (SPAN_NS // SECOND_NS)
    for trade in only(Trade, span()):
        counts[(trade.at_ns - START_NS) // SECOND_NS] += 1
    assert set(counts) == {0, 1, 2, 3}


def test_the_book_is_ordered_and_begins_with_the_quote() -> None:
    quotes, books = {q.at_ns: q for q in only(Quote, span())}, only(Book, span())
    for book in books:
        quote = quotes[book.at_ns]
        assert book.bids[0] == (quote.bid, quote.bid_qty)
        assert book.asks[0] == (quote.ask, quote.ask_qty)
        assert quote.bid < quote.ask
        assert len(book.bids) == len(book.asks) == 10
        assert all(better[0] > worse[0] for better, worse in pairwise(book.bids))
        assert all(better[0] < worse[0] for better, worse in pairwise(book.asks))
        assert all(size > 0 for _, size in book.bids + book.asks)


def test_a_level_keeps_its_size_until_it_is_refilled() -> None:
    kept = changed = 0
    for one, other in pairwise(only(Book, span())):
        before = dict(one.bids)
        same = [before[price] == size for price, size in other.bids if price in before]
        is_refill = other.at_ns // SECOND_NS % 4 == 0
        kept += sum(same) if not is_refill else 0
        changed += len(same) - sum(same) if is_refill else 0
        assert is_refill or all(same)
    assert kept > 500
    assert changed > 500


@pytest.mark.parametrize(
    "timeframe", [Timeframe.S1, Timeframe.S5, Timeframe.S15, M1, Timeframe.M5, Timeframe.M15]
)
def test_candles_are_those_of_the_streams_own_prints(timeframe: Timeframe) -> None:
    builder = CandleBuilder(BTC, timeframe)
    built: list[Candle] = []
    given: list[Candle] = []
    for event in span(timeframe):
        if isinstance(event, Candle) and event.instrument == BTC:
            given.append(event)
        elif isinstance(event, Trade) and event.instrument == BTC:
            built += builder.add(event)
    # The first closes at the very start: its prints were before.
    shared = [candle for candle in given if candle.open_ns >= START_NS]
    assert shared[: len(built)] == built[: len(shared)]
    assert len(built) >= SPAN_NS // timeframe.ns - 1


@pytest.mark.parametrize("timeframe", list(Timeframe)[:7])
async def test_history_and_stream_agree_at_the_seam(timeframe: Timeframe) -> None:
    end_ns = START_NS + max(2 * timeframe.ns, MINUTE_NS)
    source, of_btc = market(), wanted(timeframe, instruments=[BTC])
    streamed = only(Candle, source.stream(of_btc, START_NS, end_ns))
    history = await source.candles(BTC, timeframe, end_ns=end_ns - 1, limit=len(streamed))
    assert list(history) == streamed
    assert len(streamed) >= 2


async def test_candles_join_without_a_hole_and_end_where_asked() -> None:
    end_ns = START_NS + 90 * SECOND_NS
    found = await market().candles(ETH, M1, end_ns=end_ns, limit=500)
    assert len(found) == 500
    assert found[-1].at_ns == START_NS + MINUTE_NS
    assert all(one.at_ns == other.open_ns for one, other in pairwise(found))
    assert all(c.low <= min(c.open, c.close) <= max(c.open, c.close) <= c.high for c in found)


async def test_a_short_history_equals_the_end_of_a_long_one() -> None:
    long = await market().candles(BTC, Timeframe.H1, end_ns=START_NS, limit=60)
    short = await market().candles(BTC, Timeframe.H1, end_ns=START_NS, limit=7)
    assert long[-7:] == short


async def test_days_reach_back_half_a_year() -> None:
    found = await market().candles(BTC, Timeframe.D1, end_ns=START_NS, limit=504)
    assert len(found) == 183
    assert found[-1].at_ns == START_NS


async def test_mark_candles_are_those_of_the_marks() -> None:
    tick = market().listed[0].tick_e8
    marks = [round(mark.mark / tick) for mark in only(Mark, span())]
    found = await market().candles(BTC, M1, end_ns=START_NS + SPAN_NS, limit=20, source=Source.MARK)
    for index, candle in enumerate(found):
        minute = marks[60 * index : 60 * index + 60]
        assert (candle.open, candle.high, candle.low, candle.close, candle.volume) == (
            minute[0],
            max(minute),
            min(minute),
            minute[-1],
            0,
        )


def test_a_closed_candle_comes_before_the_first_quote_after_it() -> None:
    newest_quote_ns = 0
    for event in span(M1):
        if isinstance(event, Quote) and event.instrument == BTC:
            newest_quote_ns = event.at_ns
        elif isinstance(event, Candle) and event.instrument == BTC:
            assert newest_quote_ns < event.at_ns
            assert event.at_ns % MINUTE_NS == 0


def test_funding_comes_every_eight_hours_before_the_quote() -> None:
    for at_ns in (START_NS, START_NS + 4 * HOUR_NS, START_NS + 8 * HOUR_NS):
        events = list(market().stream(wanted(), at_ns - MINUTE_NS, at_ns + MINUTE_NS))
        found = only(Funding, events)
        assert [item.at_ns for item in found] == ([at_ns] if at_ns % (8 * HOUR_NS) == 0 else [])
        for funding in found:
            at_once = [e for e in events if e.at_ns == at_ns and e.instrument == BTC]
            assert [type(event) for event in at_once] == [Funding, Quote, Book, Mark]
            assert only(Mark, at_once)[0].mark == funding.mark


async def test_past_fundings_are_those_of_the_stream() -> None:
    simulated = market(at_ns=START_NS + 17 * HOUR_NS)
    first = 8 * HOUR_NS - START_NS % (8 * HOUR_NS) + START_NS
    asked = await simulated.fundings(BTC, since_ns=START_NS, until_ns=first + 8 * HOUR_NS)
    stream = simulated.stream(wanted(instruments=[BTC]), first, first + 20 * SECOND_NS)

    assert [funding.at_ns for funding in asked] == [first, first + 8 * HOUR_NS]
    assert only(Funding, stream) == [asked[0]]
    assert await simulated.fundings(BTC, since_ns=first, until_ns=first + HOUR_NS) == ()


def test_funding_rates_differ_and_stay_small() -> None:
    stream = SymbolStream(1, listings(["BTCUSDT"])[0], Faults())
    rates = {stream.funding(START_NS + day * 24 * HOUR_NS).rate for day in range(100)}
    assert min(rates) < 0 < max(rates)
    assert max(map(abs, rates)) <= 300_000


def test_the_mark_stays_near_the_price() -> None:
    tick = market().listed[0].tick_e8
    quotes = only(Quote, span())
    marks = only(Mark, span())
    for quote, mark in zip(quotes, marks, strict=True):
        assert abs(mark.mark / tick / quote.bid - 1) < 0.02


# --- on a clock ----------------------------------------------------------------------------------


async def take(clock: ManualClock, source: SimulatedMarket, count: int) -> list[MarketEvent]:
    """The next events; the clock is moved only when nothing is due."""
    taken: list[MarketEvent] = []

    async def read() -> None:
        async for event in source.events(wanted(M1), since_ns=START_NS - 1):
            assert event.at_ns <= clock.now_ns()
            taken.append(event)
            if len(taken) == count:
                return

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read())
        while not reading.done():
            for _ in range(5):
                await asyncio.sleep(0)
            clock.advance(0.25)
    return taken


async def test_events_on_a_clock_are_those_of_the_stream_each_at_its_time() -> None:
    clock = ManualClock(START_NS)
    live = await take(clock, SimulatedMarket(1, ["BTCUSDT", "ETHUSDT"], clock), 1_000)
    assert live == list(span(M1)[:1_000])


async def test_overdue_events_are_given_at_once_and_others_may_run() -> None:
    source = market(at_ns=START_NS + HOUR_NS)
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        other = group.create_task(count_turns())
        given = 0
        async for _ in source.events(wanted(), since_ns=START_NS - 1):
            given += 1
            if given == 5_000:
                break
        other.cancel()
    assert turns > 50


async def test_quote_answers_for_now() -> None:
    at_ns = START_NS + 1_500_000_000
    quote = await market(at_ns=at_ns).quote(BTC)
    streamed = only(Quote, span())[1]
    assert quote.at_ns == at_ns
    assert (quote.bid, quote.ask, quote.bid_qty) == (streamed.bid, streamed.ask, streamed.bid_qty)


async def test_an_instrument_that_was_not_given_is_refused_with_those_that_were() -> None:
    with pytest.raises(InputError, match=r"not given sim:perp:XRPUSDT; it runs sim:perp:BTCUSDT"):
        await market().quote(InstrumentId("sim:perp:XRPUSDT"))


# --- faults --------------------------------------------------------------------------------------


def silence(kind: FaultKind = FaultKind.SILENCE) -> Fault:
    return Fault(kind=kind, at_ns=START_NS + MINUTE_NS, lasts_ns=10 * SECOND_NS, instrument=BTC)


def test_a_silence_swallows_one_instruments_events_and_changes_none() -> None:
    end_ns = START_NS + 3 * MINUTE_NS
    quiet = list(market(faults=[silence()]).stream(wanted(M1), START_NS, end_ns))
    full = list(market().stream(wanted(M1), START_NS, end_ns))
    fault = silence()
    heard = [e for e in full if e.instrument == ETH or not fault.is_on(e.at_ns)]
    assert quiet == heard
    assert len(heard) < len(full)


async def test_a_silent_venue_still_answers_and_one_that_is_out_does_not() -> None:
    during_ns = START_NS + MINUTE_NS + SECOND_NS
    assert (await market(faults=[silence()], at_ns=during_ns).quote(BTC)).bid > 0
    out = market(faults=[silence(FaultKind.OUTAGE)], at_ns=during_ns)
    with pytest.raises(Unreachable):
        await out.quote(BTC)
    with pytest.raises(Unreachable):
        await out.candles(BTC, M1, end_ns=during_ns, limit=1)
    assert (await out.quote(ETH)).bid > 0


def test_a_gap_moves_the_price_at_its_instant_for_good() -> None:
    gap = Fault(kind=FaultKind.GAP, at_ns=START_NS + MINUTE_NS, ppm=-50_000, instrument=BTC)
    end_ns = START_NS + 2 * MINUTE_NS
    plain = only(Quote, market().stream(wanted(), START_NS, end_ns))
    moved = only(Quote, market(faults=[gap]).stream(wanted(), START_NS, end_ns))
    assert moved[:60] == plain[:60]
    for before, after in zip(plain[60:], moved[60:], strict=True):
        assert after.bid / before.bid == pytest.approx(0.95, abs=1e-5)


def test_reject_and_partial_are_for_the_broker_to_ask() -> None:
    reject = Fault(kind=FaultKind.REJECT, at_ns=START_NS, lasts_ns=SECOND_NS, code="busy")
    partial = Fault(
        kind=FaultKind.PARTIAL, at_ns=START_NS, lasts_ns=SECOND_NS, ppm=400_000, instrument=ETH
    )
    faults = market(faults=[reject, partial]).faults
    assert faults.reject(BTC, START_NS) == "busy"
    assert faults.reject(BTC, START_NS + SECOND_NS) is None
    assert faults.partial(ETH, START_NS) == 400_000
    assert faults.partial(BTC, START_NS) is None


# --- what strategies find in it ------------------------------------------------------------------


async def minutes(seed: int, start_ns: int) -> tuple[Candle, ...]:
    source = SimulatedMarket(seed, ["BTCUSDT"], ManualClock())
    return await source.candles(BTC, M1, end_ns=start_ns + 10 * HOUR_NS, limit=600)


def swings(candles: Sequence[Candle]) -> tuple[bool, bool]:
    """Whether the price once rose, and once fell, by 2 % from where it had been."""
    low, high = candles[0].low, candles[0].high
    rose = fell = False
    for candle in candles[1:]:
        rose |= candle.high >= low * 1.02
        fell |= candle.low <= high * 0.98
        low, high = min(low, candle.low), max(high, candle.high)
    return rose, fell


@pytest.mark.parametrize("start_ns", [START_NS, START_NS + 17 * 24 * HOUR_NS + 5 * HOUR_NS])
async def test_the_market_is_lively_enough_to_trade(start_ns: int) -> None:
    wide = both_ways = 0
    for seed in range(1, 21):
        candles = await minutes(seed, start_ns)
        wide += max(c.high for c in candles) > 1.04 * min(c.low for c in candles)
        both_ways += swings(candles) == (True, True)
    assert wide >= 18
    assert both_ways >= 18
