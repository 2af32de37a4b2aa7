"""AutoTradeRunner: one per agent; closed candles in, confirmed signals out."""

import logging
import math
from collections import deque
from collections.abc import Callable, Sequence
from decimal import Decimal

from core.events import Fault, Record
from core.instrument import Instrument
from core.market import Candle
from core.ports import OrderStrategy, Strategy, TimedStrategy
from core.trading import Agent, AlertSettings, Signal, SignalResult
from core.types import SECOND_NS, Action
from core.values import replace
from engine import signals
from engine.execution import ExecutionEngine
from engine.hearing import Hearing
from engine.keeping import AskOrders, Keeper
from engine.step import NOTHING, Draft, Step, joined

log = logging.getLogger(__name__)

LOOK_BACK = 240
"""How many candles of history are walked to find since when a signal has held."""

Ask = Callable[["AutoTradeRunner", Sequence[Candle], int], None]
"""Asks a runner's strategy for the advice of the newest candles; `advised` takes the answer."""


class AutoTradeRunner:
    """Runs one agent's strategy on its closed candles, apart from screens and ticks."""

    def __init__(
        self,
        agent: Agent,
        held: Instrument,
        strategy: Strategy,
        engine: ExecutionEngine,
        *,
        confirmations: int = signals.CONFIRMATIONS,
        ask: Ask | None = None,
        ask_orders: AskOrders | None = None,
    ) -> None:
        self.agent_id = agent.id
        self._held = held
        self.strategy = strategy
        self._engine = engine
        self._ask = None if isinstance(strategy, OrderStrategy) else ask
        self._candles: deque[Candle] = deque(maxlen=strategy.warmup)
        self.keeper = self._keeper_of(agent, ask_orders)
        self._confirmer = signals.Confirmer(
            agent, held, needed=confirmations, hold_s=_hold_s(strategy, agent)
        )
        self.hearing = Hearing(strategy, held, engine.state.lanes)
        self._early: list[Candle] = []
        self._is_warm = self._is_waiting = False
        self.cycles = 0

    def _keeper_of(self, agent: Agent, ask: AskOrders | None) -> Keeper | None:
        """For a strategy that lets orders rest."""
        if not isinstance(self.strategy, OrderStrategy):
            return None
        return Keeper(agent, self.strategy, self._engine, self._candles, ask=ask)

    @property
    def needs(self) -> int:
        """Candles of history wanted before the first cycle."""
        return self.strategy.warmup + LOOK_BACK

    @property
    def signal(self) -> Signal | None:
        return self._confirmer.signal

    @property
    def is_still(self) -> bool:
        """Would the same advice on more candles change nothing, for whatever they say?"""
        now = self._confirmer.signal
        is_asked = self._ask is not None or self.keeper is not None
        if now is None or now.repeats < now.needed or is_asked or self._is_waiting:
            return False
        return self._is_warm and not self._engine.entries.is_wanted(now)

    def warm_up(self, history: Sequence[Candle], others: Sequence[Candle] = ()) -> None:
        """Feeds history, oldest first, and counts since when the signal has held; candles that
        closed while it was fetched come after it. `others` is the history of its partner."""
        newest_ns = history[-1].at_ns if history else 0
        early = [candle for candle in self._early if candle.at_ns > newest_ns]
        history, self._early, self._is_warm = [*history, *early], [], True
        if self._ask is not None:
            self._candles.extend(history)
            if history:
                self._ask(self, history, min(len(history), LOOK_BACK))
            return
        split = max(len(history) - LOOK_BACK, 0)
        self._candles.extend(history[:split])
        partners = deque(others)
        for candle in history[split:]:
            self._candles.append(candle)
            while partners and partners[0].at_ns <= candle.at_ns:
                self.hearing.pair_with(partners.popleft())
            result = self._evaluate([])
            self._confirmer.take(result, candle.at_ns, self._held.price(candle.close))
        self._resume(history[split:])

    def _resume(self, walked: Sequence[Candle]) -> None:
        """A signal that has held since the first candle walked began before it: where, is not seen.
        It is the one that was told last, if that was before as well and advised the same."""
        now, agent = self._confirmer.signal, self._engine.state.agents[self.agent_id]
        if now is None or not walked or now.started_at_ns != walked[0].at_ns:
            return
        if now.action is agent.told_action and 0 < agent.told_signal_ns < now.started_at_ns:
            self._confirmer.resume(agent.told_signal_ns)

    def on_candle(self, candle: Candle, alerts: AlertSettings) -> Step:
        """Takes a closed candle (a known one again is nothing) and runs a cycle; before the history
        is there it only keeps it."""
        if not self._is_warm:
            self._early.append(candle)
            return NOTHING
        if self._candles and candle.at_ns <= self._candles[-1].at_ns:
            return NOTHING
        late = self._late(alerts)
        self._candles.append(candle)
        if self._ask is not None:
            self._ask(self, tuple(self._candles), 1)
            return NOTHING
        self._is_waiting = not self.hearing.knows_partner_at(candle.at_ns)
        return late if self._is_waiting else joined(late, self.run_cycle(candle.at_ns, alerts))

    def on_partner(self, candle: Candle, alerts: AlertSettings) -> Step:
        """Takes a closed candle of the partner; runs the cycle that waited for it."""
        self.hearing.pair_with(candle)
        is_due = self._is_waiting and self.hearing.knows_partner_at(self._candles[-1].at_ns)
        return self._late(alerts) if is_due else NOTHING

    def _late(self, alerts: AlertSettings) -> Step:
        """The cycle that waits for a partner, run with what there is; nothing without one."""
        if not self._is_waiting:
            return NOTHING
        self._is_waiting = False
        return self.run_cycle(self._candles[-1].at_ns, alerts)

    def advised(
        self,
        results: Sequence[SignalResult],
        candles: Sequence[Candle],
        now_ns: int,
        alerts: AlertSettings,
        faults: Sequence[Record] = (),
    ) -> Step:
        """What the strategy answered for the newest of these candles; before the first quote it
        is kept and not acted on."""
        self.cycles += 1
        before = self._confirmer.signal
        for result, candle in zip(results, candles[-len(results) :], strict=True):
            is_newest = candle is candles[-1]
            price = self._price() if is_newest else self._held.price(candle.close)
            self._confirmer.take(result, candle.at_ns, price)
        if before is None:
            self._resume(candles[-len(results) :])
        if not self._engine.state.lanes[self._held.id].quote_ns:
            return NOTHING
        return self.act(before, now_ns, alerts, faults)

    def fault(self, error: Exception, at_ns: int) -> Fault:
        """That the strategy failed on a candle."""
        return Fault(
            agent=self.agent_id,
            instrument=self._held.id,
            at_ns=at_ns,
            where=f"strategy {self.strategy.name}",
            detail=type(error).__name__,
        )

    def run_cycle(self, now_ns: int, alerts: AlertSettings) -> Step:
        """Candles -> strategy -> confirmation -> the engine; the step holds the signal's records
        before what it traded."""
        if not self._candles:
            return NOTHING
        self.cycles += 1
        faults: list[Record] = []
        before = self._confirmer.signal
        result = self._evaluate(faults)
        self._confirmer.take(result, now_ns, self._price())
        if self.keeper is not None:
            told = self._told(before, self._confirmer.signal, alerts, faults)
            return joined(told.step() if told else NOTHING, self.keeper.on_candle())
        return self.act(before, now_ns, alerts, faults)

    def act(
        self,
        before: Signal | None,
        now_ns: int,
        alerts: AlertSettings,
        faults: Sequence[Record] = (),
    ) -> Step:
        """Reports the signal as it stands against what it was, and lets the engine trade it."""
        now = self._confirmer.signal
        if self.keeper is not None:
            return self.keeper.keep()
        if now is None:
            return NOTHING
        return self._engine.on_signal(now, now_ns, self._told(before, now, alerts, faults))

    def _told(
        self,
        before: Signal | None,
        now: Signal | None,
        alerts: AlertSettings,
        faults: Sequence[Record],
    ) -> Draft | None:
        """What is new about a signal; READY is told once per signal, also across restarts."""
        if now is None:
            return Draft(records=list(faults)) if faults else None
        changed = signals.changed(before, now)
        agent = self._engine.state.agents[self.agent_id]
        is_first = now.is_ready and agent.told_signal_ns != now.started_at_ns
        if not (changed or is_first or faults):
            return None
        draft = Draft(records=list(faults))
        if changed is not None:
            draft.records.append(changed)
        if is_first:
            draft.records.append(signals.ready(now, agent, self._held, alerts))
            told = replace(agent, told_signal_ns=now.started_at_ns, told_action=now.action)
            self._engine.state.change(draft, told)
        return draft

    def _evaluate(self, faults: list[Record]) -> SignalResult:
        """The border around foreign code: a strategy that fails advises HOLD and is reported."""
        try:
            return checked(self.hearing.advice(self._candles))
        except Exception as error:
            log.exception("strategy %s failed", self.strategy.name)
            faults.append(self.fault(error, self._candles[-1].at_ns))
            return SignalResult(action=Action.HOLD)

    def _price(self) -> Decimal:
        """The reference of a signal: the mid, or the close before the first quote."""
        lane = self._engine.state.lanes[self._held.id]
        if lane.bid and lane.ask:
            return self._held.tick * (lane.bid + lane.ask) / 2
        return self._held.price(self._candles[-1].close)


def _hold_s(strategy: Strategy, agent: Agent) -> int:
    """The seconds after which the strategy's positions are closed, 0 for never."""
    candles = strategy.max_hold if isinstance(strategy, TimedStrategy) else 0
    return candles * agent.timeframe.ns // SECOND_NS


def checked(result: SignalResult) -> SignalResult:
    """A result that can be counted with; raises an error for any other."""
    if not (math.isfinite(result.confidence) and math.isfinite(result.share)):
        raise ValueError("the confidence or the share is no number")
    return result
