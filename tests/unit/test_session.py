"""A runtime's life: rebuilt, brought up to now, fed, and asked again when an agent wants more."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from core.errors import InputError
from core.events import (
    AgentStateChanged,
    DeskStarted,
    OrderEnded,
    OrderPlaced,
    PositionClosed,
    SignalChanged,
)
from core.market import Candle, FeedState, MarketEvent
from core.orders import WorkingOrder
from core.ports import Snapshot, Strategy, Subscription
from core.trading import Agent
from core.types import (
    SECOND_NS,
    Action,
    AgentState,
    ExitReason,
    FeedStatus,
    OrderKind,
    OrderState,
    Purpose,
    Source,
    Timeframe,
)
from core.values import replace
from engine import recovery
from engine.session import Session
from exchanges.simulated.paper import PaperSettings
from tests.desk import AGENT, ScriptedDesk, make_agent, of, prices, the
from tests.desk_house import Buys, history
from tests.paper.script import MS, PERP, closed, mark, ticks, trade
from tests.scripted_market import ScriptedMarket

SLOW = PaperSettings(latency_ns=250 * MS, jitter_ns=0)


def session_of(
    desk: ScriptedDesk, market: ScriptedMarket, strategy: Strategy | None = None
) -> Session:
    def events(wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        market.subscribed.append((wanted, since_ns))
        return _after(market, since_ns)

    def make(agent: Agent) -> Strategy:
        if agent.strategy == "GONE":
            raise InputError("No strategy is named GONE", code="unknown_strategy")
        return strategy or Buys()

    return Session(desk.runtime, market, events, make)


async def _after(market: ScriptedMarket, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
    for event in market.script:
        if event.at_ns > since_ns:
            yield event


def restarted(desk: ScriptedDesk, now_s: int) -> Snapshot:
    """What is stored, and a new runtime over it at a later time of the clock."""
    start = desk.snapshot()
    desk.runtime = desk.make_runtime(start)
    desk.clock.set(now_s * SECOND_NS)
    return start


async def test_a_new_account_starts_with_nothing_to_settle() -> None:
    desk = ScriptedDesk()
    market = ScriptedMarket(candles=history(5), events=prices(400_000, "100"))
    desk.clock.set(360 * SECOND_NS)
    session = session_of(desk, market)

    await session.run(desk.opening)

    assert of(DeskStarted, desk.records) == []
    assert session.armed.is_set()
    assert market.subscribed == [
        (
            Subscription(frozenset({(PERP.id, Timeframe.M1)}), frozenset({PERP.id})),
            360 * SECOND_NS,
        )
    ]


async def test_an_agent_is_warmed_up_and_trades_on_its_next_candle() -> None:
    desk = ScriptedDesk()
    events: list[MarketEvent] = [
        *prices(419_000, "100"),
        closed(420_000, "100"),
        *prices(420_100, "100"),
    ]
    desk.clock.set(380 * SECOND_NS)

    await session_of(desk, ScriptedMarket(candles=history(6), events=events)).run(desk.opening)

    assert desk.position.opened_at_ns == 420_100 * MS
    assert desk.runtime.runners[AGENT].cycles == 1


@pytest.mark.parametrize("state", [AgentState.OFF, AgentState.HALTED])
async def test_an_agent_that_does_not_run_has_no_runner(state: AgentState) -> None:
    desk = ScriptedDesk(make_agent(state=state))

    assert await session_of(desk, ScriptedMarket()).follow(AGENT)

    assert desk.runtime.runners == {}


@pytest.mark.parametrize(
    ("agent", "market"),
    [
        (make_agent(), ScriptedMarket(is_down=True)),
        (replace(make_agent(), strategy="GONE"), ScriptedMarket(candles=history(6))),
    ],
    ids=["no history", "no strategy"],
)
async def test_an_agent_that_cannot_be_brought_back_is_paused_and_says_why(
    agent: Agent, market: ScriptedMarket
) -> None:
    desk = ScriptedDesk(agent)
    desk.clock.set(360 * SECOND_NS)

    assert not await session_of(desk, market).follow(AGENT)

    changed = the(AgentStateChanged, desk.records)
    assert (changed.new, changed.cause) == (AgentState.PAUSED, "recovery_failed")
    assert desk.runtime.runners == {}
    assert [owed.name for owed in desk.journal.units[-1].owed] == ["agent_state_changed"]


async def test_history_that_never_comes_pauses_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(ScriptedMarket):
        async def candles(self, *_: object, **__: object) -> tuple[Candle, ...]:
            await asyncio.get_running_loop().create_future()
            return ()

    monkeypatch.setattr("engine.recovery.CANDLES_TIMEOUT_S", 0.0)
    desk = ScriptedDesk()

    assert not await session_of(desk, Silent()).follow(AGENT)
    assert desk.agent.state is AgentState.PAUSED


async def test_a_signal_that_stands_is_acted_on_at_once_when_a_price_is_known() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(359_900, "100"))
    session = session_of(desk, ScriptedMarket(candles=history(6)))

    await session.follow(AGENT)

    assert of(OrderPlaced, desk.records)
    assert the(SignalChanged, desk.records).repeats == 3


async def test_nothing_is_acted_on_before_the_first_quote() -> None:
    desk = ScriptedDesk()
    desk.clock.set(360 * SECOND_NS)
    session = session_of(desk, ScriptedMarket(candles=history(6)))

    await session.follow(AGENT)
    await session.act(AGENT)

    assert desk.records == []


# --- a restart


def holding() -> ScriptedDesk:
    """19.6 at 100.1 from 1.3 s on: stop 95.1."""
    desk = ScriptedDesk(make_agent(state=AgentState.PAUSED), terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.do(desk.engine.set_state(AGENT, AgentState.RUNNING, "user", "1", desk.now_ns))
    desk.signal(Action.BUY)
    desk.play(*prices(1300, "100"))
    desk.do(desk.engine.set_state(AGENT, AgentState.OFF, "user", "1", desk.now_ns))
    return desk


def gap(at_s: int, text: str) -> tuple[Source, Candle]:
    first, high, low, last = (ticks(price) for price in text.split())
    return Source.MARK, replace(
        closed(at_s * 1000, "1"),
        timeframe=Timeframe.S1,
        open=first,
        high=high,
        low=low,
        close=last,
    )


async def test_a_restart_walks_the_gap_before_the_first_price() -> None:
    desk = holding()
    start = restarted(desk, 60)
    market = ScriptedMarket(
        candles=[gap(30, "100 100 94 99"), gap(59, "99 99 99 99")],
        events=prices(60_500, "120"),
    )

    await session_of(desk, market).run(start)

    started, result = the(DeskStarted, desk.records), the(PositionClosed, desk.records).result
    assert (started.positions, started.blind_s, started.lost) == (1, 58, 0)
    assert (result.reason, result.flags) == (ExitReason.STOP_LOSS, ("blind",))
    assert result.closed_at_ns < 30 * SECOND_NS
    assert desk.records.index(started) < desk.records.index(the(PositionClosed, desk.records))
    assert market.subscribed[0][1] == 59 * SECOND_NS  # from the end of what was seen


async def test_an_exit_in_flight_leaves_again_after_the_gap() -> None:
    desk = holding()
    desk.play(mark(2000, "95"))
    start = restarted(desk, 60)
    market = ScriptedMarket(events=[*prices(60_500, "94"), *prices(61_000, "93")])

    await session_of(desk, market).run(start)

    result = the(PositionClosed, desk.records).result
    assert str(result.exit) == "94.000"
    assert the(DeskStarted, desk.records).resubmitted == 1
    assert desk.runtime.unwatched == set()  # a first price was judged, though nothing was left


async def test_an_exit_that_filled_in_the_gap_is_not_sent_again() -> None:
    """The broker remembered it; the walk of the gap filled it."""
    desk = holding()
    desk.play(mark(2000, "95"))
    desk.beat(with_broker=True)
    start = restarted(desk, 60)
    market = ScriptedMarket(candles=[gap(30, "94 94 93 93")], events=prices(60_500, "90"))

    await session_of(desk, market).run(start)

    assert the(PositionClosed, desk.records).result.closed_at_ns < 30 * SECOND_NS
    assert desk.runtime.broker.is_idle(PERP.id)


def test_a_resting_order_lives_on_in_the_brokers_own_state() -> None:
    desk = holding()
    desk.play(mark(2000, "95"))
    (leaving,) = desk.engine.state.orders.values()
    entry = replace(leaving.order, purpose=Purpose.ENTRY, kind=OrderKind.LIMIT, limit=ticks("90"))
    resting = WorkingOrder(order=entry, state=OrderState.OPEN)
    unsent = WorkingOrder(order=entry)

    found = recovery.in_flight([resting, unsent, leaving])

    assert (found.lost, found.again) == ((unsent,), (leaving.order,))


async def test_an_entry_in_flight_is_lost() -> None:
    desk = ScriptedDesk(make_agent(), terms=SLOW)
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.do(desk.engine.set_state(AGENT, AgentState.OFF, "user", "1", desk.now_ns))
    start = restarted(desk, 60)

    await session_of(desk, ScriptedMarket(events=prices(60_500, "100"))).run(start)

    assert the(OrderEnded, desk.records).state is OrderState.LOST_IN_RESTART
    assert desk.is_flat


# --- feeds


async def test_a_feed_that_was_silent_is_walked_before_its_first_price() -> None:
    desk = holding()
    desk.play(*prices(2000, "100"))
    market = ScriptedMarket(
        candles=[gap(5, "100 100 94 99")],
        events=[
            FeedState(PERP.id, 5000 * MS, FeedStatus.STALE, "silence"),
            FeedState(PERP.id, 6000 * MS, FeedStatus.STALE, "silence"),
            FeedState(PERP.id, 9000 * MS, FeedStatus.LIVE, ""),
            *prices(9100, "101"),
        ],
    )

    await session_of(desk, market)._feed(2000 * MS)

    assert market.asked == [(Timeframe.S1, 9 * SECOND_NS, 8, Source.MARK)]
    assert the(PositionClosed, desk.records).result.flags == ("blind",)


async def test_a_feed_that_was_never_silent_asks_for_nothing() -> None:
    desk = holding()
    market = ScriptedMarket(events=[FeedState(PERP.id, 3000 * MS, FeedStatus.LIVE, "")])

    await session_of(desk, market)._feed(2000 * MS)

    assert market.asked == []


async def test_an_agent_that_wants_other_candles_makes_the_feed_be_asked_again() -> None:
    """At the instant of the last event, whose other events are neither lost nor taken twice."""
    desk = holding()
    heard = ScriptedMarket(events=[mark(2000, "100"), mark(2000, "101"), mark(2100, "102")])
    session = session_of(desk, heard)
    session.resubscribe()
    marks: list[int] = []
    taken = desk.runtime.take

    async def take(event: MarketEvent) -> None:
        await taken(event)
        marks.append(desk.engine.state.lanes[PERP.id].mark // 10**8)
        if marks == [100]:
            session.resubscribe()

    desk.runtime.take = take  # type: ignore[method-assign]
    await session._feed(1500 * MS)

    assert marks == [100, 101, 102]
    assert [since for _, since in heard.subscribed] == [1500 * MS, 2000 * MS - 1]


async def test_a_market_is_left_closed() -> None:
    market = ScriptedMarket(events=[mark(2000, "100")])

    async with aclosing(_after(market, 0)) as events:
        assert [event async for event in events] == market.script


async def test_equal_events_of_one_instant_are_all_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two prints of the same price and size in the same instant are two prints."""
    desk = ScriptedDesk(make_agent(state=AgentState.OFF))
    twins = [trade(400_000, "100", "1"), trade(400_000, "100", "1")]
    taken: list[MarketEvent] = []
    take = desk.runtime.take

    async def counted(event: MarketEvent) -> None:
        taken.append(event)
        await take(event)

    monkeypatch.setattr(desk.runtime, "take", counted)
    await session_of(desk, ScriptedMarket(candles=[], events=twins)).run(desk.opening)

    assert taken == twins
