"""From a person's draft to orders: what rests at the venue, what leaves at once, what the engine
follows itself."""

from core.money import PPM, Money, Ppm, Steps, Ticks
from core.orders import Order
from core.trading import DraftKind, ExitOrder, ExitPlan
from core.types import ClientId, ExitReason, OrderKind, Purpose
from core.values import replace
from engine import order_facts, rules
from engine.drafting import Wish
from engine.exits import Exits
from engine.outcome import margin_of
from engine.preview import Planned
from engine.state import State
from engine.step import Draft
from engine.trail_orders import TrailOrders, source_of

KINDS = {
    DraftKind.MARKET: OrderKind.MARKET,
    DraftKind.LIMIT: OrderKind.LIMIT,
    DraftKind.POST_ONLY: OrderKind.LIMIT,
    DraftKind.STOP_MARKET: OrderKind.STOP_MARKET,
    DraftKind.STOP_LIMIT: OrderKind.STOP_LIMIT,
    DraftKind.TAKE_PROFIT: OrderKind.TAKE_PROFIT_MARKET,
    DraftKind.TRAILING: OrderKind.STOP_MARKET,
    DraftKind.OCO: OrderKind.LIMIT,
}
REASONS = {
    DraftKind.STOP_MARKET: ExitReason.STOP_LOSS,
    DraftKind.STOP_LIMIT: ExitReason.STOP_LOSS,
    DraftKind.TAKE_PROFIT: ExitReason.TAKE_PROFIT,
    DraftKind.TRAILING: ExitReason.TRAIL,
    DraftKind.OCO: ExitReason.TAKE_PROFIT,
}


class Placing:
    """Decides what a draft that passed becomes; nothing here asks whether it may."""

    def __init__(self, state: State, exits: Exits, trails: TrailOrders) -> None:
        self._state = state
        self._exits = exits
        self._trails = trails

    def place(self, draft: Draft, planned: Planned, max_drift: Ppm) -> tuple[ClientId, ...]:
        wish = planned.wish
        if wish.draft.kind is DraftKind.OCO:
            return self._pair(draft, wish)
        if wish.draft.kind is DraftKind.MARKET and wish.reduces:
            return self._leave(draft, wish)
        name = self._state.next_id(draft, wish.agent.id)
        order = self._order(planned, name, max_drift)
        if wish.draft.kind is DraftKind.TRAILING:
            self._trails.add(draft, order, self._start(wish, order))
        else:
            self._send(draft, order)
        return (name,)

    def replace(self, draft: Draft, old: Order, new: Order) -> None:
        """Sends an order in the place of another; its partner knows the new one."""
        state = self._state
        other = None if old.partner is None else state.orders.get(old.partner)
        if other is not None:
            known = replace(other.order, partner=new.client_id)
            state.update(draft, replace(other, order=known))
        self._send(draft, new)

    def _send(self, draft: Draft, order: Order) -> None:
        state = self._state
        state.place(draft, order)
        if order.purpose is Purpose.ENTRY:
            state.entry_times.setdefault(order.agent, []).append(state.now_ns)
        held = state.lanes[order.instrument].instrument
        draft.records.append(order_facts.order_placed(order, held))

    def _leave(self, draft: Draft, wish: Wish) -> tuple[ClientId, ...]:
        """At the market: an exit as every other."""
        position = wish.position
        if position is None:
            return ()
        manual = ExitOrder(ExitReason.MANUAL)
        if wish.qty >= position.qty:
            sent = self._exits.leave(draft, position, manual)
        else:
            sent = self._exits.order(draft, position, manual, wish.qty)
        return () if sent is None else (sent.client_id,)

    def _pair(self, draft: Draft, wish: Wish) -> tuple[ClientId, ...]:
        state, agent = self._state, wish.agent.id
        target, stop = state.next_id(draft, agent), state.next_id(draft, agent)
        first = self._reducing(wish, target)
        self._send(draft, replace(first, trigger=None, partner=stop))
        second = replace(
            first,
            client_id=stop,
            kind=OrderKind.STOP_MARKET,
            limit=None,
            partner=target,
            exit_reason=ExitReason.STOP_LOSS,
            level=first.trigger,
        )
        self._send(draft, second)
        return target, stop

    def _order(self, planned: Planned, name: ClientId, max_drift: Ppm) -> Order:
        wish = planned.wish
        if wish.reduces:
            return self._reducing(wish, name)
        found = planned.found
        return replace(
            self._basis(wish, name),
            purpose=Purpose.ENTRY,
            exits=_plan(wish),
            max_slip=_max_slip(planned, max_drift),
            reserved=Money(margin_of(wish, found) + found.fee),
        )

    def _reducing(self, wish: Wish, name: ClientId) -> Order:
        position = wish.position
        trigger = None if wish.trigger is None else Ticks(wish.trigger)
        return replace(
            self._basis(wish, name),
            is_reduce_only=True,
            exit_reason=REASONS.get(wish.draft.kind, ExitReason.MANUAL),
            level=None if wish.draft.kind is DraftKind.OCO else trigger,
            holding=Steps(0) if position is None else position.qty,
        )

    def _basis(self, wish: Wish, name: ClientId) -> Order:
        draft = wish.draft
        is_trailing = draft.kind is DraftKind.TRAILING
        return Order(
            client_id=name,
            agent=wish.agent.id,
            instrument=wish.held.id,
            side=wish.side,
            qty=Steps(wish.qty),
            purpose=Purpose.EXIT,
            decided_at_ns=self._state.now_ns,
            kind=KINDS[draft.kind],
            limit=None if wish.price is None else Ticks(wish.price),
            trigger=None if wish.trigger is None else Ticks(wish.trigger),
            source=draft.source,
            time_in_force=wish.time_in_force,
            is_post_only=draft.kind is DraftKind.POST_ONLY,
            leverage=max(wish.leverage, 1),
            is_manual=True,
            trail=draft.trail if is_trailing else None,
        )

    def _start(self, wish: Wish, order: Order) -> int:
        """The price a trailing stop starts from: its source's, rounded against it."""
        lane, tick = wish.lane, wish.held.tick_e8
        if source_of(order, lane) is wish.draft.source and wish.draft.source != 1 and lane.mark:
            return lane.mark // tick if order.side < 0 else rules.up(lane.mark, tick)
        return lane.last or wish.best


def _plan(wish: Wish) -> ExitPlan | None:
    """What adds to a position keeps its plan unless it brings one."""
    plan = wish.draft.exits
    return None if wish.position is not None and plan == ExitPlan() else plan


def _max_slip(planned: Planned, max_drift: Ppm) -> Ticks | None:
    """Of what takes at the market: what was shown, and as far again as the price may drift."""
    wish, found = planned.wish, planned.found
    if wish.draft.kind is not DraftKind.MARKET or not found.worst:
        return None
    allowed = rules.up(wish.best * max_drift, PPM)
    return Ticks(abs(found.worst - wish.best) + allowed)
