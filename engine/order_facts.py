"""Records of orders, made from the engine's integers."""

from core.events import OrderAmended, OrderEnded, OrderPlaced, OrderTerms, OrderTriggered
from core.instrument import Instrument
from core.orders import Order, WorkingOrder
from core.types import UserId
from engine.facts import price


def order_placed(order: Order, held: Instrument) -> OrderPlaced:
    return OrderPlaced(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=order.decided_at_ns,
        client_id=order.client_id,
        side=order.side,
        kind=order.kind,
        purpose=order.purpose,
        qty=held.size(order.qty),
        exit_reason=order.exit_reason,
        level=price(held, order.limit if order.tag else order.level),
        terms=_own_terms(order, held),
    )


def order_ended(working: WorkingOrder, held: Instrument, at_ns: int) -> OrderEnded:
    order = working.order
    return OrderEnded(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=at_ns,
        client_id=order.client_id,
        state=working.state,
        filled=held.size(working.filled),
        unfilled=held.size(working.left),
        reason=working.reason,
        trade_id=working.trade_id,
        parts=working.parts,
        terms=_own_terms(order, held),
    )


def order_triggered(
    order: Order, held: Instrument, at_ns: int, *, is_skipped: bool
) -> OrderTriggered:
    return OrderTriggered(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=at_ns,
        client_id=order.client_id,
        qty=held.size(order.qty),
        terms=terms_of(order, held),
        is_skipped=is_skipped,
    )


def order_amended(order: Order, held: Instrument, by: UserId) -> OrderAmended:
    return OrderAmended(
        agent=order.agent,
        instrument=order.instrument,
        at_ns=order.decided_at_ns,
        client_id=order.client_id,
        replaces=order.replaces or order.client_id,
        qty=held.size(order.qty),
        price=price(held, order.limit),
        trigger=price(held, order.trigger),
        by=str(by),
    )


def terms_of(order: Order, held: Instrument) -> OrderTerms:
    return OrderTerms(
        title=held.title,
        base=held.base,
        tick=held.tick,
        side=order.side,
        kind=order.kind,
        purpose=order.purpose,
        price=price(held, order.limit),
        trigger=price(held, order.trigger),
        time_in_force=order.time_in_force,
        is_post_only=order.is_post_only,
        is_reduce_only=order.is_reduce_only,
        trail=order.trail,
        partner=order.partner,
    )


def _own_terms(order: Order, held: Instrument) -> OrderTerms | None:
    return terms_of(order, held) if order.is_manual else None
