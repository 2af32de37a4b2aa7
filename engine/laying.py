"""Lays out the orders that a strategy lets rest: entries through the gates, exits within what is
held, and the position's stop where the strategy has it."""

from collections.abc import Iterable, Sequence

from core.money import PPM, Money, Ppm, Steps
from core.orders import Order
from core.trading import Agent, ExitPlan, Limit, LimitUnit, Position, Refusal, RefusalCode, Target
from core.types import AgentId, ExitReason, OrderKind, OrderSide, Purpose
from core.values import replace
from engine import lots, order_facts, trail_rules
from engine.execution import ExecutionEngine
from engine.reconciling import Wanted
from engine.resting_gates import RestingGates
from engine.step import Draft
from engine.stops import Stops

STRATEGY = "strategy"


class Laying:
    """Places what may be placed; what is refused is journaled once, and stands on the screen."""

    def __init__(self, engine: ExecutionEngine) -> None:
        self._engine = engine
        self._state = engine.state
        self._gates = RestingGates(engine.state, max_age_ns=engine.max_quote_age_ns)
        self._stops = Stops(engine.state)

    def is_withheld(self, draft: Draft, agent: Agent, wanted: Iterable[Wanted]) -> bool:
        """May no entry rest at all? Told where one is wanted."""
        refusal = self._gates.withholds(agent)
        if refusal is None:
            return False
        first = next((each for each in wanted if not each.closes), None)
        if first is not None and refusal.code is not RefusalCode.PAUSED:
            self._refuse(draft, agent.id, refusal, first)
        return True

    def lay(self, draft: Draft, name: AgentId, places: Sequence[Wanted]) -> bool:
        """Exits first, then the entries nearest to the price. Was one refused?"""
        for each in places:
            if each.closes:
                self._close(draft, name, each)
        price = self._state.lanes[self._state.agents[name].instrument].bid
        entries = [each for each in places if not each.closes]
        entries.sort(key=lambda each: abs(each.price - price))
        return not all([self._open(draft, name, each) for each in entries])

    def protect(self, draft: Draft, name: AgentId, wanted: Iterable[Wanted]) -> None:
        """Puts the position's stop where the strategy has it; one that a person moved nearer
        stands."""
        position = self._state.position_of(self._state.agents[name])
        if position is None or position.leaving is not None:
            return
        stop = next((each.stop for each in wanted if _protects(each, position)), None)
        if stop is None or stop == position.stop:
            return
        side = int(position.side)
        is_kept = position.stop is not None and trail_rules.is_farther(side, position.stop, stop)
        if position.is_stop_moved and is_kept:
            return
        moved = replace(position, stop=stop, is_stop_moved=True, is_trailing=False)
        self._stops.moved(draft, moved, STRATEGY)

    def _open(self, draft: Draft, name: AgentId, wanted: Wanted) -> bool:
        agent = self._state.agents[name]
        refusal, entry = self._gates.refusal(agent, wanted), self._gates.entry(agent, wanted)
        if refusal is not None or entry is None:
            if refusal is not None:
                self._refuse(draft, name, refusal, wanted)
            return False
        order = replace(
            self._basis(draft, agent, wanted),
            purpose=Purpose.ENTRY,
            exits=self._plan(agent, wanted),
            reserved=Money(entry.needs),
        )
        self._send(draft, order)
        self._state.entry_times.setdefault(name, []).append(self._state.now_ns)
        return True

    def _close(self, draft: Draft, name: AgentId, wanted: Wanted) -> None:
        """No more of its lot than is held, and no more than the venue takes."""
        agent = self._state.agents[name]
        position = self._state.position_of(agent)
        if position is None or position.side.closing is not wanted.side:
            return
        held = self._state.lanes[agent.instrument].instrument
        lot = lots.lot_of(position, wanted.lot) if wanted.lot else None
        qty = min(wanted.qty, position.qty if lot is None else lot.qty)
        is_small = held.is_spot and held.notional(wanted.price, qty) < held.min_notional
        if qty <= 0 or is_small or (wanted.lot and lot is None):
            return
        order = replace(
            self._basis(draft, agent, wanted),
            qty=Steps(qty),
            is_reduce_only=True,
            exit_reason=ExitReason.TAKE_PROFIT,
            holding=position.qty,
            lot=wanted.lot,
        )
        self._send(draft, order)

    def _basis(self, draft: Draft, agent: Agent, wanted: Wanted) -> Order:
        return Order(
            client_id=self._state.next_id(draft, agent.id),
            agent=agent.id,
            instrument=agent.instrument,
            side=wanted.side,
            qty=wanted.qty,
            purpose=Purpose.EXIT,
            decided_at_ns=self._state.now_ns,
            kind=OrderKind.LIMIT,
            limit=wanted.price,
            leverage=agent.leverage,
            tag=wanted.tag,
        )

    def _send(self, draft: Draft, order: Order) -> None:
        self._state.place(draft, order)
        held = self._state.lanes[order.instrument].instrument
        draft.records.append(order_facts.order_placed(order, held))

    def _plan(self, agent: Agent, wanted: Wanted) -> ExitPlan:
        """Its own levels as distances, and of the agent's rules what guards any position."""
        targets: tuple[Target, ...] = ()
        if wanted.target is not None:
            targets = (Target(distance=self._distance(agent, wanted, wanted.target), share=ALL),)
        stop = None if wanted.stop is None else self._distance(agent, wanted, wanted.stop)
        return ExitPlan(stop_loss=stop, targets=targets, max_loss=agent.risk.max_loss)

    def _distance(self, agent: Agent, wanted: Wanted, level: int) -> Limit:
        held = self._state.lanes[agent.instrument].instrument
        return Limit(LimitUnit.USD, abs(wanted.price - level) * held.tick_e8)

    def _refuse(self, draft: Draft, name: AgentId, refusal: Refusal, wanted: Wanted) -> None:
        agent = self._state.agents[name]
        self._engine.entries.refuse_order(draft, agent, refusal, wanted.side)


ALL = Ppm(PPM)


def _protects(wanted: Wanted, position: Position) -> bool:
    """Does it say where this position is given up?"""
    opens = wanted.side if not wanted.closes else wanted.side.opposite
    return wanted.stop is not None and OrderSide(opens).opens is position.side
