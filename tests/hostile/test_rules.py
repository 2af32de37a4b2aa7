"""Rules that the venue changes while the adapter runs: they hold at once, or wait, said so."""

from decimal import Decimal
from typing import Any

import pytest

from core.market import NewRules
from core.money import Steps
from core.types import FeedStatus, InstrumentKind
from exchanges.wire.scale import e8
from tests.hostile.answers import exchange_info
from tests.hostile.desk import HostileDesk, hostile_desk
from tests.hostile.venue import HostileVenue

SPOT, PERP = InstrumentKind.SPOT, InstrumentKind.PERP


def rules_of(desk: HostileDesk) -> list[NewRules]:
    return [event for event in desk.heard if isinstance(event, NewRules)]


async def told(desk: HostileDesk, info: dict[str, Any]) -> None:
    """Until the venue's next answer was taken."""
    count = desk.venue.count("exchangeInfo")
    desk.venue.info = info
    desk.clock.advance(3600)
    await desk.until(lambda: desk.venue.count("exchangeInfo") > count, quoting=True)
    await desk.pass_time(2, quoting=True)


def with_filter(kind: InstrumentKind, name: str, **values: str) -> dict[str, Any]:
    info = exchange_info(kind)
    for each in info["symbols"][0]["filters"]:
        if each["filterType"] == name:
            each.update(values)
    return info


async def test_a_filter_that_changes_is_told_among_the_events_and_holds_at_once() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        await told(desk, with_filter(PERP, "MIN_NOTIONAL", notional="250"))
        (held,) = desk.market.listed
        assert held.min_notional == 250 * 10**8
        assert rules_of(desk)[-1].held == held
        assert held.is_confirmed
        assert not desk.market.outgrown


async def test_rules_that_stay_are_told_once_with_the_stream() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        await told(desk, exchange_info(SPOT))
        assert len(rules_of(desk)) == 1


async def test_a_coarser_tick_is_counted_exactly_in_the_old_one_and_nothing_enters() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        desk.venue.bid, desk.venue.ask = "60001.50", "60002.00"
        await told(desk, exchange_info(SPOT, tick="0.5"))
        (held,) = desk.market.listed
        assert (held.tick, held.is_confirmed) == (Decimal("0.01"), False)
        assert not rules_of(desk)[-1].held.is_confirmed
        assert (desk.quotes[-1].bid, desk.quotes[-1].ask) == (6_000_150, 6_000_200)
        assert desk.books
        assert desk.status is FeedStatus.LIVE


async def test_a_finer_tick_is_never_better_in_the_old_one_than_at_the_venue() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        await told(desk, exchange_info(SPOT, tick="0.001"))
        desk.venue.bid, desk.venue.ask = "60000.019", "60000.021"
        books, heard = len(desk.books), len(desk.trades)
        await desk.pass_time(2, quoting=True)
        assert (desk.quotes[-1].bid, desk.quotes[-1].ask) == (6_000_001, 6_000_003)
        assert desk.status is FeedStatus.LIVE
        await desk.venue.say("btcusdt@trade", desk.venue.trade("60000.019"))
        await desk.venue.say("btcusdt@trade", {**desk.venue.trade("60000.019"), "m": True})
        await desk.until(lambda: len(desk.trades) == heard + 2, quoting=True)
        assert [each.price for each in desk.trades[-2:]] == [6_000_001, 6_000_002]
        assert len(desk.books) == books
        quote = await desk.market.quote(desk.id)
        assert (quote.bid, quote.ask) == (6_000_001, 6_000_003)


async def test_a_finer_tick_leaves_marks_exact_and_candles_coming() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        await told(desk, exchange_info(PERP, tick="0.001"))
        desk.venue.mark_price, exact = "60000.0123", e8("60000.0123")
        await desk.until(lambda: any(it.mark == exact for it in desk.marks), quoting=True)
        minute = desk.venue.now_ms // 60_000 * 60_000
        desk.clock.advance(60)
        await desk.venue.say("btcusdt@kline_1m", desk.venue.bar(minute, "60000.016"))
        await desk.until(lambda: any(it.close == 6_000_002 for it in desk.candles), quoting=True)


@pytest.mark.parametrize("tick", ["0.5", "0.001"])
async def test_other_units_are_taken_when_somebody_says_that_nothing_is_held(tick: str) -> None:
    async with hostile_desk(reads=False) as desk:
        desk.venue.info = exchange_info(SPOT, tick=tick)
        await desk.market.load()
        assert desk.market.outgrown == {desk.id}
        desk.market.renew(but={desk.id})
        assert desk.market.listed[0].tick == Decimal("0.01")
        desk.market.renew()
        (held,) = desk.market.listed
        assert (held.tick, held.is_confirmed) == (Decimal(tick), True)
        assert not desk.market.outgrown


async def test_orders_older_than_a_coarser_tick_leave_the_market_priced() -> None:
    def coarsen(venue: HostileVenue) -> None:
        venue.info = exchange_info(SPOT, tick="0.5")

    async with hostile_desk(before=coarsen) as desk:
        await desk.until(lambda: desk.status is FeedStatus.LIVE, quoting=True, within_s=60)
        assert (desk.quotes[-1].bid, desk.quotes[-1].ask) == (120_000, 120_001)
        await desk.pass_time(40, quoting=True)
        asked = desk.venue.count("exchangeInfo")
        await desk.pass_time(60, quoting=True)
        assert desk.venue.count("exchangeInfo") == asked


async def test_a_larger_step_counts_sizes_in_the_old_one() -> None:
    async with hostile_desk(PERP) as desk:
        await desk.become_live()
        await told(desk, with_filter(PERP, "LOT_SIZE", stepSize="0.01", minQty="0.01"))
        assert desk.market.outgrown == {desk.id}
        assert desk.quotes[-1].bid_qty == Steps(1_000)


async def test_a_symbol_halted_at_the_start_trades_when_it_comes_back() -> None:
    def halt(venue: HostileVenue) -> None:
        venue.info["symbols"][0]["status"] = "BREAK"

    async with hostile_desk(before=halt) as desk:
        await desk.pass_time(2, quoting=True)
        assert not rules_of(desk)[-1].held.is_open
        await told(desk, exchange_info(SPOT))
        assert rules_of(desk)[-1].held.is_open
        await desk.until(lambda: desk.status is FeedStatus.LIVE, quoting=True)


async def test_a_symbol_that_is_listed_no_more_is_closed_and_the_rest_goes_on() -> None:
    async with hostile_desk() as desk:
        await desk.become_live()
        info = exchange_info(SPOT)
        info["symbols"] = []
        await told(desk, info)
        assert not rules_of(desk)[-1].held.is_open
        assert desk.market.listed[0].tick == Decimal("0.01")
        await desk.until(lambda: desk.status is FeedStatus.STALE, quoting=True)


async def test_what_was_known_of_an_earlier_day_is_gone_by_until_the_venue_tells() -> None:
    async with hostile_desk(reads=False) as known:
        listed = known.market.listed
    assert listed[0].tick == Decimal("0.01")
    async with hostile_desk(reads=False, known=listed, loads=False) as desk:
        assert not desk.market.listed[0].is_confirmed
        assert not desk.market.is_loaded
        await desk.until(lambda: desk.market.is_loaded, within_s=15)
        assert desk.market.listed == listed


async def test_what_is_not_known_whole_is_not_gone_by() -> None:
    async with hostile_desk(reads=False, known=(), loads=False) as desk:
        assert desk.market.listed == ()
