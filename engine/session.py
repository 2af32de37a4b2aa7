"""A runtime's life: rebuilt from storage, brought up to now, then fed until it is cancelled."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress

from core.errors import ExchangeError, InputError
from core.market import Candle, FeedState, MarketEvent, NewRules
from core.parameters import Value
from core.ports import (
    AdjustableStrategy,
    ConsultedOrderStrategy,
    ConsultedStrategy,
    MarketData,
    OrderStrategy,
    PairStrategy,
    Plotted,
    Snapshot,
    Strategy,
    Subscription,
)
from core.trading import Agent
from core.types import SECOND_NS, AgentId, AgentState, FeedStatus, InstrumentId
from core.values import replace
from engine import recovery
from engine.catching_up import CAUSE, CatchingUp
from engine.consulting import Consulting
from engine.hearing import partner_of
from engine.keeping import terms_of
from engine.recovery import InFlight
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

log = logging.getLogger(__name__)

HEARTBEAT_NS = SECOND_NS
MOST_NAMED = 8
ACTIVE = (AgentState.OBSERVING, AgentState.RUNNING, AgentState.PAUSED)
Events = Callable[[Subscription, int], AsyncGenerator[MarketEvent, None]]
"""Opens a stream of events after an instant; closed where it is left early."""


class Session:
    """Brings one account to life. `armed` is set once positions, levels and feed are back and
    every event is judged; `resumed` once entries are allowed again."""

    def __init__(
        self,
        runtime: TradeRuntime,
        market: MarketData,
        events: Events,
        make_strategy: Callable[[Agent], Strategy],
    ) -> None:
        self.runtime = runtime
        self.market = market
        self.armed = asyncio.Event()
        self._events = events
        self._make_strategy = make_strategy
        self._consulting = Consulting(runtime)
        self._catching_up = CatchingUp(runtime, market, self.follow)
        self._stale_since: dict[InstrumentId, int] = {}
        self._wanted = asyncio.Event()

    async def restore(self, snapshot: Snapshot) -> InFlight:
        """Settles what was in flight, before any event is taken."""
        runtime = self.runtime
        found = recovery.in_flight(snapshot.orders)
        if snapshot.broker:
            runtime.broker.restore(snapshot.broker)
        if snapshot.account.last_event_ns:
            gap_ns = max(runtime.clock.now_ns() - snapshot.account.last_event_ns, 0)
            await runtime.decide(lambda: recovery.give_up(runtime, found, gap_ns // SECOND_NS))
        return found

    async def run(self, snapshot: Snapshot) -> None:
        """Walks the blind time, then takes every event until cancelled. Raises StorageError."""
        runtime = self.runtime
        found = await self.restore(snapshot)
        now_ns = runtime.clock.now_ns()
        if snapshot.account.last_event_ns:
            since = recovery.blind_since(snapshot)
            now_ns = await recovery.see_gap(runtime, self.market, since, now_ns)
        for order in found.again:
            recovery.send_again(runtime, order)
        for agent in list(runtime.engine.state.agents.values()):
            await self.follow(agent.id)
        await self._feed(now_ns)

    async def consult(self) -> None:
        """Asks the strategies that think elsewhere; runs beside `run` until cancelled."""
        await self._consulting.run()

    async def catch_up(self) -> None:
        """Brings back agents whose history did not come; runs beside `run` until cancelled."""
        await self._catching_up.run()

    async def follow(self, name: AgentId) -> bool:
        """Gives an agent the runner its state and settings ask for, warmed up; says whether it
        could. An agent without its strategy or its history is paused, and says why."""
        runtime = self.runtime
        agent = runtime.engine.state.agents[name]
        if agent.state not in ACTIVE:
            runtime.attach(name, None)
            return True
        lane = runtime.engine.state.lanes[agent.instrument]
        try:
            strategy = self._make_strategy(agent)
            ask = self._consulting.ask if isinstance(strategy, ConsultedStrategy) else None
            ask_orders = self._consulting.ask_orders
            runner = AutoTradeRunner(
                agent,
                lane.instrument,
                strategy,
                runtime.engine,
                ask=ask,
                ask_orders=ask_orders if isinstance(strategy, ConsultedOrderStrategy) else None,
            )
            self._check_fit(strategy, agent)
            runtime.attach(name, runner)
            await recovery.warm_up(runtime, self.market, name, runtime.clock.now_ns())
            if runner.hearing.partner is not None:
                self.resubscribe()
        except (ExchangeError, InputError, TimeoutError) as error:
            log.warning("agent %s cannot start: %s", name, error)
            runtime.attach(name, None)
            if not isinstance(error, InputError):
                self._catching_up.add(agent)
            await self._pause(name)
            return False
        await self.act(name, is_new=True)
        return True

    async def act(self, name: AgentId, *, is_new: bool = False) -> None:
        """Acts on the signal as it stands, so that a start, a resume or a mended setting need not
        wait for the next candle; nothing before the first quote."""
        runtime, state = self.runtime, self.runtime.engine.state
        runner = runtime.runners.get(name)
        if runner is None or not state.lanes[state.agents[name].instrument].quote_ns:
            return
        before = None if is_new else runner.signal
        await runtime.decide(lambda: runner.act(before, runtime.now_ns(), runtime.alerts.settings))

    async def _pause(self, name: AgentId) -> None:
        runtime = self.runtime
        await runtime.decide(
            lambda: runtime.engine.set_state(
                name, AgentState.PAUSED, CAUSE, "", runtime.clock.now_ns()
            )
        )

    def check(self, agent: Agent) -> None:
        """Raises InputError where its strategy cannot work on what it is to trade."""
        self._check_fit(self._make_strategy(agent), agent)

    def misfit(self, agent: Agent) -> InputError | None:
        """Why its strategy cannot work as it is set, None where it can or is gone."""
        with suppress(InputError):
            strategy = self._make_strategy(agent)
            try:
                self._check_fit(strategy, agent)
                self._check_partner(strategy, agent)
            except InputError as error:
                return error
        return None

    def _check_partner(self, strategy: Strategy, agent: Agent) -> None:
        """A pair needs two instruments of this desk, which hears all of its own."""
        if not isinstance(strategy, PairStrategy):
            return
        lanes = self.runtime.engine.state.lanes
        held = lanes[agent.instrument].instrument
        if partner_of(strategy, held, lanes) is not None:
            return
        others = [lane.instrument.symbol for lane in lanes.values() if lane.instrument is not held]
        known = ", ".join(sorted(others)[:MOST_NAMED])
        raise InputError(
            f"{strategy.partner} cannot be its partner, these can: {known}",
            code="no_such_partner",
            partner=strategy.partner,
            known=known or "-",
        )

    def _check_fit(self, strategy: Strategy, agent: Agent) -> None:
        if isinstance(strategy, OrderStrategy):
            engine = self.runtime.engine
            held = engine.state.lanes[agent.instrument].instrument
            capital = float(held.money(agent.slice))
            strategy.fits(terms_of(engine, agent), capital, agent.leverage)

    def settled(self, agent: Agent) -> Mapping[str, Value]:
        """The agent's parameters that are not at their defaults, in their own types. Raises
        InputError for what its strategy does not take."""
        made = self._make_strategy(agent)
        self._check_fit(made, agent)
        self._check_partner(made, agent)
        usual = self._make_strategy(replace(agent, parameters={}))
        if not isinstance(made, AdjustableStrategy) or not isinstance(usual, AdjustableStrategy):
            return {}
        defaults = usual.get_parameters()
        values = made.get_parameters()
        return {name: value for name, value in values.items() if value != defaults[name]}

    def lines(self, agent: Agent, candles: Sequence[Candle]) -> Mapping[str, Sequence[float]]:
        """What the agent's strategy goes by; nothing from one that shows nothing. The border
        around foreign code, as in the runner: a chart goes without."""
        try:
            strategy = self._make_strategy(agent)
            return strategy.lines(candles) if isinstance(strategy, Plotted) else {}
        except Exception:
            log.exception("strategy %s showed no lines", agent.strategy)
            return {}

    def resubscribe(self) -> None:
        """An agent wants other candles: the feed is asked again from the last event on."""
        self._wanted.set()

    async def _feed(self, since_ns: int) -> None:
        """Takes events until the market ends. When an agent wants other candles the market is
        asked again from the instant of the last event, which may hold more of them."""
        taken: list[MarketEvent] = []
        while True:
            self._wanted.clear()
            wanted = Subscription(
                candles=self.runtime.candles,
                instruments=frozenset(self.runtime.engine.state.lanes),
            )
            known = list(taken)
            async with aclosing(self._events(wanted, since_ns - bool(taken))) as events:
                async for event in events:
                    if event.at_ns == since_ns and event in known:
                        known.remove(event)
                        continue
                    taken = [*taken, event] if event.at_ns == since_ns else [event]
                    since_ns = event.at_ns
                    await self._take(event)
                    if self._wanted.is_set():
                        break
                else:
                    return

    async def _take(self, event: MarketEvent) -> None:
        if type(event) is FeedState:
            await self._on_feed(event)
        await self.runtime.take(event)
        if not (self.armed.is_set() or isinstance(event, Candle | NewRules)):
            log.info("the stops of account %s are armed", self.runtime.engine.state.account().id)
            self.armed.set()
        await self.runtime.heartbeat(HEARTBEAT_NS)

    async def _on_feed(self, event: FeedState) -> None:
        """When a feed comes back, the time it was silent is walked before its first price."""
        if event.status is FeedStatus.STALE:
            last_ns = self.runtime.engine.state.lanes[event.instrument].heard_ns
            self._stale_since.setdefault(event.instrument, last_ns)
            return
        since_ns = self._stale_since.pop(event.instrument, 0)
        if since_ns:
            since = {event.instrument: since_ns}
            await recovery.see_gap(self.runtime, self.market, since, event.at_ns)
