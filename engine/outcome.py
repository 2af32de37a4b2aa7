"""The position that an order would lead to: exactly what booking its estimate would make."""

from core.money import Money, Steps, Ticks
from core.orders import Fill, Order
from core.trading import ExitPlan, Position
from core.types import ClientId, Purpose, Role
from engine import positions, rules
from engine.arming import with_levels
from engine.drafting import Wish
from engine.estimate import Estimate
from engine.state import State

_NAME = ClientId("-")


def outcome(wish: Wish, found: Estimate, state: State) -> Position | None:
    """Of an entry; None for an order that reduces, or fills nothing."""
    if wish.reduces or not found.qty:
        return None
    before = wish.position
    order = Order(
        client_id=_NAME,
        agent=wish.agent.id,
        instrument=wish.held.id,
        side=wish.side,
        qty=Steps(found.qty),
        purpose=Purpose.ENTRY,
        decided_at_ns=state.now_ns,
        leverage=max(wish.leverage, 1),
        exits=wish.draft.exits,
    )
    fill = Fill(
        fill_id="",
        client_id=_NAME,
        instrument=wish.held.id,
        at_ns=state.now_ns,
        side=wish.side,
        price=Ticks(found.price),
        qty=Steps(found.qty),
        fee=Money(found.fee),
        fee_asset=wish.held.settle,
        role=Role.TAKER,
    )
    if before is None:
        plan = wish.draft.exits
        position = positions.opened(fill, order, wish.held, found.qty, found.fee, plan)
    else:
        position = positions.increased(before, fill, order, wish.held, found.qty, found.fee)
    return with_levels(position, wish.held, _cap(position.exits, wish, state))


def _cap(plan: ExitPlan, wish: Wish, state: State) -> int | None:
    return None if plan.max_loss is None else plan.max_loss.of(state.agent_equity(wish.agent))


def margin_of(wish: Wish, found: Estimate) -> int:
    """What the order would reserve beside what its position does already."""
    if wish.reduces:
        return 0
    return rules.margin(found.cost, wish.held.unit, max(wish.leverage, 1))
