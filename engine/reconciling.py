"""What must change so that the orders at work are those that are wanted: the least of it."""

from collections.abc import Iterable
from decimal import Decimal

from core.instrument import Instrument
from core.money import Steps, Ticks
from core.orders import WorkingOrder
from core.trading import RestingOrder
from core.types import OrderSide
from core.values import Frozen

DIGITS = 6
"""Of a tick or a step: what a float differs by is no other price."""


class Wanted(Frozen, frozen=True, kw_only=True):
    """A wanted order in the engine's numbers."""

    tag: str
    side: OrderSide
    price: Ticks
    qty: Steps
    closes: bool = False
    lot: str = ""
    stop: Ticks | None = None
    target: Ticks | None = None


class Changes(Frozen, frozen=True):
    """Orders to place, and orders to end. One of the same tag is placed once its elder has ended,
    so that there are never two."""

    places: tuple[Wanted, ...]
    ends: tuple[WorkingOrder, ...]


def wanted_of(order: RestingOrder, held: Instrument) -> Wanted:
    """Prices on ticks, never worse than asked; sizes in steps, never more."""
    return Wanted(
        tag=order.tag,
        side=order.side,
        price=Ticks(max(_ticks(order.price, held, order.side), 1)),
        qty=Steps(int(round(Decimal(order.size) / held.step, DIGITS))),
        closes=order.closes,
        lot=order.of,
        stop=_level(order.stop, held, order.side),
        target=_level(order.target, held, order.side.opposite),
    )


def changes(wanted: Iterable[Wanted], working: Iterable[WorkingOrder]) -> Changes:
    """The least that brings the tagged orders at work to those that are wanted. What is on its way
    to its end, or may have an unknown one, holds its tag until that is known."""
    left = {each.order.tag: each for each in working if each.order.tag}
    places, ends = [], []
    for each in wanted:
        now = left.pop(each.tag, None)
        if now is None:
            places.append(each)
        elif not now.is_ending and not _is_same(now, each):
            ends.append(now)
    ends += [each for each in left.values() if not each.is_ending]
    return Changes(tuple(places), tuple(ends))


def _is_same(working: WorkingOrder, wanted: Wanted) -> bool:
    order = working.order
    return (
        order.side is wanted.side
        and order.limit == wanted.price
        and working.left == wanted.qty
        and order.is_reduce_only is wanted.closes
        and order.lot == wanted.lot
    )


def _level(price: float | None, held: Instrument, side: OrderSide) -> Ticks | None:
    return None if price is None else Ticks(max(_ticks(price, held, side), 1))


def _ticks(price: float, held: Instrument, side: OrderSide) -> int:
    return held.limit_ticks(round(Decimal(price) / held.tick, DIGITS) * held.tick, side)
