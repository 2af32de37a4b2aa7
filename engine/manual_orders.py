"""Orders by hand: the part of core.ports.ManualDesk about drafts and open orders."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from core.errors import InputError
from core.events import EntryRefused
from core.instrument import Instrument
from core.money import PPM, Money, Ppm, Steps, Ticks
from core.orders import Order, WorkingOrder
from core.trading import DraftKind, DraftSize, ExitPlan, OrderDraft, Refusal, SizeUnit
from core.types import Action, ClientId, OrderKind, OrderSide, Purpose, UserId
from core.values import replace
from core.views import OrderView, PlacedView, PreviewView
from engine import cancelling, order_facts
from engine.hand_gates import HandGates
from engine.order_index import reserved_of
from engine.order_views import order_view
from engine.outcome import margin_of
from engine.placing import Placing
from engine.preview import Planned, Previewer
from engine.runtime import TradeRuntime
from engine.step import Draft

DRAFT_KINDS = {
    OrderKind.LIMIT: DraftKind.LIMIT,
    OrderKind.STOP_MARKET: DraftKind.STOP_MARKET,
    OrderKind.STOP_LIMIT: DraftKind.STOP_LIMIT,
    OrderKind.TAKE_PROFIT_MARKET: DraftKind.TAKE_PROFIT,
}


class ManualOrders:
    """Decides when it is the decision's turn, on what is true then. Every change is committed when
    the call returns."""

    def __init__(self, runtime: TradeRuntime) -> None:
        engine = runtime.engine
        self._runtime = runtime
        self._state = engine.state
        gates = HandGates(engine.state, max_age_ns=engine.max_quote_age_ns)
        self._previewer = Previewer(engine.state, gates, runtime.broker.offers)
        self._placing = Placing(engine.state, engine.exits, engine.trails)

    def preview(self, draft: OrderDraft) -> PreviewView:
        return self._previewer.view(draft)

    async def place(
        self, draft: OrderDraft, *, seen: Decimal | None, max_drift: Ppm, by: UserId
    ) -> PlacedView:
        """done, drifted or refused."""
        answers = [PlacedView(code="refused")]

        def decide(step: Draft) -> None:
            planned = self._previewer.plan(draft)
            if planned.refusal is not None:
                answers[0] = PlacedView(code="refused", refusal=planned.refusal)
                step.records.append(self._refused(planned, planned.refusal))
            elif _has_drifted(planned, seen, max_drift):
                answers[0] = PlacedView(code="drifted")
            else:
                names = self._placing.place(step, planned, max_drift)
                answers[0] = PlacedView(code="done", client_ids=names)

        await self._decide(decide)
        return answers[0]

    def orders(self) -> Sequence[OrderView]:
        """Of every agent, oldest first; those on their way out are gone already."""
        state = self._state
        return tuple(
            order_view(
                working,
                state.agents[working.order.agent],
                state.lanes[working.order.instrument].instrument,
            )
            for working in sorted(
                state.orders.values(), key=lambda working: working.order.decided_at_ns
            )
            if not working.is_ending
        )

    async def cancel(self, orders: Sequence[ClientId], *, by: UserId) -> int:
        """How many of them were open. Both halves of an OCO go."""
        found: list[ClientId] = []

        def decide(step: Draft) -> None:
            for name in orders:
                working = self._state.orders.get(name)
                if working is None or _is_engines(working.order):
                    continue
                if cancelling.cancel(self._state, step, working, cancelling.BY_USER):
                    found.append(name)
                self._cancel_partner(step, working)

        await self._decide(decide)
        return len(found)

    async def amend(
        self,
        order: ClientId,
        *,
        qty: Decimal | None = None,
        price: Decimal | None = None,
        trigger: Decimal | None = None,
        by: UserId,
    ) -> str:
        """done, gone, or the code of a refusal; raises InputError for a price between ticks, a
        size between steps, or a value that the order does not have."""
        answers = ["gone"]

        def decide(step: Draft) -> None:
            working = self._state.orders.get(order)
            if working is None or working.is_ending or _is_engines(working.order):
                return
            if cancelling.is_held_here(working.order):
                raise InputError("A trailing stop has no such value", code="no_such_value")
            wanted = self._wanted(working, qty, price, trigger)
            wanted, refusal = self._refusal_of(working, wanted)
            answers[0] = "done" if refusal is None else refusal.code.value
            if refusal is None:
                self._replace(step, working, wanted, by)

        await self._decide(decide)
        return answers[0]

    # --- inside

    async def _decide(self, decide: Callable[[Draft], None]) -> None:
        runtime = self._runtime
        await runtime.decide(lambda: runtime.engine.decide(runtime.now_ns(), decide))

    def _refused(self, planned: Planned, refusal: Refusal) -> EntryRefused:
        wish = planned.wish
        return EntryRefused(
            agent=wish.agent.id,
            instrument=wish.held.id,
            at_ns=self._state.now_ns,
            action=Action.BUY if wish.side is OrderSide.BUY else Action.SELL,
            confidence=Decimal(0),
            code=refusal.code,
            needed=refusal.needed,
            limit=refusal.limit,
            unit=refusal.unit,
        )

    def _cancel_partner(self, step: Draft, working: WorkingOrder) -> None:
        name = working.order.partner
        other = None if name is None else self._state.orders.get(name)
        if other is not None:
            cancelling.cancel(self._state, step, other, cancelling.BY_USER)

    def _wanted(
        self,
        working: WorkingOrder,
        qty: Decimal | None,
        price: Decimal | None,
        trigger: Decimal | None,
    ) -> Order:
        """The order as a person wants it: what has filled of it counts towards its size."""
        order, held = working.order, self._held(working.order)
        whole = order.qty - working.shrunk if qty is None else held.steps(qty)
        position = self._state.positions.get((order.agent, order.instrument))
        limit = order.limit if price is None else _priced(order.limit, price, held)
        fires = order.trigger if trigger is None else _priced(order.trigger, trigger, held)
        return replace(
            order,
            qty=Steps(whole - working.filled),
            limit=limit,
            trigger=fires,
            level=fires if order.level is not None else None,
            holding=None if order.holding is None else Steps(position.qty if position else 0),
            replaces=order.client_id,
            decided_at_ns=self._state.now_ns,
        )

    def _refusal_of(self, working: WorkingOrder, wanted: Order) -> tuple[Order, Refusal | None]:
        """The order with what it reserves, and why it would not go."""
        draft = _draft_of(wanted, self._held(wanted))
        planned = self._previewer.plan(draft, freed=reserved_of(working))
        if wanted.purpose is Purpose.ENTRY:
            reserved = margin_of(planned.wish, planned.found) + planned.found.fee
            wanted = replace(wanted, reserved=Money(reserved))
        return wanted, planned.refusal

    def _replace(self, step: Draft, working: WorkingOrder, wanted: Order, by: UserId) -> None:
        state = self._state
        new = replace(wanted, client_id=state.next_id(step, wanted.agent))
        cancelling.cancel(state, step, working, cancelling.AMENDED)
        self._placing.replace(step, working.order, new)
        step.records.append(order_facts.order_amended(new, self._held(new), by))

    def _held(self, order: Order) -> Instrument:
        return self._state.lanes[order.instrument].instrument


def _is_engines(order: Order) -> bool:
    """What leaves at once is nobody's to cancel."""
    return not cancelling.is_resting(order)


def _priced(before: Ticks | None, price: Decimal, held: Instrument) -> Ticks:
    if before is None:
        raise InputError("This order has no such value", code="no_such_value")
    return held.ticks(price)


def _draft_of(order: Order, held: Instrument) -> OrderDraft:
    kind = DraftKind.POST_ONLY if order.is_post_only else DRAFT_KINDS[order.kind]
    return OrderDraft(
        instrument=order.instrument,
        side=order.side,
        kind=kind,
        size=DraftSize(SizeUnit.BASE, held.size(order.qty)),
        leverage=order.leverage,
        price=None if order.limit is None else held.price(order.limit),
        trigger=None if order.trigger is None else held.price(order.trigger),
        source=order.source,
        time_in_force=order.time_in_force,
        is_reduce_only=order.is_reduce_only,
        exits=order.exits or ExitPlan(),
    )


def _has_drifted(planned: Planned, seen: Decimal | None, max_drift: Ppm) -> bool:
    """Is it dearer now than a person agreed to, by more than they allow?"""
    wish, found = planned.wish, planned.found
    if seen is None or not found.qty:
        return False
    now = wish.held.average_price(found.cost, found.qty)
    return int(wish.side) * (now - seen) * PPM > seen * max_drift
