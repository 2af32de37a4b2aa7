"""A position's life, as values: what a fill makes of it, and where its levels lie."""

from core.instrument import Instrument
from core.money import Money, Steps
from core.orders import Fill, Order
from core.trading import ExitPlan, Limit, LimitUnit, Position
from core.types import Side
from core.values import Frozen, replace
from engine import rules, trail_rules


class Reduction(Frozen, frozen=True):
    """What closing a part brought: the position after it (of no size when flat), the money it
    realised and the margin it freed."""

    left: Position
    realised: Money
    freed: Money


def opened(
    fill: Fill, order: Order, held: Instrument, steps: int, charge: int, plan: ExitPlan
) -> Position:
    """A new position from its first fill; `steps` is what was received of it, `charge` what its fee
    is in money."""
    cost = fill.price * steps
    return Position(
        agent=order.agent,
        instrument=order.instrument,
        side=fill.side.opens,
        qty=Steps(steps),
        cost=cost,
        margin=Money(rules.margin(cost, held.unit, order.leverage)),
        leverage=order.leverage,
        opened_at_ns=fill.at_ns,
        trade_id=str(order.client_id),
        opened_qty=Steps(steps),
        opened_cost=cost,
        fees=Money(charge),
        exits=plan,
        carried=Money(-charge),
    )


def increased(
    position: Position, fill: Fill, order: Order, held: Instrument, steps: int, charge: int
) -> Position:
    """The same position after another fill of its entry, or of one that adds to it: if that one
    plans anything, it is the plan from now on."""
    cost = position.cost + fill.price * steps
    plan = order.exits
    is_added = str(order.client_id) != position.trade_id
    if is_added and plan is not None and plan != ExitPlan():
        position = _anew(position, plan)
    return replace(
        position,
        qty=Steps(position.qty + steps),
        cost=cost,
        margin=Money(rules.margin(cost, held.unit, position.leverage)),
        opened_qty=Steps(position.opened_qty + steps),
        opened_cost=position.opened_cost + fill.price * steps,
        fees=Money(position.fees + charge),
        carried=Money(position.carried - charge),
    )


def _anew(position: Position, plan: ExitPlan) -> Position:
    """The position as if nobody had moved its stop."""
    return replace(position, exits=plan, is_stop_moved=False, is_trailing=False, best=None)


def reduced(position: Position, fill: Fill, held: Instrument, slip: int) -> Reduction:
    """Closes the filled part at its price and fee; `slip` is the money lost against the level.
    What the position carries goes along in proportion, rounded against what is left."""
    taken = rules.part_of_cost(position.cost, fill.qty, position.qty)
    realised = int(position.side) * (fill.price * fill.qty - taken) * held.unit
    left, cost = position.qty - fill.qty, position.cost - taken
    margin = Money(rules.margin(cost, held.unit, position.leverage))
    rest = replace(
        position,
        qty=Steps(left),
        cost=cost,
        margin=margin,
        closed_qty=Steps(position.closed_qty + fill.qty),
        closed_cost=position.closed_cost + fill.price * fill.qty,
        gross=Money(position.gross + realised),
        fees=Money(position.fees + fill.fee),
        slip=position.slip + slip,
        carried=Money(position.carried * left // position.qty),
    )
    return Reduction(rest, Money(realised), Money(position.margin - margin))


def behind(side: int, price: int, limit: Limit, held: Instrument) -> int:
    """The tick that is a distance behind a price, seen from the profit."""
    if limit.unit is LimitUnit.PERCENT:
        found = trail_rules.behind_by_share(side, price, limit.value)
    else:
        found = trail_rules.behind_by_distance(side, price, limit.value, held.tick_e8)
    return max(found, 1)


def level(way: int, cost: int, qty: int, limit: Limit | None, held: Instrument) -> int | None:
    """The tick of a stop or target above (`way` +1) or below (-1) the entry; None when off."""
    if limit is None:
        return None
    if limit.unit is LimitUnit.PERCENT:
        found = rules.level_by_share(way, cost, qty, limit.value)
    else:
        found = rules.level_by_distance(way, cost, qty, limit.value, held.tick_e8)
    return max(found, 1)


def booked(position: Position) -> int:
    """What is booked of a position's result so far."""
    return position.gross + position.funding - position.fees


def funded(position: Position, amount: int, at_ns: int) -> Position:
    """The position after it received the funding of an instant, or paid it (negative)."""
    return replace(
        position,
        funding=Money(position.funding + amount),
        carried=Money(position.carried + amount),
        funded_ns=at_ns,
    )


def break_even(position: Position, held: Instrument) -> int:
    """The tick at which closing what is left costs nothing, the fees of both ways paid."""
    return rules.break_even(
        int(position.side),
        position.cost,
        position.qty,
        held.unit,
        position.carried,
        held.taker_fee,
    )


def with_dues(position: Position, held: Instrument) -> Position:
    """Recounts the levels that move with what is booked: max loss and liquidation."""
    lost = max_loss_of(position, held, position.max_loss_money)
    return replace(position, max_loss=lost, liquidation=liquidation_of(position, held))


def max_loss_of(position: Position, held: Instrument, limit: int | None) -> int | None:
    """The tick at which it has lost so much money; None when off."""
    if limit is None:
        return None
    return rules.max_loss_level(
        int(position.side),
        position.cost,
        position.qty,
        held.unit,
        booked(position),
        limit,
        held.taker_fee,
    )


def liquidation_of(position: Position, held: Instrument) -> int | None:
    if held.is_spot:
        return None
    return liquidation(position.side, position.cost, position.qty, position.margin, held) or None


def liquidation(side: Side, cost: int, qty: int, margin: int, held: Instrument) -> int:
    """The mark (10^-8) at which such a position is liquidated; 0 when it cannot be."""
    tier = held.bracket(cost * held.unit)
    return rules.liquidation_mark(
        int(side), cost, qty, held.unit, margin, tier.rate, tier.cum, held.tick_e8
    )
