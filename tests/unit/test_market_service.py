"""One instrument as the market screen shows it, and the way to another."""

import dataclasses
from decimal import Decimal

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.market import Candle
from core.money import Steps, Ticks
from core.trading import FeedHealth
from core.types import SECOND_NS, FeedStatus, InstrumentId, Timeframe
from core.values import replace
from tests.fakes import make_members
from tests.floor import Floor, FloorServices, Kept, floor_services, make_agent
from tests.samples import AGENT, BTC, VIEWER, make_instrument

ETH = make_instrument("ETH").id


def candle(number: int, low: str, close: str, high: str) -> Candle:
    ticks = [Ticks(int(Decimal(price) * 10)) for price in (close, high, low, close)]
    opened, top, bottom, closed = ticks
    at_ns = number * Timeframe.M15.ns
    return Candle(BTC, at_ns, Timeframe.M15, opened, top, bottom, closed, Steps(1))


@pytest.fixture
def floor() -> Floor:
    found = Floor()
    found.candle_tape = [
        candle(1, "58000", "58500", "59000"),
        candle(2, "58400", "59000", "59500"),
        candle(3, "58900", "59900", "59950"),
    ]
    return found


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(1000 * SECOND_NS)


@pytest.fixture
def services(floor: Floor, clock: ManualClock) -> FloorServices:
    return floor_services(floor, make_members(), Kept(), clock)


async def test_it_begins_with_the_market_of_the_agent_on_the_screens(
    services: FloorServices,
) -> None:
    view = await services.market.view(VIEWER, None, None)
    assert (view.instrument, view.timeframe) == (BTC, Timeframe.M15)


async def test_an_agent_on_seconds_shows_minutes(floor: Floor, services: FloorServices) -> None:
    floor.roster[AGENT] = replace(make_agent("auto"), timeframe=Timeframe.S5)
    view = await services.market.view(VIEWER, None, None)
    assert view.timeframe is Timeframe.M1


async def test_the_day_runs_from_its_first_candle_to_the_price_of_now(
    services: FloorServices,
) -> None:
    view = await services.market.view(VIEWER, BTC, Timeframe.H1)
    assert view.day is not None
    assert (view.day.low, view.day.high) == (Decimal("58000.0"), Decimal("60000.0"))
    assert round(view.day.change_pct, 2) == Decimal("2.56")
    assert view.day.path == (585_000.0, 590_000.0, 599_000.0)


async def test_a_market_without_an_answer_shows_its_price_alone(
    floor: Floor, services: FloorServices
) -> None:
    floor.is_market_down = True
    view = await services.market.view(VIEWER, BTC, Timeframe.H1)
    assert (view.day, view.trend) == (None, None)
    assert view.quote is not None


async def test_what_is_not_traded_here_shows_what_is(services: FloorServices) -> None:
    view = await services.market.view(VIEWER, InstrumentId("gone:BTCUSDT"), Timeframe.H1)
    assert view.instrument == BTC


async def test_the_state_of_its_own_feed_is_shown(floor: Floor, services: FloorServices) -> None:
    floor.feeds[ETH] = FeedHealth(FeedStatus.STALE, 31.0, "none")
    assert (await services.market.view(VIEWER, ETH, None)).feed.status is FeedStatus.STALE
    assert (await services.market.view(VIEWER, BTC, None)).feed.status is FeedStatus.LIVE


async def test_history_is_asked_for_once_a_while_however_many_look(
    floor: Floor, clock: ManualClock, services: FloorServices
) -> None:
    for _ in range(5):
        await services.market.view(VIEWER, BTC, Timeframe.H1)
    assert len(floor.asked_candles) == 2
    clock.advance(61)
    await services.market.view(VIEWER, BTC, Timeframe.H1)
    assert len(floor.asked_candles) == 4


async def test_a_silent_market_is_not_asked_again_at_every_look(
    floor: Floor, services: FloorServices
) -> None:
    floor.is_market_down = True
    for _ in range(5):
        await services.market.view(VIEWER, BTC, Timeframe.H1)
    assert len(floor.asked_candles) == 2


@pytest.mark.parametrize("name", ["eth", "ETH", "eth/usdt", "ETHUSDT", " eth-usdt "])
async def test_a_typed_name_finds_its_instrument(services: FloorServices, name: str) -> None:
    assert await services.market.find(VIEWER, name) == ETH


async def test_a_name_that_is_none_tells_the_nearest(services: FloorServices) -> None:
    with pytest.raises(InputError) as refused:
        await services.market.find(VIEWER, "eht")
    assert refused.value.code == "nearest_symbol"
    assert refused.value.values["near"] == "ETH"


async def test_instruments_come_in_pages() -> None:
    many = Floor(symbols=[f"C{number:02}" for number in range(30)])
    many.roster[AGENT] = replace(make_agent("auto"), instrument=many.markets[0].id)
    market = floor_services(many, make_members(), Kept(), ManualClock()).market
    first = await market.symbols(VIEWER, BTC, None, 1, "")
    last = await market.symbols(VIEWER, BTC, None, 99, "")
    assert (first.page, first.pages, first.total, len(first.rows)) == (1, 3, 30, 12)
    assert (last.page, len(last.rows)) == (3, 6)


async def test_a_part_of_a_name_is_found_and_a_mistyped_one_guessed(
    services: FloorServices,
) -> None:
    found = await services.market.symbols(VIEWER, BTC, None, 1, "so")
    guessed = await services.market.symbols(VIEWER, BTC, None, 1, "slo")
    nothing = await services.market.symbols(VIEWER, BTC, None, 1, "zzzzz")
    assert ([row.title for row in found.rows], found.is_guess) == (["SOL/USDT"], False)
    assert ([row.title for row in guessed.rows], guessed.is_guess) == (["SOL/USDT"], True)
    assert nothing.rows == ()


async def test_two_instruments_of_one_title_are_told_apart_by_their_ids() -> None:
    twins = Floor()
    spot = dataclasses.replace(twins.markets[1], id=InstrumentId("sim:spot:ETHUSDT"))
    twins.markets.append(spot)
    market = floor_services(twins, make_members(), Kept(), ManualClock()).market
    view = await market.symbols(VIEWER, BTC, None, 1, "")
    assert [row.title for row in view.rows] == ["BTC/USDT", ETH, "SOL/USDT", spot.id]
