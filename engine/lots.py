"""What the resting orders of a strategy brought into a position, lot by lot."""

from core.money import Money, Steps
from core.trading import Lot, Position
from core.values import Frozen, replace


class Taken(Frozen, frozen=True):
    """What left a lot: its share of the cost (ticks x steps) and of the fees, and whether nothing
    of it is left."""

    cost: int
    fees: int
    is_all: bool


def entered(position: Position, tag: str, steps: int, price: int, fee: int) -> Position:
    """A fill of an entry grew the lot of its tag, or began it."""
    before = lot_of(position, tag) or Lot(tag=tag, qty=Steps(0), cost=0, entered=Steps(0))
    grown = replace(
        before,
        qty=Steps(before.qty + steps),
        cost=before.cost + price * steps,
        entered=Steps(before.entered + steps),
        fees=Money(before.fees + fee),
    )
    others = tuple(lot for lot in position.lots if lot.tag != tag)
    return replace(position, lots=(*others, grown))


def sold(position: Position, tag: str, qty: int) -> tuple[Position, Taken]:
    """A fill took out of one lot; an empty one is gone. Of a lot that is gone, or too small, the
    others make up for it."""
    lot = lot_of(position, tag)
    part = 0 if lot is None else min(qty, lot.qty)
    taken = Taken(0, 0, is_all=True)
    if lot is not None:
        left, taken = _without(lot, part)
        kept = [each for each in position.lots if each.tag != tag]
        position = replace(position, lots=(*kept, left) if left.qty else tuple(kept))
    return shared(position, qty - part), taken


def shared(position: Position, qty: int) -> Position:
    """Takes `qty` out of all lots in proportion, the oldest making up for what does not divide. A
    lot of nothing stays until the position is closed: what entered by its tag has entered."""
    whole = sum(lot.qty for lot in position.lots)
    if qty <= 0 or not whole:
        return position
    qty = min(qty, whole)
    parts = [lot.qty * qty // whole for lot in position.lots]
    missing = qty - sum(parts)
    lots = []
    for lot, part in zip(position.lots, parts, strict=True):
        more = min(missing, lot.qty - part)
        missing -= more
        lots.append(_without(lot, part + more)[0])
    return replace(position, lots=tuple(lots))


def lot_of(position: Position, tag: str) -> Lot | None:
    return next((lot for lot in position.lots if lot.tag == tag), None)


def _without(lot: Lot, qty: int) -> tuple[Lot, Taken]:
    """The lot after a part of it left; what does not divide stays."""
    if not lot.qty:
        return lot, Taken(0, 0, is_all=True)
    cost, fees = lot.cost * qty // lot.qty, lot.fees * qty // lot.qty
    left = replace(lot, qty=Steps(lot.qty - qty), cost=lot.cost - cost, fees=Money(lot.fees - fees))
    return left, Taken(cost, fees, is_all=not left.qty)
