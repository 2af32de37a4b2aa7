"""Dust: what an exit on spot leaves that is worth less than the venue sells.

It is money still: it stays in the books at its cost, as a position of its own that blocks nothing.
It leaves with the next exit of what its agent buys there, or once it is worth enough again.
"""

from core.instrument import Instrument
from core.money import Money, Steps
from core.orders import Order
from core.trading import ExitPlan, Position
from core.values import replace
from engine.lanes import Lane

DUST = "dust"
"""The flag of a trade that left some."""


def is_sellable(held: Instrument, qty: int, price: int) -> bool:
    """Would the venue take a market sale of that much? On spot the least value holds for exits as
    well; what only reduces a perpetual is free of it."""
    if not held.is_spot:
        return True
    return qty >= max(held.min_qty, 1) and held.notional(price, qty) >= held.min_notional


def is_left(position: Position, lane: Lane) -> bool:
    """Is what is left of a position that must go no longer for sale? Not said without a price."""
    price = lane.exit_price(position.side)
    is_going = position.leaving is not None and not position.is_dust
    return is_going and price > 0 and not is_sellable(lane.instrument, position.qty, price)


def parted(position: Position) -> tuple[Position | None, Position]:
    """The trade as far as it was sold (None: nothing was), and the dust, each with its own part of
    what is booked."""
    if not position.closed_qty:
        return None, replace(position, is_dust=True)
    sold = replace(
        position,
        qty=Steps(0),
        cost=0,
        margin=Money(0),
        opened_qty=Steps(position.opened_qty - position.qty),
        opened_cost=position.opened_cost - position.cost,
        fees=Money(position.fees + position.carried),
        carried=Money(0),
        flags=(*position.flags, DUST),
    )
    return sold, _rest(position)


def _rest(position: Position) -> Position:
    """Without levels: nothing but its price takes it out."""
    return Position(
        agent=position.agent,
        instrument=position.instrument,
        side=position.side,
        qty=position.qty,
        cost=position.cost,
        margin=position.margin,
        leverage=position.leverage,
        opened_at_ns=position.opened_at_ns,
        trade_id=f"{position.trade_id}d",
        opened_qty=position.qty,
        opened_cost=position.cost,
        fees=Money(-position.carried),
        carried=position.carried,
        leaving=position.leaving,
        is_dust=True,
    )


def bought_onto(position: Position, order: Order, at_ns: int, plan: ExitPlan) -> Position:
    """Dust that is part of a new trade from now on."""
    return replace(
        position,
        trade_id=str(order.client_id),
        opened_at_ns=at_ns,
        exits=plan,
        leaving=None,
        is_dust=False,
        flags=(),
    )
