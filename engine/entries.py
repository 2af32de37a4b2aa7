"""From a READY signal to orders: open, flip, close, or a refusal with its reasons."""

from core.events import EntryRefused
from core.money import PPM, Money, Steps, Ticks
from core.orders import Order
from core.trading import Agent, ExitOrder, ExitPlan, Position, Refusal, RefusalCode, Signal
from core.types import (
    Action,
    AgentId,
    AgentState,
    ExitReason,
    OrderSide,
    Purpose,
    Side,
)
from core.values import replace
from engine import facts, gates, order_facts, rules, sizing
from engine.asking import Ask
from engine.exits import Exits
from engine.lanes import Lane
from engine.sizing import Entry
from engine.state import State, newest_id
from engine.step import Draft

TRADING_STATES = (AgentState.RUNNING, AgentState.PAUSED)


class Entries:
    """Decides what a signal does; remembers each agent's last refusal for its screen."""

    def __init__(self, state: State, exits: Exits, *, max_age_ns: int) -> None:
        self._state = state
        self._exits = exits
        self._max_age_ns = max_age_ns
        self.blocked: dict[AgentId, EntryRefused] = {}
        self._told: dict[AgentId, tuple[str, int]] = {}

    def wants(self, signal: Signal) -> bool:
        """Is it a READY signal of a running agent that was not traded yet? One that is not READY
        ends the last refusal."""
        agent = self._state.agents[signal.agent]
        if agent.state not in TRADING_STATES or not signal.is_ready:
            self.forget(agent.id)
            return False
        return signal.started_at_ns != agent.used_signal_ns

    def is_wanted(self, signal: Signal) -> bool:
        """The same, only asked."""
        agent = self._state.agents[signal.agent]
        is_trading = agent.state in TRADING_STATES and signal.is_ready
        return is_trading and signal.started_at_ns != agent.used_signal_ns

    def on_signal(self, draft: Draft, signal: Signal, *, is_asked: bool = False) -> None:
        """Trades a wanted signal; one that a person asked for is traded whole or not at all."""
        agent = self._state.agents[signal.agent]
        side = Side.LONG if signal.action is Action.BUY else Side.SHORT
        position = self._state.position_of(agent)
        if position is None or position.is_dust:
            self._open(draft, agent, side, signal)
        elif position.side is not side:
            self._turn(draft, agent, position, signal, is_asked=is_asked)
        else:
            self._use(draft, agent, signal)

    def estimate(
        self, agent: Agent, side: Side, share: int = PPM
    ) -> tuple[Entry | None, Refusal | None]:
        """What a signal of that share would do if it were READY now."""
        ask = self._ask(agent, side, None, share)
        return ask.entry, gates.refusal(ask)

    def forget(self, agent: AgentId) -> None:
        """Clears the last refusal: the signal, the state or a setting has changed."""
        self.blocked.pop(agent, None)
        self._told.pop(agent, None)

    # --- decisions

    def _open(self, draft: Draft, agent: Agent, side: Side, signal: Signal) -> None:
        ask = self._ask(agent, side, None, signal.share)
        refusal = gates.refusal(ask)
        if refusal is not None:
            self._refuse(draft, refusal, signal)
            return
        self._enter(draft, agent, ask.planned, signal, None)

    def _turn(
        self, draft: Draft, agent: Agent, position: Position, signal: Signal, *, is_asked: bool
    ) -> None:
        """An opposite signal: a flip, or where that side may not be opened the close alone. What
        refuses the open leg for a moment only puts the whole flip off."""
        lane, side = self._state.lanes[position.instrument], position.side.opposite
        if lane.instrument.is_spot or not self._may_open(agent, side):
            self._close_only(draft, agent, position, signal)
            return
        ask = self._ask(agent, side, position, signal.share)
        refusal = gates.refusal(ask)
        if refusal is not None:
            self._refuse(draft, refusal, signal)
            if not (is_asked or refusal.code in gates.PASSING):
                self._exits.leave(draft, position, ExitOrder(ExitReason.SIGNAL))
            return
        flip = ExitOrder(ExitReason.FLIP)
        closing = self._exits.order(draft, position, flip, position.qty)
        self._enter(draft, self._state.agents[agent.id], ask.planned, signal, closing)

    def _may_open(self, agent: Agent, side: Side) -> bool:
        is_blacklisted = agent.instrument in self._state.ledger.account.blacklist
        return agent.risk.direction.allows(side) and not is_blacklisted

    def _close_only(self, draft: Draft, agent: Agent, position: Position, signal: Signal) -> None:
        if not self._is_fresh(self._state.lanes[position.instrument]):
            self._refuse(draft, Refusal(RefusalCode.STALE_FEED), signal)
            return
        self._exits.leave(draft, position, ExitOrder(ExitReason.SIGNAL))
        self._use(draft, self._state.agents[agent.id], signal)

    def _enter(
        self, draft: Draft, agent: Agent, entry: Entry, signal: Signal, after: Order | None
    ) -> None:
        state, held = self._state, self._state.lanes[agent.instrument].instrument
        self.forget(agent.id)
        agent = replace(agent, used_signal_ns=signal.started_at_ns, sequence=agent.sequence + 1)
        state.change(draft, agent)
        order = Order(
            client_id=newest_id(agent),
            agent=agent.id,
            instrument=agent.instrument,
            side=OrderSide.BUY if entry.side is Side.LONG else OrderSide.SELL,
            qty=Steps(entry.qty),
            purpose=Purpose.ENTRY,
            decided_at_ns=state.now_ns,
            leverage=agent.leverage,
            after=after.client_id if after else None,
            max_slip=Ticks(abs(entry.price - entry.stop)),
            reserved=Money(entry.needs),
            exits=_timed(agent, signal.hold_s),
        )
        state.place(draft, order)
        state.entry_times.setdefault(agent.id, []).append(state.now_ns)
        draft.records.append(order_facts.order_placed(order, held))

    def _use(self, draft: Draft, agent: Agent, signal: Signal) -> None:
        self.forget(agent.id)
        self._state.change(draft, replace(agent, used_signal_ns=signal.started_at_ns))

    def _refuse(self, draft: Draft, refusal: Refusal, signal: Signal) -> None:
        """Journals a refusal once per signal and code; the screen keeps the newest numbers."""
        record = facts.entry_refused(refusal, signal, self._state.now_ns)
        self.blocked[signal.agent] = record
        told = (refusal.code, signal.started_at_ns)
        if self._told.get(signal.agent) != told:
            self._told[signal.agent] = told
            draft.records.append(record)

    def refuse_order(self, draft: Draft, agent: Agent, refusal: Refusal, side: OrderSide) -> None:
        """The same of an order that a strategy wants to rest: journaled once per code."""
        record = facts.order_refused(refusal, agent, side, self._state.now_ns)
        self.blocked[agent.id] = record
        if self._told.get(agent.id) != (refusal.code, 0):
            self._told[agent.id] = (refusal.code, 0)
            draft.records.append(record)

    # --- what the gates look at

    def _ask(self, agent: Agent, side: Side, flipped: Position | None, share: int) -> Ask:
        state = self._state
        lane = state.lanes[agent.instrument]
        result, freed = self._after_close(flipped, lane)
        own = state.agent_equity(agent)
        return Ask(
            agent=agent,
            held=lane.instrument,
            side=side,
            is_halted=state.halted is not None,
            is_fresh=self._is_fresh(lane),
            is_pending=self._is_busy(agent),
            bid=lane.bid,
            ask=lane.ask,
            now_ns=state.now_ns,
            equity=state.equity,
            agent_equity=own,
            wallet=state.ledger.wallet + result,
            reserved=state.ledger.reserved + state.orders.reserved - freed,
            positions=state.positions_to_be() - (flipped is not None),
            day_equity=state.guardian.day_equity,
            day_low=state.guardian.day_low,
            daily=state.guardian.daily,
            high_water=state.guardian.high_water,
            drawdown=state.guardian.drawdown,
            orders_last_minute=state.entries_last_minute(agent.id),
            is_blacklisted=agent.instrument in state.ledger.account.blacklist,
            entry=sizing.plan(
                lane.instrument,
                side,
                bid=lane.bid,
                ask=lane.ask,
                equity=own,
                leverage=agent.leverage,
                risk=agent.risk,
                share=share,
            ),
        )

    def _after_close(self, position: Position | None, lane: Lane) -> tuple[int, int]:
        """What closing a position now would add to the wallet, and the margin it would free."""
        if position is None:
            return 0, 0
        held = lane.instrument
        price = lane.exit_price(position.side)
        gross = int(position.side) * (price * position.qty - position.cost) * held.unit
        fee = rules.fee(price * position.qty * held.unit, held.taker_fee)
        return gross - fee, position.margin

    def _is_busy(self, agent: Agent) -> bool:
        """Is an order working, or a position on its way out?"""
        state, position = self._state, self._state.position_of(agent)
        is_pending = state.is_pending((agent.id, agent.instrument))
        return is_pending or (position is not None and state.is_leaving(position))

    def _is_fresh(self, lane: Lane) -> bool:
        """May a price be acted on? Not while equity is unknown either: risk is a share of it."""
        age = self._state.now_ns - lane.quote_ns
        is_known = bool(lane.quote_ns) and not self._state.unvalued
        return is_known and not lane.is_stale and age <= self._max_age_ns


def _timed(agent: Agent, hold_s: int) -> ExitPlan | None:
    """The agent's plan with the time its strategy holds a position for at most; None where that
    changes nothing."""
    limit = agent.risk.time_stop_s
    if not hold_s or (limit and limit <= hold_s):
        return None
    return replace(agent.risk.plan, time_stop_s=hold_s)
