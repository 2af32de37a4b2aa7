"""What a market must say to bring a position where it is wanted. Pure; prices in ticks."""

from core.instrument import Instrument
from core.money import MARK_SCALE, ceil_div
from core.trading import Position
from core.types import Side
from engine import rules
from engine.positions import booked

LEAST_SPREAD = 2
GAP_PERCENT = 5


def around(middle: int, spread: int) -> tuple[int, int]:
    """Bid and ask whose mid is exactly `middle`, about as far apart as they were."""
    half = max(spread, LEAST_SPREAD) // 2
    half = min(half, middle - 1)
    return middle - half, middle + half


def gapped(middle: int, position: Position | None) -> int:
    """The price after a jump: against an open position, down without one."""
    way = 1 if position is not None and position.side is Side.SHORT else -1
    return max(middle * (100 + way * GAP_PERCENT) // 100, LEAST_SPREAD)


def draining_rate(position: Position, held: Instrument, middle: int) -> int:
    """The funding rate (10^-8) whose charge brings the result of a position, closed at `middle`,
    to its max loss; 0 when it is there already, or has none.

    A price alone cannot: the stop, which is nearer to the entry, would be reached first.
    """
    if position.max_loss_money is None:
        return 0
    side, value = int(position.side), middle * position.qty * held.unit
    gross = side * (value - position.cost * held.unit)
    left = gross + booked(position) - rules.fee(value, held.taker_fee)
    charge = position.max_loss_money + left
    worth = held.mark_value(middle * held.tick_e8, position.qty)
    return side * ceil_div(charge * MARK_SCALE, worth) if charge > 0 and worth > 0 else 0
