"""Open orders, as screens see them."""

from decimal import ROUND_HALF_EVEN, Decimal

from core.instrument import Instrument
from core.orders import WorkingOrder
from core.trading import Agent, Limit, LimitUnit
from core.views import OrderView
from engine.facts import price

HUNDREDTH = Decimal("0.01")


def order_view(working: WorkingOrder, agent: Agent, held: Instrument) -> OrderView:
    """Of a trailing order the trigger is where it stands now."""
    order = working.order
    trigger = working.level if working.level is not None else order.trigger
    return OrderView(
        client_id=order.client_id,
        agent=agent.id,
        agent_name=agent.name,
        instrument=held.id,
        title=held.title,
        base=held.base,
        tick=held.tick,
        side=order.side,
        kind=order.kind,
        purpose=order.purpose,
        state=working.state,
        qty=held.size(order.qty - working.shrunk),
        filled=held.size(working.filled),
        price=price(held, order.limit),
        trigger=price(held, trigger),
        time_in_force=order.time_in_force,
        is_post_only=order.is_post_only,
        is_reduce_only=order.is_reduce_only,
        is_manual=order.is_manual,
        placed_at_ns=order.decided_at_ns,
        trail_pct=_trail_pct(order.trail, working.best, held),
        partner=order.partner,
    )


def _trail_pct(trail: Limit | None, best: int | None, held: Instrument) -> Decimal | None:
    """Its distance in percent; of a distance in money, of the best price seen."""
    if trail is None:
        return None
    if trail.unit is LimitUnit.PERCENT:
        return trail.number
    whole = held.price(best or 1)
    return (trail.number * 100 / whole).quantize(HUNDREDTH, ROUND_HALF_EVEN)
