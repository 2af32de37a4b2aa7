"""P18: what nobody watched is walked on its candles before the first price is judged; a level hit
there fills there, flagged; without candles the first price is judged, and says so."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from core.events import (
    EntryRefused,
    FillBooked,
    FundingBooked,
    OrderPlaced,
    PositionClosed,
    PositionReduced,
)
from core.market import Candle, FeedState, Funding, Trade
from core.money import Steps
from core.trading import Limit, SignalResult, Trail, TrailKind
from core.types import (
    SECOND_NS,
    Action,
    ExitReason,
    FeedStatus,
    OrderSide,
    Source,
    Timeframe,
)
from core.values import replace
from engine.recovery import blind_since, see_gap
from engine.runner import AutoTradeRunner
from tests.desk import AGENT, ROOMY, ScriptedDesk, bar, make_agent, of, prices, the
from tests.paper.exits_script import ladder
from tests.paper.script import MS, PERP, closed, mark, quote, ticks, usdt
from tests.scripted_market import ScriptedMarket

Written = tuple[Source, Candle]


def second(at_s: int, text: str, source: Source = Source.MARK) -> Written:
    """A closed candle of one second as `open high low close`."""
    first, high, low, last = (ticks(price) for price in text.split())
    return source, Candle(PERP.id, at_s * SECOND_NS, Timeframe.S1, first, high, low, last, Steps(1))


def holding(action: Action = Action.BUY) -> ScriptedDesk:
    """19.6 at 100.1 from 1.1 s on, last heard at 2 s: stop 95.1, target 110.1."""
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(action)
    desk.play(*prices(1100, "100"), *prices(2000, "100"))
    return desk


async def walk(desk: ScriptedDesk, market: ScriptedMarket, to_s: int = 10) -> None:
    await see_gap(desk.runtime, market, {PERP.id: 2 * SECOND_NS}, to_s * SECOND_NS)


async def test_a_stop_hit_in_the_gap_fills_in_the_gap() -> None:
    """It fell to 94 at second 5 and came back to 101: the first fresh price shows nothing."""
    desk = holding()
    market = ScriptedMarket(
        candles=[
            second(4, "100 100 99 99"),
            second(5, "99 99 94 96"),
            second(6, "96 101 96 101"),
            second(7, "101 101 101 101"),
        ]
    )

    await walk(desk, market)
    result = the(PositionClosed, desk.records).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("blind",))
    assert str(result.exit) == "95.000"
    assert 4 * SECOND_NS < result.closed_at_ns <= 5 * SECOND_NS
    assert result.exit < 101  # what judging the first fresh price alone would leave open


async def test_the_last_candle_of_the_gap_fills_within_it_too() -> None:
    desk = holding()

    await walk(desk, ScriptedMarket(candles=[second(10, "96 96 94 94.5")]))

    assert the(PositionClosed, desk.records).result.closed_at_ns == 10 * SECOND_NS - 1


async def test_marks_are_asked_for_where_marks_decide() -> None:
    """The prints wicked to 90 in the gap; the mark never did."""
    desk = holding()
    market = ScriptedMarket(
        candles=[second(5, "100 100 90 100", Source.LAST), second(5, "100 100 99 100")]
    )

    await walk(desk, market)

    assert market.asked == [(Timeframe.S1, 10 * SECOND_NS, 9, Source.MARK)]
    assert not desk.is_flat


async def test_a_venue_without_candles_of_seconds_is_walked_by_the_minute() -> None:
    desk = holding()
    first, high, low, last = (ticks(price) for price in ["99", "99", "94", "96"])
    minute = Candle(PERP.id, 120 * SECOND_NS, Timeframe.M1, first, high, low, last, Steps(1))
    market = ScriptedMarket(candles=[(Source.MARK, minute)])

    await walk(desk, market, to_s=125)

    assert [timeframe for timeframe, *_ in market.asked] == [Timeframe.S1, Timeframe.M1]
    assert the(PositionClosed, desk.records).result.flags == ("blind",)


async def test_a_long_gap_is_walked_by_the_minute() -> None:
    desk = holding()
    market = ScriptedMarket()

    await walk(desk, market, to_s=7200)

    assert market.asked == [(Timeframe.M1, 7200 * SECOND_NS, 120, Source.MARK)]


async def test_a_candle_that_began_before_the_gap_is_not_judged_again() -> None:
    desk = holding()

    await walk(desk, ScriptedMarket(candles=[second(2, "100 100 90 100")]))

    assert not desk.is_flat


@pytest.mark.parametrize("is_down", [True, False])
async def test_without_candles_the_first_price_is_judged_and_says_so(is_down: bool) -> None:
    desk = holding()
    await walk(desk, ScriptedMarket(is_down=is_down))
    assert not desk.is_flat

    desk.play(Trade(PERP.id, 11 * SECOND_NS, ticks("90"), Steps(1), OrderSide.SELL))
    desk.play(mark(11_000, "93"))
    result = the(PositionClosed, desk.play(*prices(11_100, "93"))).result

    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("unwatched",))
    assert str(result.exit) == "93.000"


async def test_only_the_first_judged_price_is_unwatched() -> None:
    desk = holding()
    await walk(desk, ScriptedMarket(is_down=True))

    desk.play(*prices(11_000, "100"), mark(12_000, "93"))

    assert the(PositionClosed, desk.play(*prices(12_100, "93"))).result.flags == ()


async def test_nothing_is_entered_on_what_was_walked() -> None:
    """The gap ends where it is walked to; its last candle is no quote, and makes no signal."""
    desk = holding()
    heard: list[int] = []

    class Watcher:
        name, warmup = "WATCHER", 2

        def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
            heard.append(candles[-1].at_ns)
            return SignalResult(action=Action.SELL, confidence=1.0)

    minute = closed(7_200_000, "100")
    runner = AutoTradeRunner(desk.agent, PERP, Watcher(), desk.engine)
    desk.runtime.attach(AGENT, runner)
    runner.warm_up([])

    await walk(desk, ScriptedMarket(candles=[(Source.MARK, minute)]), to_s=7200)
    refused = the(EntryRefused, desk.signal(Action.SELL))

    assert heard == []
    assert refused.code == "STALE_FEED"
    desk.play(*prices(7_200_100, "100"))
    assert of(OrderPlaced, desk.signal(Action.SELL))


async def test_a_gap_of_nothing_held_asks_for_nothing() -> None:
    desk, market = ScriptedDesk(), ScriptedMarket()

    await walk(desk, market)

    assert market.asked == []


def test_nothing_is_entered_while_the_feed_is_stale_and_exits_queue() -> None:
    desk = holding()
    desk.play(FeedState(PERP.id, 5000 * MS, FeedStatus.STALE, "silence"))

    assert the(EntryRefused, desk.signal(Action.SELL)).code == "STALE_FEED"
    (order,) = of(OrderPlaced, desk.close())
    assert desk.engine.state.orders
    assert of(FillBooked, desk.play(mark(6000, "100"))) == []

    desk.play(FeedState(PERP.id, 8000 * MS, FeedStatus.LIVE, ""))
    result = the(PositionClosed, desk.play(quote(8100, "98", "98.1"))).result

    assert order.exit_reason is ExitReason.MANUAL
    assert (str(result.exit), result.flags) == ("98.000", ("blind",))


def test_a_quote_grown_old_is_stale_without_being_told() -> None:
    desk = holding()

    desk.play(mark(5001, "100"))

    assert the(EntryRefused, desk.signal(Action.SELL)).code == "STALE_FEED"


def test_a_restart_knows_since_when_each_instrument_was_silent() -> None:
    """Quiet since 2 s; a person moved a setting at 60 s, and then the machine stopped."""
    desk = holding()
    desk.clock.set(60 * SECOND_NS)
    desk.do(desk.engine.change_agent(replace(desk.agent, leverage=3), 60 * SECOND_NS))

    stored = desk.snapshot()

    assert stored.account.last_event_ns == 60 * SECOND_NS
    assert blind_since(stored) == {PERP.id: 2 * SECOND_NS}
    desk.restart()
    assert blind_since(desk.snapshot()) == {PERP.id: 2 * SECOND_NS}
    desk.play(*prices(61_000, "100"))
    desk.beat()
    assert blind_since(desk.snapshot()) == {PERP.id: 61 * SECOND_NS}


def test_equity_is_not_known_before_the_first_mark() -> None:
    """A guard that took the wallet alone would halt, or size the next entry, on a fiction."""
    desk = ScriptedDesk(make_agent(risk=replace(ROOMY, risk=Limit.percent("2"))))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    desk.restart()

    desk.play(quote(2000, "100", "100.1"))
    assert the(EntryRefused, desk.signal(Action.SELL)).code == "STALE_FEED"
    assert desk.engine.state.agent_equity(desk.agent) == desk.agent.slice + desk.agent.realised

    desk.play(mark(2100, "100"))
    assert of(OrderPlaced, desk.signal(Action.SELL))


def test_the_path_ends_with_the_gap() -> None:
    desk = ScriptedDesk()
    desk.play(*bar(0, "100 100 100 100"))
    lane = desk.engine.state.lanes[PERP.id]

    lane.left_path()

    assert (lane.is_path, lane.quote_ns, lane.heard_ns) == (False, 0, 60_000 * MS)


async def test_funding_of_the_fresh_feed_is_still_booked() -> None:
    desk = holding()
    await walk(desk, ScriptedMarket(candles=[second(5, "100 100 99 100")]))
    before = desk.wallet

    desk.play(Funding(PERP.id, 11 * SECOND_NS, 10_000, 100 * 10**8))

    assert Decimal(desk.wallet - before) / 10**8 == Decimal("-0.196")


# --- fundings of the gap


def funding(at_s: int) -> Funding:
    """0.01 % on a mark of 100: 0.196 for the 19.6 that are held."""
    return Funding(PERP.id, at_s * SECOND_NS, 10_000, 100 * 10**8)


QUIET = [second(at_s, "100 100 99 100") for at_s in range(3, 11)]
FALLING = [*QUIET[:3], second(6, "99 99 94 96")]


@pytest.mark.parametrize(
    ("candles", "at_s", "paid"),
    [
        pytest.param(QUIET, [5], "-0.196", id="held through it"),
        pytest.param(QUIET, [4, 8], "-0.392", id="twice"),
        pytest.param(FALLING, [5], "-0.196", id="stopped out after it"),
        pytest.param(FALLING, [6, 7], "0", id="stopped out before it"),
        pytest.param(QUIET, [2, 11], "0", id="before the gap, and after it"),
        pytest.param([], [5], "-0.196", id="without candles"),
    ],
)
async def test_who_held_at_a_funding_of_the_gap_pays_it(
    candles: list[Written], at_s: list[int], paid: str
) -> None:
    desk = holding()

    await walk(desk, ScriptedMarket(candles=candles, fundings=map(funding, at_s)))

    told = of(FundingBooked, desk.records)
    assert sum(record.amount for record in told) == Decimal(paid)
    assert [record.at_ns // SECOND_NS for record in told] == (at_s if paid != "0" else [])
    assert sum(entry.amount for entry in desk.ledger if entry.kind == "funding") == usdt(paid)


async def test_a_funding_that_is_told_again_is_booked_once() -> None:
    """By the stream after the walk, and by a second walk after a restart."""
    desk = holding()
    market = ScriptedMarket(candles=QUIET, fundings=[funding(5)])
    await walk(desk, market)
    desk.play(funding(5))
    desk.restart()
    await walk(desk, market)
    desk.play(funding(5))

    assert len(of(FundingBooked, desk.records)) == 1
    assert of(FundingBooked, desk.play(funding(11)))


async def test_a_market_that_does_not_tell_its_fundings_is_walked_without() -> None:
    desk = holding()

    await walk(desk, ScriptedMarket(fundings=[funding(5)], is_down=True))

    assert of(FundingBooked, desk.records) == []
    assert not desk.is_flat


# --- ladders and trailing stops


def following(kind: TrailKind = TrailKind.BELOW_HIGHEST) -> ScriptedDesk:
    """The same, with a stop 2 % below the best price and targets at 4 and 8 %."""
    trail = Trail(kind=kind, distance=Limit.percent("2"))
    risk = replace(ROOMY, targets=ladder("4", "8"), take_profit=None, trail=trail)
    desk = ScriptedDesk(make_agent(risk=risk))
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"), *prices(2000, "100"))
    return desk


async def test_a_trailing_stop_catches_up_on_the_candles_of_the_gap() -> None:
    desk = following()
    market = ScriptedMarket(candles=[second(4, "100 103 100 103"), second(5, "103 103 102 102")])

    await walk(desk, market)

    assert (desk.position.best, desk.position.stop) == (1030, 1010)


async def test_the_stop_it_came_to_is_met_inside_the_gap() -> None:
    desk = following()
    market = ScriptedMarket(
        candles=[
            second(4, "100 103 100 103"),
            second(5, "103 103 100 100"),
            second(6, "100 105 100 105"),
        ]
    )

    await walk(desk, market)

    result = the(PositionClosed, desk.records).result
    assert (result.reason, result.flags) == (ExitReason.TRAIL, ("blind",))
    assert str(result.exit) == "100.900"


async def test_a_rung_reached_inside_the_gap_is_taken_there() -> None:
    desk = following(TrailKind.MOVING_TARGET)

    await walk(desk, ScriptedMarket(candles=[second(4, "100 105 100 101"), closed_second(5)]))

    reduced = the(PositionReduced, desk.records)
    assert (reduced.rung, str(reduced.price)) == (1, "104.0")
    assert desk.position.flags == ("blind",)


def closed_second(at_s: int) -> Written:
    return second(at_s, "101 101 101 101")
