"""TradeRuntime: an engine wired to a clock, a market, a broker and a journal; one per account.

Paper, live, sandbox and backtest are instances of it. Nothing is true before it is journaled, and
an order leaves only after the commit that holds its intent.
"""

import asyncio
from collections.abc import Callable, Sequence

from core.candles import closing_point
from core.errors import InputError, StorageError
from core.events import Record
from core.market import Book, Candle, Mark, MarketEvent, PathPoint, Quote, Trade
from core.orders import BrokerEvent
from core.ports import Broker, Bus, Clock, Journal, Unit
from core.trading import Agent
from core.types import SECOND_NS, AgentId, InstrumentId, Source, Timeframe
from engine import quiet
from engine.alerts import Alerts
from engine.execution import ExecutionEngine
from engine.hearing import Hearing
from engine.keeping import Keeper
from engine.runner import AutoTradeRunner
from engine.step import NOTHING, Draft, Step, joined

UNWATCHED = "unwatched"
JUDGED: dict[Source, tuple[type[MarketEvent], ...]] = {
    Source.MARK: (Mark,),
    Source.LAST: (Trade,),
    Source.QUOTE: (Quote, Book),
}
"""The events that levels are judged on, by their declared source."""
NEAR_NS = 2 * SECOND_NS


class TradeRuntime:
    """Runs one account. `take` and `decide` are its only doors; each holds the lock until what it
    did is durable, so that two decisions never interleave. `pace` is how fast market time runs."""

    def __init__(
        self,
        *,
        engine: ExecutionEngine,
        broker: Broker,
        journal: Journal,
        bus: Bus,
        clock: Clock,
        desk_clock: Clock,
        alerts: Alerts,
        pace: int = 1,
    ) -> None:
        self.engine = engine
        self.broker = broker
        self.clock = clock
        self.desk_clock = desk_clock
        self.alerts = alerts
        self.pace = pace
        self.runners: dict[AgentId, AutoTradeRunner] = {}
        self.unwatched: set[InstrumentId] = set()
        self._by_candle: dict[tuple[InstrumentId, Timeframe], list[AutoTradeRunner]] = {}
        self._by_partner: dict[tuple[InstrumentId, Timeframe], list[AutoTradeRunner]] = {}
        self._listeners: dict[InstrumentId, list[Hearing]] = {}
        self._keepers: list[Keeper] = []
        self._unlaid: list[Keeper] = []
        self._journal = journal
        self._bus = bus
        self._lock = asyncio.Lock()
        self._committed_ns = 0
        self._is_broken = False

    # --- wiring

    def attach(self, agent: AgentId, runner: AutoTradeRunner | None) -> None:
        """Gives an agent its runner, or takes it away; the agent's settings name its candles."""
        self.runners.pop(agent, None)
        if runner is not None:
            self.runners[agent] = runner
        self._by_candle, self._by_partner, self._listeners = {}, {}, {}
        self._keepers = [each.keeper for each in self.runners.values() if each.keeper is not None]
        self._unlaid = [each for each in self._keepers if not each.is_laid]
        for name, attached in self.runners.items():
            self._wire(attached, self.engine.state.agents[name])

    def _wire(self, runner: AutoTradeRunner, agent: Agent) -> None:
        hearing = runner.hearing
        self._by_candle.setdefault((agent.instrument, agent.timeframe), []).append(runner)
        if hearing.partner is not None:
            self._by_partner.setdefault((hearing.partner, agent.timeframe), []).append(runner)
        if hearing.hears_quotes:
            self._listeners.setdefault(agent.instrument, []).append(hearing)

    @property
    def candles(self) -> frozenset[tuple[InstrumentId, Timeframe]]:
        """The closed candles its agents want, and those of their partners."""
        agents = self.engine.state.agents.values()
        return frozenset(self._by_partner) | {
            (agent.instrument, agent.timeframe) for agent in agents if not agent.is_manual
        }

    def now_ns(self) -> int:
        """Market time for a decision of a person: while events come, the market's own; the clock
        runs ahead of it by what is not read yet."""
        state = self.engine.state
        clock_ns = self.clock.now_ns()
        is_near = clock_ns - state.now_ns <= NEAR_NS * self.pace
        return state.now_ns if is_near else max(clock_ns, state.now_ns)

    def is_held(self, instrument: InstrumentId) -> bool:
        """Has an instrument a position or an order? Then none of its events may be skipped."""
        lane = self.engine.state.lanes[instrument]
        return bool(lane.positions or lane.trails) or not self.broker.is_idle(instrument)

    # --- deciding, synchronous

    def on_market(self, event: MarketEvent) -> Step:
        """What one market event came to: results of earlier orders, levels, and signals."""
        results = self.broker.on_market(event)
        if event.instrument in self.unwatched:
            step = self._advance_unwatched(event, results)
        else:
            step = self.engine.advance(event, results)
        if results and self._keepers:
            for keeper in self._keepers:
                step = joined(step, keeper.on_results(step))
        if self._unlaid:
            step = joined(step, self._lay_out())
        if type(event) is Candle:
            return self._closed(step, event)
        if self._listeners and isinstance(event, Quote | Book):
            for listener in self._listeners.get(event.instrument, ()):
                listener.offer(event)
        return step

    def _lay_out(self) -> Step:
        """The resting orders of agents that had no price when they began."""
        step = NOTHING
        for keeper in self._unlaid:
            step = joined(step, keeper.keep())
        self._unlaid = [each for each in self._unlaid if not each.is_laid]
        return step

    def _closed(self, step: Step, candle: Candle) -> Step:
        """A closed candle goes to the agents whose own it is, then to those it is a partner's."""
        name, alerts = (candle.instrument, candle.timeframe), self.alerts.settings
        for runner in self._by_candle.get(name, ()):
            step = joined(step, runner.on_candle(candle, alerts))
        for runner in self._by_partner.get(name, ()):
            step = joined(step, runner.on_partner(candle, alerts))
        return step

    def pass_quiet(self, bar: Candle) -> bool:
        """Settles the path of a bar that reaches no level and meets no order, as its points would
        be; False when it must be expanded. Nothing else may have happened within the bar."""
        name = bar.instrument
        if name in self.unwatched or not self.broker.is_idle(name):
            return False
        if not quiet.settle(self.engine.state, bar):
            return False
        self.broker.on_market(closing_point(bar))
        return True

    def pass_quiet_rest(self, bars: Sequence[Candle]) -> bool:
        """The same of what is left of bars of one length that opened together, their opens being
        taken: all of them, in the order of their points, or none."""
        for bar in bars:
            if bar.instrument in self.unwatched or not self.broker.is_idle(bar.instrument):
                return False
        if not quiet.settle_rest(self.engine.state, bars):
            return False
        for bar in bars:
            self.broker.on_market(closing_point(bar))
        return True

    def _advance_unwatched(self, event: MarketEvent, results: Sequence[BrokerEvent]) -> Step:
        """The first price after blind time that no candle could tell of: its exits say so."""
        self.engine.exits.flags = (UNWATCHED,)
        step = self.engine.advance(event, results)
        self.engine.exits.flags = ()
        source = self.engine.state.lanes[event.instrument].source
        if isinstance(event, (PathPoint, *JUDGED[source])):
            self.unwatched.discard(event.instrument)
        return step

    def unit(self, step: Step) -> Unit:
        """All of a step as one commit: journal, state, ledger, and the messages it owes."""
        state, alerts, records = self.engine.state, self.alerts, step.records
        return Unit(
            account=state.account(),
            wall_ns=self.desk_clock.now_ns(),
            records=records + alerts.suppressed(records),
            agents=step.agents,
            positions=step.positions + state.take_unsaved(step.positions),
            closed=step.closed,
            removed=step.removed,
            orders=step.working + state.take_unsaved_orders(step.working),
            ledger=step.ledger,
            owed=alerts.owed(records),
            broker=self.broker.kept() if step.working else None,
        )

    def settle(self, step: Step, unit: Unit) -> None:
        """After the commit: orders leave, and the bus is told."""
        for client_id in step.cancels:
            self.broker.cancel(client_id)
        for order in step.orders:
            self.broker.submit(order)
        self._bus.tell(unit.account, unit.records)

    # --- doors, asynchronous

    async def take(self, event: MarketEvent) -> None:
        """Takes one market event; returns when what it came to is durable. Raises StorageError:
        then the runtime is no longer what storage holds and must be rebuilt."""
        async with self._lock:
            self._check()
            try:
                await self._commit(self.on_market(event))
            except BaseException:
                self._is_broken = True
                raise

    async def decide(self, decide: Callable[[], Step]) -> Step:
        """Runs a decision between two market events and makes it durable. It raises InputError
        before it changes anything, or the runtime must be rebuilt as well."""
        async with self._lock:
            self._check()
            try:
                step = decide()
                await self._commit(step)
            except InputError:
                raise
            except BaseException:
                self._is_broken = True
                raise
            return step

    async def heartbeat(self, every_ns: int) -> None:
        """Stores how far the market was watched, so that a restart knows its blind time."""
        now_ns = self.desk_clock.monotonic_ns()
        is_due = now_ns - self._committed_ns >= every_ns
        if not is_due or not (self.engine.state.positions or self.engine.state.orders):
            return
        async with self._lock:
            self._check()
            await self._write(self.unit(NOTHING))

    async def owe(self, record: Record) -> None:
        """Journals a record that no decision made (a restart, a fault), with what it owes."""
        await self.decide(lambda: Draft(records=[record]).step())

    async def _commit(self, step: Step) -> None:
        if step.is_empty:
            return
        unit = self.unit(step)
        await self._write(unit)
        self.settle(step, unit)

    def _check(self) -> None:
        """A runtime that stopped between a decision and its commit, or was cancelled there, holds
        what may never have happened: it decides nothing more."""
        if self._is_broken:
            raise StorageError("The journal could not be written; the desk is being rebuilt")

    async def _write(self, unit: Unit) -> None:
        await self._journal.commit(unit)
        self._committed_ns = self.desk_clock.monotonic_ns()
