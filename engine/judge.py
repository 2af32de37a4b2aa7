"""The one place where a price decides that a position must go."""

from core.instrument import Instrument
from core.market import PathPoint
from core.trading import ExitOrder, Position
from core.types import ExitReason
from engine import rules

AMBIGUOUS = "ambiguous"


def verdict(
    position: Position, held: Instrument, below: int, above: int, mark: int
) -> ExitOrder | None:
    """What a price says of one position: `below` and `above` are it in ticks, rounded up and
    down; `mark` is it in 10^-8. Of several levels reached on the losing side, the one nearest to
    the entry was reached first."""
    side = int(position.side)
    reached = [
        ExitOrder(reason, level)
        for reason, level in _losing(position)
        if rules.is_adverse(side, below, above, level)
    ]
    if position.liquidation and _is_liquidated(side, mark, position.liquidation):
        reached.append(ExitOrder(ExitReason.LIQUIDATION, position.liquidation // held.tick_e8))
    if reached:
        return max(reached, key=lambda found: side * found.level)
    target = position.target
    if target is not None and rules.is_favourable(side, below, above, target):
        return ExitOrder(ExitReason.TAKE_PROFIT, target)
    return None


def on_path(position: Position, held: Instrument, point: PathPoint) -> ExitOrder | None:
    """The same on the candle grade, with P11: a bar that holds a stop and the target of a position
    stops it first, whatever the path, and says that it is ambiguous. The open is no guess."""
    price = point.price
    found = verdict(position, held, price, price, price * held.tick_e8)
    if found is None or point.is_jump or not _holds_both(position, point):
        return found
    if found.reason is ExitReason.TAKE_PROFIT:
        return None
    return ExitOrder(found.reason, found.level, (AMBIGUOUS,))


def path_price(found: ExitOrder, point: PathPoint, previous: int) -> int:
    """Where an exit on the candle grade is priced from: its level if the path crossed it, else
    the point itself (the open that jumped over it)."""
    low, high = min(previous, point.price), max(previous, point.price)
    crossed = not point.is_jump and low <= found.level <= high
    return found.level if crossed else point.price


def _losing(position: Position) -> list[tuple[ExitReason, int]]:
    levels = ((ExitReason.STOP_LOSS, position.stop), (ExitReason.MAX_LOSS, position.max_loss))
    return [(reason, level) for reason, level in levels if level is not None]


def _is_liquidated(side: int, mark: int, level: int) -> bool:
    return mark <= level if side > 0 else mark >= level


def _holds_both(position: Position, point: PathPoint) -> bool:
    if position.target is None:
        return False
    side = int(position.side)
    best, worst = (point.high, point.low) if side > 0 else (point.low, point.high)
    return rules.is_favourable(side, best, best, position.target) and any(
        rules.is_adverse(side, worst, worst, level) for _, level in _losing(position)
    )
