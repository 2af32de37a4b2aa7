"""The runtime: nothing is true before it is journaled, and an order leaves only after that."""

import asyncio

import pytest

from core.clock import ManualClock
from core.errors import InputError, StorageError
from core.events import Fault, OrderPlaced
from core.market import MarketEvent
from core.orders import Order
from core.ports import Unit
from core.types import SECOND_NS, Action, ClientId, Mode
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.history import run_through
from engine.memory import MemoryJournal
from engine.runtime import NEAR_NS, TradeRuntime
from engine.step import NOTHING, Draft, Step, joined
from exchanges.simulated.broker import SimulatedBroker
from tests.desk import AGENT, OWNER, ScriptedDesk, make_agent, of, prices
from tests.paper.script import AT_ONCE, MS, PERP, mark


class SlowJournal(MemoryJournal):
    """Holds a commit back until it is let through, and fails where it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault: Exception | None = None

    async def commit(self, unit: Unit) -> None:
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        self.append(unit)


class WatchedBroker(SimulatedBroker):
    """Notes what was journaled when an order arrived."""

    def __init__(self, journal: MemoryJournal) -> None:
        super().__init__({PERP.id: PERP}, seed=1, config=AT_ONCE)
        self._journal = journal
        self.sent: list[tuple[ClientId, bool]] = []

    def submit(self, order: Order) -> None:
        known = [
            record.client_id
            for unit in self._journal.units
            for record in of(OrderPlaced, unit.records)
        ]
        self.sent.append((order.client_id, order.client_id in known))
        super().submit(order)


class House:
    """A runtime over a slow journal and a watched broker."""

    def __init__(self) -> None:
        self.desk = ScriptedDesk(make_agent())
        self.journal = SlowJournal()
        self.broker = WatchedBroker(self.journal)
        self.bus = EventBus()
        self.clock = ManualClock()
        self.runtime = TradeRuntime(
            engine=ExecutionEngine(self.desk.opening, (PERP,)),
            broker=self.broker,
            journal=self.journal,
            bus=self.bus,
            clock=self.clock,
            desk_clock=self.clock,
            alerts=Alerts(OWNER, Mode.PAPER, self.desk.runtime.alerts.settings),
        )

    async def start(self) -> None:
        for event in prices(1000, "100"):
            await self.runtime.take(event)

    def buy(self) -> Step:
        signal = self.desk.make_signal(Action.BUY)
        return self.runtime.engine.on_signal(signal, 1000 * MS)


@pytest.fixture
async def house() -> House:
    house = House()
    await house.start()
    return house


async def test_an_order_leaves_only_after_its_intent_is_durable(house: House) -> None:
    house.journal.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(house.runtime.decide(house.buy))
        await asyncio.sleep(0)
        assert house.broker.sent == []
        house.journal.gate.set()

    assert house.broker.sent == [(ClientId("u1-1-000001"), True)]


async def test_two_decisions_never_interleave(house: House) -> None:
    """The price that arrives while a commit is under way is judged after it."""
    house.journal.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(house.runtime.decide(house.buy))
        for event in prices(1100, "100"):
            group.create_task(house.runtime.take(event))
        await asyncio.sleep(0)
        assert house.runtime.engine.state.now_ns == 1000 * MS
        house.journal.gate.set()

    names = [line.split()[0] for line in house.journal.lines]
    assert names[:2] == ["paper_order_placed", "paper_fill_booked"]


async def test_a_failed_commit_sends_nothing_and_stops_the_runtime(house: House) -> None:
    house.journal.fault = StorageError("disk full")
    with pytest.raises(StorageError, match="disk full"):
        await house.runtime.decide(house.buy)
    house.journal.fault = None

    assert house.broker.sent == []
    for again in (
        house.runtime.decide(house.buy),
        house.runtime.take(mark(1200, "100")),
        house.runtime.owe(Fault(at_ns=0, where="x")),
        house.runtime.heartbeat(0),
    ):
        with pytest.raises(StorageError, match="rebuilt"):
            await again
    assert house.journal.units == []


async def test_a_commit_that_fails_for_a_price_stops_it_as_well(house: House) -> None:
    await house.runtime.decide(house.buy)
    house.journal.fault = StorageError("disk full")
    quoted, _ = prices(1100, "100")
    with pytest.raises(StorageError, match="disk full"):
        await house.runtime.take(quoted)

    with pytest.raises(StorageError, match="rebuilt"):
        await house.runtime.take(mark(1200, "100"))


async def test_a_decision_cancelled_in_its_commit_stops_the_runtime(house: House) -> None:
    """Whether the intent became durable is not known, and its order never left."""
    house.journal.gate.clear()
    async with asyncio.TaskGroup() as group:
        deciding = group.create_task(house.runtime.decide(house.buy))
        await asyncio.sleep(0)
        deciding.cancel()
    house.journal.gate.set()

    with pytest.raises(StorageError, match="rebuilt"):
        await house.runtime.take(mark(1200, "100"))


async def test_an_input_that_cannot_be_used_stops_nothing(house: House) -> None:
    def refuse() -> Step:
        raise InputError("no such choice")

    with pytest.raises(InputError):
        await house.runtime.decide(refuse)

    await house.runtime.decide(house.buy)
    assert len(house.broker.sent) == 1


async def test_the_bus_is_told_after_the_commit(house: House) -> None:
    async with house.bus.subscribe("test") as inbox:
        await house.runtime.decide(house.buy)
        event = await inbox.next()

    assert (event.name, event.record) == ("paper_order_placed", *house.journal.units[0].records)


async def test_an_empty_step_is_no_commit(house: House) -> None:
    await house.runtime.decide(lambda: NOTHING)
    await house.runtime.take(mark(1200, "100"))

    assert house.journal.units == []


async def test_a_record_that_no_decision_made_is_journaled(house: House) -> None:
    await house.runtime.owe(Fault(at_ns=5, where="somewhere"))

    assert house.journal.lines == [
        'fault {"agent":"","at_ns":5,"detail":"","instrument":"","where":"somewhere"}'
    ]


async def test_the_heartbeat_stores_how_far_was_watched_while_something_is_held(
    house: House,
) -> None:
    runtime = house.runtime
    house.clock.advance(5)
    await runtime.heartbeat(SECOND_NS)
    assert house.journal.units == []

    await runtime.decide(house.buy)
    await runtime.heartbeat(SECOND_NS)
    assert len(house.journal.units) == 1
    await runtime.take(mark(1900, "100"))
    house.clock.advance(1)
    await runtime.heartbeat(SECOND_NS)

    assert house.journal.units[-1].account.last_event_ns == 1900 * MS
    assert house.journal.units[-1].records == ()


async def test_a_persons_decision_is_made_in_market_time(house: House) -> None:
    """While events come the market's own; the clock alone when it fell silent."""
    runtime = house.runtime
    house.clock.set(1000 * MS + NEAR_NS)
    assert runtime.now_ns() == 1000 * MS

    house.clock.set(1000 * MS + NEAR_NS + 1)
    assert runtime.now_ns() == house.clock.now_ns()


def test_what_is_held_or_ordered_is_never_skipped() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    assert not desk.runtime.is_held(PERP.id)

    desk.signal(Action.BUY)
    assert desk.runtime.is_held(PERP.id)
    desk.play(*prices(1100, "100"))
    assert desk.runtime.is_held(PERP.id)
    assert desk.runtime.candles == {(PERP.id, desk.agent.timeframe)}


def test_the_broker_is_stored_with_the_orders_it_works_on() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    desk.do(desk.engine.set_utc_offset(5, desk.now_ns))

    assert [unit.broker is not None for unit in desk.journal.units] == [True, True]


def test_history_runs_through_the_same_doors() -> None:
    plain, looped = ScriptedDesk(), ScriptedDesk()
    events: list[MarketEvent] = [*prices(1000, "100"), *prices(1100, "101"), *prices(2000, "95")]
    for desk in (plain, looped):
        desk.play(*prices(900, "100"))
        desk.signal(Action.BUY)

    plain.play(*events)
    run_through(looped.runtime, events, looped.journal)

    assert plain.journal.lines == looped.journal.lines
    assert len(plain.journal.lines) > 4


# --- steps


def test_two_steps_of_one_event_are_one() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    signal = desk.make_signal(Action.BUY)
    first = Draft(records=[Fault(at_ns=0, where="x")]).step()

    both = joined(first, desk.engine.on_signal(signal, desk.now_ns))

    assert [record.topic for record in both.records] == ["fault", "order_placed"]
    assert joined(NOTHING, first) is first
    assert joined(first, NOTHING) is first


def test_a_position_closed_and_opened_again_in_one_step_is_held() -> None:
    desk = ScriptedDesk()
    desk.play(*prices(1000, "100"))
    desk.signal(Action.BUY)
    desk.play(*prices(1100, "100"))
    held = desk.position
    key = (AGENT, PERP.id)
    closing, opening = Draft(), Draft()
    closing.drop(key)
    opening.hold(held)

    reopened = joined(closing.step(), opening.step())
    closed = joined(opening.step(), closing.step())

    assert (reopened.positions, reopened.closed) == ((held,), ())
    assert (closed.positions, closed.closed) == ((), (key,))
