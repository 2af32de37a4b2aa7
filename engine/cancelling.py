"""Asking for the end of orders. What rests at a venue may still fill until the word is there; a
stop that trails is held by the engine itself and ends at once."""

from collections.abc import Iterable

from core.orders import Order, WorkingOrder
from core.types import OrderKind, OrderSide, OrderState, Purpose
from core.values import replace
from engine import order_facts
from engine.state import State
from engine.step import Draft, Key

BY_USER, CLOSED, OPENED, HALTED, AMENDED = "by_user", "closed", "opened", "halted", "amended"
UNWANTED = "unwanted"


def is_held_here(order: Order) -> bool:
    """Is it a trailing stop that has not fired? No venue knows it yet."""
    return order.trail is not None and order.kind is not OrderKind.MARKET


def is_resting(order: Order) -> bool:
    """May it wait for a price?"""
    return order.kind is not OrderKind.MARKET


def cancel(state: State, draft: Draft, working: WorkingOrder, reason: str) -> bool:
    """False where it was asked before. The reason is kept until the order has ended."""
    if working.is_ending:
        return False
    if is_held_here(working.order):
        end(state, draft, working, OrderState.CANCELLED, reason)
        return True
    state.update(draft, replace(working, is_ending=True, reason=reason))
    draft.cancels.append(working.order.client_id)
    return True


def end(
    state: State, draft: Draft, working: WorkingOrder, final: OrderState, reason: str
) -> WorkingOrder:
    """Ends an order here and now."""
    working = replace(working, state=final, reason=reason)
    state.end(draft, working)
    held = state.lanes[working.order.instrument].instrument
    draft.records.append(order_facts.order_ended(working, held, state.now_ns))
    return working


def cancel_all(state: State, draft: Draft) -> None:
    """What could open a position, and what rests: the engine's own exits go on."""
    for working in list(state.orders.values()):
        order = working.order
        if order.purpose is Purpose.ENTRY or is_resting(order):
            cancel(state, draft, working, HALTED)


def cancel_reducing(state: State, draft: Draft, key: Key) -> None:
    """What rests to reduce a position that goes another way."""
    _each(state, draft, _resting(state, key, Purpose.EXIT), CLOSED)


def withdraw(state: State, draft: Draft, key: Key) -> None:
    """The entries that a strategy lets rest."""
    _each(state, draft, [it for it in _resting(state, key, Purpose.ENTRY) if it.order.tag], HALTED)


def withdraw_all(state: State, draft: Draft) -> None:
    """The same of every agent."""
    for key in list(state.orders.entering):
        withdraw(state, draft, key)


def cancel_opposite(state: State, draft: Draft, key: Key, opened: OrderSide) -> None:
    """Resting entries of the other side, which would turn the position that was opened."""
    found = [it for it in _resting(state, key, Purpose.ENTRY) if it.order.side is not opened]
    _each(state, draft, found, OPENED)


def _resting(state: State, key: Key, purpose: Purpose) -> list[WorkingOrder]:
    return [
        working
        for working in state.working_of(key)
        if working.order.purpose is purpose and is_resting(working.order)
    ]


def _each(state: State, draft: Draft, found: Iterable[WorkingOrder], reason: str) -> None:
    for working in found:
        cancel(state, draft, working, reason)
