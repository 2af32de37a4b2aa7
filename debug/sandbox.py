"""One member's sandbox: a runtime that lives, and what hands do to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.codec import encode
from core.errors import ExchangeError, InputError
from core.events import event_name
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.money import Steps, Ticks
from core.ports import Owed
from core.trading import Agent, Position, Signal
from core.types import SECOND_NS, Action, AgentState, Priority, Side, UserId
from debug.advice import confidence_of, confirmed
from debug.runtime import DebugTradeRuntime
from debug.scenario import around, draining_rate, gapped
from engine import signals
from engine.alerts import SIGNAL_RANK
from engine.step import Draft, Step, joined
from exchanges.simulated.faults import Fault, FaultKind

T = TypeVar("T")

FOLLOW_S = 1.0
SETTLING = 2
"""Prices after a decision: the first fills its orders, the second what waited for them."""
FAULT_S = 15


class Sandbox:
    """Presses come one at a time, each between fresh prices: one to decide on, and those that the
    decision meets. Raises InputError for what cannot be done now."""

    def __init__(self, parts: DebugTradeRuntime, owner: UserId) -> None:
        self.parts = parts
        self.is_over = False
        self._owner = owner
        self._market = parts.market
        self._state = parts.runtime.engine.state
        self._clock = parts.runtime.clock
        self._lock = asyncio.Lock()

    async def run(self) -> None:
        """Lives, and follows the price, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.parts.session.run(self.parts.opening))
            group.create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            await self._clock.sleep(FOLLOW_S)
            async with self._lock:
                await self._breathe()

    # --- what is

    @property
    def agent(self) -> Agent:
        return self._state.agents[self.parts.agent]

    @property
    def held(self) -> Instrument:
        return self._market.focus

    @property
    def position(self) -> Position:
        """Raises InputError when it is flat."""
        found = self._state.position_of(self.agent)
        if found is None:
            raise InputError("There is no open position", code="flat")
        return found

    def faults_on(self) -> tuple[FaultKind, ...]:
        now_ns = self._clock.now_ns()
        return tuple(fault.kind for fault in self.parts.faults if fault.is_on(now_ns))

    # --- presses

    async def wake(self) -> None:
        """The first price."""
        await self._press(_nothing)

    async def start(self) -> None:
        if self.agent.state is AgentState.HALTED:
            raise InputError("The sandbox is halted: reset it", code="debug_halted")
        await self.parts.trading.set_state(self.parts.agent, "start", by=self._owner)

    async def stop(self) -> None:
        await self.parts.trading.set_state(self.parts.agent, "stop", by=self._owner)

    async def advise(self, action: Action, confidence_pct: int) -> None:
        """A new signal the whole way: its candles close, the strategy advises, it is confirmed,
        and READY it is traded."""

        async def close_candles() -> None:
            self._check_running()
            for advice in (Action.HOLD, *[action] * signals.CONFIRMATIONS):
                self.parts.hand.put(advice, confidence_pct)
                await self._tell(self._candle())

        await self._press(close_candles)

    async def force(self, action: Action, confidence_pct: int) -> None:
        """A READY signal out of nothing."""

        async def decide() -> None:
            self._check_running()
            signal = self._signal(action, confidence_pct * 10_000)
            await self.parts.runtime.decide(lambda: self._traded(signal))

        await self._press(decide)

    async def flip(self) -> None:
        action = Action.SELL if self.position.side is Side.LONG else Action.BUY
        await self.advise(action, 100)

    async def close(self) -> str:
        """Closes by hand: done, flat or pending."""

        async def ask() -> str:
            view = self.parts.trading.auto_view(self.parts.agent).position
            if view is None:
                return "flat"
            return await self.parts.trading.close(
                self.parts.agent, share_pct=100, version=view.version, by=self._owner
            )

        return await self._press(ask)

    async def hit(self, level: str) -> None:
        """Brings the price to the stop or the target (`sl`, `tp`), or by funding the result to
        the max loss (`ml`)."""

        async def bring() -> None:
            position = self.position
            if level == "ml":
                await self._drain(position)
                return
            ticks = position.stop if level == "sl" else position.target
            if ticks is None:
                raise InputError("The position has no such level", code="debug_no_level")
            self._force_middle(ticks)

        await self._press(bring)

    async def force_price(self, ticks: int) -> None:
        async def put() -> None:
            self._force_middle(ticks)

        await self._press(put)

    async def release_price(self) -> None:
        self._market.release()
        await self._press(_nothing)

    async def break_market(self, kind: FaultKind) -> None:
        """A fault for a while; a gap stays."""

        async def put() -> None:
            position = self._state.position_of(self.agent)
            if kind is FaultKind.GAP:
                self._force_middle(gapped(self._middle(), position))
                return
            now_ns = self._clock.now_ns()
            fault = Fault(kind=kind, at_ns=now_ns, lasts_ns=FAULT_S * SECOND_NS)
            self.parts.faults[:] = [fault]

        await self._press(put)

    async def mend(self) -> None:
        self.parts.faults.clear()
        await self._press(_nothing)

    async def alert(self, priority: Priority) -> None:
        """The alert of a signal as a chat gets it, whatever the member's settings let through."""
        alerts = self.parts.runtime.alerts.settings
        signal = self._signal(Action.BUY, confidence_of(priority, alerts))
        record = signals.ready(signal, self.agent, self.held, alerts)
        account = self.parts.opening.account
        name = event_name(record, account.mode)
        is_silent = priority is not Priority.HIGH
        self.parts.outbox.owe(
            Owed(
                chat=self._owner,
                rank=SIGNAL_RANK,
                name=name,
                payload=encode(record),
                is_silent=is_silent,
            )
        )
        self.parts.bus.publish(account.id, name, record)

    async def set_up(self, held: Instrument | None, leverage: int | None) -> None:
        """Another instrument or leverage; not while a position or an order is open."""
        trading, agent = self.parts.trading, self.parts.agent
        if held is not None and held.id != self.held.id:
            await trading.configure(agent, "symbol", held.id, by=self._owner)
            self._market.look_at(held)
        if leverage is not None and leverage != self.agent.leverage:
            await trading.configure(agent, "leverage", str(leverage), by=self._owner)

    # --- the way of a press

    async def _press(self, act: Callable[[], Awaitable[T]]) -> T:
        async with self._lock:
            await self._breathe()
            answer = await act()
            for _ in range(SETTLING):
                await self._breathe()
            return answer

    async def _breathe(self) -> None:
        """Says a fresh price; nothing where there is none: the feed will tell of that."""
        try:
            quote = await self._market.snapshot()
        except (ExchangeError, TimeoutError):
            return
        await self._tell(quote)

    async def _tell(self, event: MarketEvent) -> None:
        try:
            await self._market.tell(event)
        except TimeoutError as error:
            raise InputError("The sandbox does not answer: reset it", code="debug_stuck") from error

    async def _drain(self, position: Position) -> None:
        middle = self._middle()
        self._force_middle(middle)
        rate = draining_rate(position, self.held, middle)
        mark = middle * self.held.tick_e8
        if rate:
            await self._tell(Funding(self.held.id, self._market.stamp(), rate, mark))

    # --- parts of a press

    def _check_running(self) -> None:
        if self.agent.state is not AgentState.RUNNING:
            raise InputError("Start the sandbox first", code="debug_off")

    def _traded(self, signal: Signal) -> Step:
        runtime = self.parts.runtime
        told = signals.ready(signal, self.agent, self.held, runtime.alerts.settings)
        step = runtime.engine.on_signal(signal, signal.at_ns)
        return joined(Draft(records=[told]).step(), step)

    def _signal(self, action: Action, confidence: int) -> Signal:
        at_ns = self._market.stamp()
        return confirmed(
            self.agent, self.held, action, confidence, middle=self._middle(), at_ns=at_ns
        )

    def _candle(self) -> Candle:
        price, at_ns = Ticks(self._middle()), self._market.stamp()
        return Candle(
            self.held.id, at_ns, self.agent.timeframe, price, price, price, price, Steps(0)
        )

    def _middle(self) -> int:
        newest = self._market.newest
        if newest is None:
            raise InputError("There is no price yet: force one", code="debug_no_price")
        return newest.mid_x2 // 2

    def _force_middle(self, ticks: int) -> None:
        newest = self._market.newest
        spread = newest.ask - newest.bid if newest is not None else 0
        self._market.force(*around(ticks, spread))


async def _nothing() -> None:
    return None
