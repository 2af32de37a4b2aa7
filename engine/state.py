"""All that one account's engine holds. Every part of the engine works on this one object."""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping

from core.instrument import Instrument
from core.money import Money
from core.orders import Order, WorkingOrder
from core.ports import Snapshot
from core.trading import Account, Agent, ExitPlan, Position
from core.types import (
    MINUTE_NS,
    SECOND_NS,
    AgentId,
    ClientId,
    InstrumentId,
    OrderKind,
    Purpose,
    Source,
)
from core.values import replace
from engine.guardian import Guardian
from engine.lanes import Lane
from engine.ledger import Ledger
from engine.order_index import WorkingOrders
from engine.positions import booked
from engine.step import Draft, Key

SILENT_NS = 3 * SECOND_NS
"""An instrument unheard of for longer is silent: what happened to it since is not known."""


class State:
    """Agents, lanes, working orders, wallet and guard; rebuilt from a snapshot, never shared.

    `unvalued` are the instruments whose positions have no mark yet: equity is not known then.
    `catch_up` is asked before the lanes of all positions are looked at: of history some are only
    brought to where they are when somebody looks.
    `unsaved` are the positions whose trailing stop moved since anything was stored,
    `unsaved_orders` the same of orders that trail.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        instruments: Iterable[Instrument],
        sources: Mapping[InstrumentId, Source],
    ) -> None:
        self.lanes = {held.id: Lane(held) for held in instruments}
        for name, source in sources.items():
            self.lanes[name].source = source
        self.agents: dict[AgentId, Agent] = {agent.id: agent for agent in snapshot.agents}
        self.orders = WorkingOrders(snapshot.orders)
        self.positions: dict[Key, Position] = {}
        self.ledger = Ledger(snapshot.account, 0)
        self.guardian = Guardian(snapshot.account, snapshot.agents)
        self.halted = snapshot.account.halted
        self.now_ns = snapshot.account.last_event_ns
        self.entry_times: dict[AgentId, list[int]] = {}
        self.unvalued: set[InstrumentId] = set()
        self.unsaved: dict[Key, None] = {}
        self.unsaved_orders: dict[ClientId, None] = {}
        self.catch_up: Callable[[], None] = _is_up_to_date
        self._held: list[InstrumentId] = []
        silent = dict(snapshot.account.silent)
        for stored in snapshot.positions:
            position = _upgraded(stored, self.agents[stored.agent])
            self.hold(position)
            heard_ns = silent.get(position.instrument, self.now_ns)
            self.lanes[position.instrument].heard_ns = heard_ns

    @property
    def equity(self) -> int:
        return self.ledger.equity

    def hold(self, position: Position) -> None:
        """Puts or replaces a position; keeps reserved margin and unrealised result right."""
        key = (position.agent, position.instrument)
        before = self.positions.get(key)
        self.ledger.reserved += position.margin - (before.margin if before else 0)
        self.positions[key] = position
        lane = self.lanes[position.instrument]
        if not lane.positions:
            insort(self._held, position.instrument)
        self.ledger.unrealised += lane.hold(position)
        if not lane.mark:
            self.unvalued.add(position.instrument)

    def follow(self, position: Position) -> None:
        """Replaces a position of which only its trailing stop moved; its lane is narrowed when all
        of them were asked."""
        key = (position.agent, position.instrument)
        self.positions[key] = self.lanes[key[1]].positions[key[0]] = position
        self.unsaved[key] = None

    def take_unsaved(self, but: Iterable[Position]) -> tuple[Position, ...]:
        """The positions that a commit must hold beside those it has anyway."""
        if not self.unsaved:
            return ()
        known = {(position.agent, position.instrument) for position in but}
        moved = [key for key in self.unsaved if key not in known and key in self.positions]
        self.unsaved.clear()
        return tuple(self.positions[key] for key in moved)

    def take_unsaved_orders(self, but: Iterable[WorkingOrder]) -> tuple[WorkingOrder, ...]:
        """The orders that a commit must hold beside those it has anyway."""
        if not self.unsaved_orders:
            return ()
        known = {working.order.client_id for working in but}
        moved = [name for name in self.unsaved_orders if name not in known and name in self.orders]
        self.unsaved_orders.clear()
        return tuple(self.orders[name] for name in moved)

    def drop(self, key: Key) -> None:
        before = self.positions.pop(key)
        self.ledger.reserved -= before.margin
        lane = self.lanes[key[1]]
        self.ledger.unrealised += lane.drop(key[0])
        if not lane.positions:
            self._held.remove(key[1])
            self.unvalued.discard(key[1])

    def marked(self, lane: Lane, mark: int) -> None:
        self.ledger.unrealised += lane.marked(mark)
        if self.unvalued:
            self.unvalued.discard(lane.instrument.id)

    def position_of(self, agent: Agent) -> Position | None:
        return self.positions.get((agent.id, agent.instrument))

    def working_of(self, key: Key) -> tuple[WorkingOrder, ...]:
        return self.orders.of(key)

    def is_pending(self, key: Key) -> bool:
        return self.orders.has(key)

    def positions_to_be(self) -> int:
        """Positions held, without dust, and those that working entries will open."""
        entering = self.orders.entering
        count = len(entering)
        for key, position in self.positions.items():
            count += not (position.is_dust or key in entering)
        return count

    def leaving_of(self, key: Key, *, rung: int | None = None) -> int:
        """How much of a position exits are on their way for, or those of one rung of its ladder.
        Orders of a person that rest at the venue are none: they may never fill; where one of them
        did, less is left for the exits than they were sent for."""
        sent, position = 0, self.positions.get(key)
        for working in self.working_of(key):
            if _is_exit(working.order) and rung in (None, working.order.rung):
                sent += working.left
        return sent if position is None else min(sent, position.qty)

    def is_closing(self, key: Key) -> bool:
        return self.is_pending(key) and any(
            _is_exit(working.order) for working in self.working_of(key)
        )

    def is_leaving(self, position: Position) -> bool:
        """Is an exit on its way, or due again?"""
        key = (position.agent, position.instrument)
        is_due = position.leaving is not None and not position.is_dust
        return is_due or self.is_closing(key)

    def next_id(self, draft: Draft, agent: AgentId) -> ClientId:
        """A new client id of (agent, intent sequence); the sequence is stored with it."""
        before = self.agents[agent]
        now = replace(before, sequence=before.sequence + 1)
        self.change(draft, now)
        return newest_id(now)

    def change(self, draft: Draft, agent: Agent) -> None:
        self.agents[agent.id] = agent
        draft.agents[agent.id] = agent

    def earn(
        self, draft: Draft, name: AgentId, amount: int, *, closed_ns: int | None = None
    ) -> None:
        """Counts what an agent booked: ever, in this run, and on this day of the user; and the
        trade that it closed by that."""
        agent, day = self.agents[name], self.guardian.day
        is_same_day, trades = agent.day == day, closed_ns is not None
        earned = replace(
            agent,
            realised=Money(agent.realised + amount),
            run_realised=Money(agent.run_realised + amount),
            run_trades=agent.run_trades + trades,
            day=day,
            day_realised=Money(agent.day_realised * is_same_day + amount),
            day_trades=agent.day_trades * is_same_day + trades,
            last_exit_ns=agent.last_exit_ns if closed_ns is None else closed_ns,
        )
        self.change(draft, earned)

    def move_midnight(self, draft: Draft, minutes: int) -> None:
        """What agents booked on the day that is on stays of that day."""
        before, account = self.guardian.day, self.ledger.account
        self.ledger.account = replace(account, utc_offset_min=minutes)
        self.guardian.set_offset(minutes, self.now_ns)
        for agent in list(self.agents.values()):
            if agent.day == before != self.guardian.day:
                self.change(draft, replace(agent, day=self.guardian.day))

    def place(self, draft: Draft, order: Order) -> None:
        self.update(draft, WorkingOrder(order=order))
        draft.orders.append(order)

    def update(self, draft: Draft, working: WorkingOrder) -> None:
        """What has become of an open order."""
        self.orders.put(working)
        draft.working[working.order.client_id] = working

    def end(self, draft: Draft, working: WorkingOrder) -> None:
        """An order with its final state leaves the engine."""
        self.orders.drop(working.order.client_id)
        draft.working[working.order.client_id] = working

    def entries_last_minute(self, agent: AgentId) -> int:
        times = [at for at in self.entry_times.get(agent, ()) if at > self.now_ns - MINUTE_NS]
        self.entry_times[agent] = times
        return len(times)

    def agent_equity(self, agent: Agent) -> int:
        """An agent's slice + its realised + its unrealised: what its sizes are taken from. Who
        trades by hand without a slice goes by the whole account."""
        if agent.is_manual and not agent.slice:
            return self.equity
        equity: int = agent.slice + agent.realised
        for position in self.positions.values():
            if position.agent == agent.id:
                equity += self.lanes[position.instrument].pnl(position)
        return equity

    def account(self) -> Account:
        """The account as it is to be stored now."""
        return replace(
            self.guardian.stored(self.ledger.account),
            wallet=Money(self.ledger.wallet),
            last_event_ns=self.now_ns,
            halted=self.halted,
            silent=self._silent(),
        )

    def _silent(self) -> tuple[tuple[InstrumentId, int], ...]:
        """Held instruments that were last heard of a while ago, and when."""
        if not self._held:
            return ()
        silent, until_ns = [], self.now_ns - SILENT_NS
        for name in self._held:
            heard_ns = self.lanes[name].heard_ns
            if heard_ns < until_ns:
                silent.append((name, heard_ns))
        return tuple(silent)

    def snapshot(self) -> Snapshot:
        return Snapshot(
            account=self.account(),
            agents=tuple(self.agents.values()),
            positions=tuple(self.positions.values()),
            orders=tuple(self.orders.values()),
        )


def _is_up_to_date() -> None:
    """Of lanes that every event is shown to."""


def _upgraded(position: Position, agent: Agent) -> Position:
    """A position stored before positions had plans: it goes by its agent's rules."""
    is_old = position.carried == 0 and position.fees > 0 and not position.closed_qty
    if is_old:
        position = replace(position, carried=Money(booked(position)))
    if position.exits == ExitPlan() and not position.is_stop_moved and position.stop is not None:
        return replace(position, exits=agent.risk.plan, told_stop=position.stop)
    return position


def newest_id(agent: Agent) -> ClientId:
    """The client id of an agent's newest intent: (agent, intent sequence)."""
    return ClientId(f"{agent.id}-{agent.sequence:06d}")


def _is_exit(order: Order) -> bool:
    """Is it an exit that the engine decided?"""
    return order.purpose is Purpose.EXIT and order.kind is OrderKind.MARKET
