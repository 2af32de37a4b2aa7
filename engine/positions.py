"""A position's life, as values: what a fill makes of it, and where its levels lie."""

from dataclasses import dataclass, replace

from core.instrument import Instrument
from core.money import Money, Steps
from core.orders import Fill, Order
from core.trading import Limit, LimitUnit, Position, RiskSettings
from core.types import Side
from engine import rules


@dataclass(frozen=True, slots=True)
class Reduction:
    """What closing a part brought: the position after it (of no size when flat), the money it
    realised and the margin it freed."""

    left: Position
    realised: Money
    freed: Money


def opened(fill: Fill, order: Order, held: Instrument, steps: int, at_ns: int) -> Position:
    """A new position from its first fill; `steps` is what was received of it."""
    cost = fill.price * steps
    return Position(
        agent=order.agent,
        instrument=order.instrument,
        side=fill.side.opens,
        qty=Steps(steps),
        cost=cost,
        margin=Money(rules.margin(cost, held.unit, order.leverage)),
        leverage=order.leverage,
        opened_at_ns=at_ns,
        trade_id=str(order.client_id),
        opened_qty=Steps(steps),
        opened_cost=cost,
    )


def increased(position: Position, fill: Fill, held: Instrument, steps: int) -> Position:
    """The same position after another fill of its entry."""
    cost = position.cost + fill.price * steps
    return replace(
        position,
        qty=Steps(position.qty + steps),
        cost=cost,
        margin=Money(rules.margin(cost, held.unit, position.leverage)),
        opened_qty=Steps(position.opened_qty + steps),
        opened_cost=position.opened_cost + fill.price * steps,
    )


def reduced(position: Position, fill: Fill, held: Instrument, slip: int) -> Reduction:
    """Closes the filled part at its price; `slip` is the money lost against the level."""
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
        slip=position.slip + slip,
    )
    return Reduction(rest, Money(realised), Money(position.margin - margin))


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


def with_levels(
    position: Position, risk: RiskSettings, held: Instrument, max_loss: int | None
) -> Position:
    """The position with stop and target from its entry (unless a person moved them), and the
    levels that follow from what is booked. `max_loss` is money, None when off."""
    if not position.is_stop_moved:
        side = int(position.side)
        position = replace(
            position,
            stop=level(-side, position.cost, position.qty, risk.stop_loss, held),
            target=level(side, position.cost, position.qty, risk.take_profit, held),
            max_loss_money=Money(max_loss) if max_loss is not None else None,
        )
    return with_dues(position, held)


def with_dues(position: Position, held: Instrument) -> Position:
    """Recounts the levels that move with what is booked: max loss and liquidation."""
    limit = position.max_loss_money
    lost = None
    if limit is not None:
        lost = rules.max_loss_level(
            int(position.side),
            position.cost,
            position.qty,
            held.unit,
            booked(position),
            limit,
            held.taker_fee,
        )
    return replace(position, max_loss=lost, liquidation=_liquidation(position, held))


def _liquidation(position: Position, held: Instrument) -> int | None:
    if held.is_spot:
        return None
    return liquidation(position.side, position.cost, position.qty, position.margin, held) or None


def liquidation(side: Side, cost: int, qty: int, margin: int, held: Instrument) -> int:
    """The mark (10^-8) at which such a position is liquidated; 0 when it cannot be."""
    tier = held.bracket(cost * held.unit)
    return rules.liquidation_mark(
        int(side), cost, qty, held.unit, margin, tier.rate, tier.cum, held.tick_e8
    )
