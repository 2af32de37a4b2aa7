"""One plot, three ways of running it: as the desk does, as a replay, and in a plain loop.

A plot says who trades and what the venue does wrong. Each run answers the lines of its journal:
name and payload, without sequence, hash and wall time.
"""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from backtest.ending import Ending
from backtest.jumping import JumpingClock
from core.clock import ManualClock
from core.instrument import Instrument
from core.market import Candle, MarketEvent
from core.money import Money, to_money
from core.ports import Broker, Clock, Journal, Snapshot, Subscription, Unit
from core.trading import Account, Agent, AlertSettings, RiskSettings
from core.types import AccountId, AgentId, AgentState, InstrumentId, Mode, Timeframe, UserId
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.history import run_through
from engine.memory import MemoryJournal
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime
from engine.session import Session
from exchanges.factory import Venue
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.faults import Faults
from exchanges.simulated.paper import PaperSettings
from storage.database import Database, open_database
from strategies.registry import builtin_strategies
from tests.parity.story import Story

OWNER = UserId(1)
ACCOUNT = AccountId("u1-paper")
BALANCE = to_money(Decimal(10_000))
SEED = 1
Lines = list[str]
OpenVenue = Callable[[JumpingClock], Venue]
History = Callable[[InstrumentId, Timeframe, int], Sequence[Candle]]
"""The last candles that closed before a run begins: of what, and at most how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What an account is at first, from when to when it trades, and the faults of the venue."""

    snapshot: Snapshot
    start_ns: int
    end_ns: int
    faults: Faults = field(default_factory=Faults)

    def broker(self, venue: Venue) -> SimulatedBroker:
        listed = {held.id: held for held in venue.instruments}
        return SimulatedBroker(listed, seed=SEED, config=PaperSettings(), faults=self.faults)

    def wanted(self, instruments: Sequence[Instrument]) -> Subscription:
        """What a runtime of these agents asks a market for."""
        agents = self.snapshot.agents
        candles = frozenset((agent.instrument, agent.timeframe) for agent in agents)
        return Subscription(candles, frozenset(held.id for held in instruments))


def account_of(*agents: Agent) -> Snapshot:
    """A new account with these agents."""
    account = Account(
        id=ACCOUNT,
        user=OWNER,
        mode=Mode.PAPER,
        asset="USDT",
        deposits=BALANCE,
        wallet=BALANCE,
        day=0,
        day_equity=BALANCE,
        high_water=BALANCE,
    )
    return Snapshot(account=account, agents=agents)


def trader(
    number: int,
    instrument: InstrumentId,
    timeframe: Timeframe,
    risk: RiskSettings,
    *,
    leverage: int = 5,
    strategy: str = "TREND",
) -> Agent:
    """A running agent with a slice of the account."""
    return Agent(
        id=AgentId(f"u1-{number}"),
        account=ACCOUNT,
        name="auto",
        strategy=strategy,
        instrument=instrument,
        timeframe=timeframe,
        leverage=leverage,
        slice=Money(BALANCE // 5),
        risk=risk,
        state=AgentState.RUNNING,
    )


async def on_paper(plot: Plot, open_venue: OpenVenue, folder: Path) -> Lines:
    """As the desk does: the feed, the session and a database on disk, paced by a clock."""
    clock = JumpingClock(plot.start_ns)
    venue = open_venue(clock)
    url = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    async with (
        open_database(url, clock, lock_path=folder / "desk.lock") as database,
        asyncio.TaskGroup() as group,
    ):
        writing = group.create_task(database.writer.run())
        await _begin(plot, venue, database)
        await _follow(plot, venue, clock, database.journal)
        lines = await _journaled(database, plot.snapshot.account.id)
        writing.cancel()
    return lines


async def in_memory(plot: Plot, open_venue: OpenVenue) -> Lines:
    """The feed and the session, with a journal in memory."""
    clock, journal = JumpingClock(plot.start_ns), MemoryJournal()
    await _follow(plot, open_venue(clock), clock, journal)
    return journal.lines


def in_a_loop(plot: Plot, story: Story) -> Lines:
    """No feed, no session, no database: every event straight through a runtime."""
    clock, journal = ManualClock(plot.start_ns), MemoryJournal()
    venue = dataclasses.replace(story.venue(JumpingClock(plot.start_ns)), clock=clock)
    runtime = make_runtime(plot.snapshot, venue, plot.broker(venue), clock, journal)

    def history(name: InstrumentId, timeframe: Timeframe, limit: int) -> Sequence[Candle]:
        return story.candles(name, timeframe, plot.start_ns, limit)

    attach_all(runtime, history)
    run_through(runtime, story.events, journal)
    return journal.lines


def attach_all(runtime: TradeRuntime, history: History) -> None:
    """Gives every agent its runner, warmed up, without waiting."""
    registry, engine = builtin_strategies(), runtime.engine
    for agent in list(engine.state.agents.values()):
        held = engine.state.lanes[agent.instrument].instrument
        strategy = registry.create(agent.strategy, agent.parameters)
        runner = AutoTradeRunner(agent, held, strategy, engine)
        runtime.attach(agent.id, runner)
        partner = runner.hearing.partner
        others = history(partner, agent.timeframe, runner.needs) if partner is not None else ()
        runner.warm_up(history(agent.instrument, agent.timeframe, runner.needs), others)


def make_runtime(
    snapshot: Snapshot, venue: Venue, broker: Broker, desk_clock: Clock, journal: Journal
) -> TradeRuntime:
    return TradeRuntime(
        engine=ExecutionEngine(snapshot, venue.instruments, sources=venue.sources),
        broker=broker,
        journal=journal,
        bus=EventBus(),
        clock=venue.clock,
        desk_clock=desk_clock,
        alerts=Alerts(snapshot.account.user, snapshot.account.mode, AlertSettings()),
        pace=venue.pace,
    )


async def _begin(plot: Plot, venue: Venue, database: Database) -> None:
    snapshot = plot.snapshot
    await database.journal.register(venue.instruments)
    await database.journal.commit(
        Unit(account=snapshot.account, agents=snapshot.agents, wall_ns=plot.start_ns)
    )


async def _journaled(database: Database, account: AccountId) -> Lines:
    total = await database.reader.count(account, None)
    rows = await database.reader.page(account, None, offset=0, limit=total)
    return [f"{row.name} {row.payload}" for row in reversed(rows)]


async def _follow(plot: Plot, venue: Venue, clock: Clock, journal: Journal) -> None:
    """Runs a session until the plot ends."""
    venue = dataclasses.replace(venue, market=Ending(venue.market, plot.end_ns))
    runtime = make_runtime(plot.snapshot, venue, plot.broker(venue), clock, journal)
    feed = venue.feed(runtime.is_held)

    def events(wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
        return feed.events(wanted, since_ns=since_ns)

    registry = builtin_strategies()
    session = Session(
        runtime,
        venue.market,
        events,
        lambda agent: registry.create(agent.strategy, agent.parameters),
    )
    await session.run(plot.snapshot)
