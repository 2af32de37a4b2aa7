"""Sides, names, candles and clocks: what a market's events are made of."""

import asyncio
from decimal import Decimal

import pytest

from core.candles import CandleBuilder, expand
from core.clock import ManualClock, ScaledClock, SystemClock, stopwatch
from core.errors import InputError, RateLimited
from core.events import ALL_RECORDS, PositionOpened, SignalReady, event_name, record_type
from core.market import Candle, Trade
from core.money import (
    Steps,
    Ticks,
    to_units,
)
from core.types import (
    SECOND_NS,
    Access,
    Mode,
    OrderSide,
    OrderState,
    Side,
    Timeframe,
)
from tests.paper.script import PERP, quote, ticks

# --- quotes, sides, states


def test_a_taker_pays_the_far_side() -> None:
    now = quote(0, "100", "100.1")

    assert (now.taker_price(OrderSide.BUY), now.taker_price(OrderSide.SELL)) == (1001, 1000)
    assert now.mid_x2 == 2001


def test_sides_turn_and_states_end() -> None:
    assert Side.LONG.opposite is Side.SHORT
    assert (Side.SHORT.opening, Side.SHORT.closing) == (OrderSide.SELL, OrderSide.BUY)
    assert [side.opposite for side in OrderSide] == [OrderSide.SELL, OrderSide.BUY]
    assert OrderSide.SELL.opens is Side.SHORT
    working = {OrderState.PENDING, OrderState.OPEN, OrderState.PARTIAL}
    assert {state for state in OrderState if not state.is_final} == working


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        (Access.OWNER, set(Access)),
        (Access.TRADER, {Access.TRADER, Access.VIEWER}),
        (Access.VIEWER, {Access.VIEWER}),
    ],
)
def test_a_role_includes_those_below_it(access: Access, allowed: set[Access]) -> None:
    assert {needed for needed in Access if access.allows(needed)} == allowed


def test_names_of_records_come_back_as_their_types() -> None:
    for kind in ALL_RECORDS:
        assert record_type(event_name(kind, Mode.PAPER)) is kind
    assert event_name(PositionOpened, Mode.LIVE) == "live_position_opened"
    assert event_name(SignalReady, Mode.PAPER) == "signal_ready"
    assert record_type("paper_unheard_of") is None
    assert record_type("unheard") is None


def test_an_error_carries_what_its_sentence_needs() -> None:
    error = InputError("Leverage is 1 to 5", code="out_of_range", low="1", high="5")

    assert (str(error), error.values) == ("Leverage is 1 to 5", {"low": "1", "high": "5"})
    assert RateLimited("slow down", retry_after_s=1.5).retry_after_s == 1.5


# --- candles


def trade(ms: int, price: str, size: int = 1) -> Trade:
    return Trade(PERP.id, ms * 1_000_000, ticks(price), Steps(size), OrderSide.BUY)


def built(*trades: Trade, until_ms: int = 0) -> list[tuple[int, int, int, int, int, int]]:
    """Closed candles as (close ms, open, high, low, close, volume)."""
    builder = CandleBuilder(PERP.id, Timeframe.S1)
    made = [candle for item in trades for candle in builder.add(item)]
    made += builder.close_until(until_ms * 1_000_000)
    return [
        (item.at_ns // 1_000_000, item.open, item.high, item.low, item.close, item.volume)
        for item in made
    ]


def test_a_candle_is_its_trades() -> None:
    assert built(
        trade(100, "100"), trade(500, "103", 4), trade(900, "99"), trade(950, "101"), until_ms=1000
    ) == [(1000, 1000, 1030, 990, 1010, 7)]


def test_a_trade_at_the_close_is_the_next_candles() -> None:
    assert built(trade(100, "100"), trade(1000, "105"), until_ms=2000) == [
        (1000, 1000, 1000, 1000, 1000, 1),
        (2000, 1050, 1050, 1050, 1050, 1),
    ]


def test_a_period_without_a_trade_repeats_the_close() -> None:
    assert built(trade(100, "100"), trade(3200, "110"), until_ms=4000) == [
        (1000, 1000, 1000, 1000, 1000, 1),
        (2000, 1000, 1000, 1000, 1000, 0),
        (3000, 1000, 1000, 1000, 1000, 0),
        (4000, 1100, 1100, 1100, 1100, 1),
    ]


def test_nothing_is_made_before_the_first_trade_or_the_close() -> None:
    assert built(until_ms=9000) == []
    assert built(trade(100, "100"), until_ms=999) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("100 104 99 101", [1000, 990, 1040, 1010]),
        ("100 101 96 99", [1000, 1010, 960, 990]),
        ("100 102 98 100", [1000, 980, 1020, 1000]),
    ],
    ids=["low is nearer", "high is nearer", "a tie goes down"],
)
def test_a_bar_walks_to_its_nearer_extreme_first(text: str, path: list[int]) -> None:
    first, high, low, last = (ticks(price) for price in text.split())
    candle = Candle(PERP.id, 60 * SECOND_NS, Timeframe.M1, first, high, low, last, Steps(1))

    points = expand(candle)

    assert [point.price for point in points] == path
    assert [point.at_ns // SECOND_NS for point in points] == [0, 20, 40, 59]
    assert points[-1].at_ns == candle.at_ns - 1
    assert [point.is_jump for point in points] == [True, False, False, False]
    assert {(point.low, point.high) for point in points} == {(low, high)}


@pytest.mark.parametrize(
    ("timeframe", "seconds"), [("1s", 1), ("15s", 15), ("5m", 300), ("4h", 14_400), ("1d", 86_400)]
)
def test_a_timeframe_knows_its_seconds(timeframe: str, seconds: int) -> None:
    assert Timeframe(timeframe).ns == seconds * SECOND_NS


# --- clocks


class Desk(SystemClock):
    """A wall clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000
        self.slept: list[float] = []

    def now_ns(self) -> int:
        return self.now

    def monotonic_ns(self) -> int:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_a_scaled_clock_runs_faster_from_its_anchor() -> None:
    desk = Desk()
    clock = ScaledClock(desk, anchor_ns=1000, speed=60, market_ns=5000)
    desk.now = 1010

    await clock.sleep(30)

    assert (clock.now_ns(), clock.monotonic_ns(), desk.slept) == (5600, 60_600, [0.5])
    assert ScaledClock(desk, anchor_ns=1000, speed=1).now_ns() == 1010


async def test_a_manual_clock_moves_only_forward_and_wakes_who_waits() -> None:
    clock = ManualClock(10)
    woken: list[str] = []

    async def wait(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(wait("late", 2))
        group.create_task(wait("soon", 1))
        group.create_task(wait("now", 0))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert woken == ["now"]
        clock.advance(1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert woken == ["now", "soon"]
        clock.set(0)
        assert clock.now_ns() == clock.monotonic_ns() == 10 + SECOND_NS
        clock.advance(1)

    assert woken == ["now", "soon", "late"]


async def test_the_wall_goes_on() -> None:
    wall, watch = SystemClock(), stopwatch()
    before = (wall.now_ns(), wall.monotonic_ns(), watch())

    await wall.sleep(0)

    assert wall.now_ns() >= before[0] > 1_600_000_000 * SECOND_NS
    assert wall.monotonic_ns() >= before[1]
    assert watch() >= before[2]


def test_units_are_counted_exactly() -> None:
    assert to_units(Decimal("1.23"), 2) == 123
    assert Ticks(5) == 5
