"""What leaves a position by a strategy's own order: told as the end of its lot, and counted."""

from core.instrument import Instrument
from core.money import Money, to_money
from core.orders import Fill, Order
from core.trading import Position
from core.values import replace
from engine import facts, lots
from engine.state import State
from engine.step import Draft


def sold(
    state: State, draft: Draft, left: Position, fill: Fill, order: Order, held: Instrument
) -> Position:
    """The position with its lots as they are after an exit; one that is of no lot takes of all."""
    if not order.lot:
        return lots.shared(left, fill.qty)
    left, taken = lots.sold(left, order.lot, fill.qty)
    if not taken.cost:
        return left
    record = facts.lot_sold(left, order, fill, taken, held)
    draft.records.append(record)
    agent = state.agents[order.agent]
    net = Money(agent.run_rounds_net + to_money(record.net, held.settle))
    counted = replace(agent, run_rounds=agent.run_rounds + taken.is_all, run_rounds_net=net)
    state.change(draft, counted)
    return left
