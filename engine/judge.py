"""The one place where a price decides that a position must go."""

from collections.abc import Iterator

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
    down; `mark` is it in 10^-8. What was decided before stands. Of several levels reached on the
    losing side, the one nearest to the entry was reached first."""
    if position.leaving is not None:
        return position.leaving
    lost = _adverse(position, held, below, above, mark)
    if lost is not None:
        return lost
    target = position.target
    if target is not None and rules.is_favourable(int(position.side), below, above, target):
        return ExitOrder(ExitReason.TAKE_PROFIT, target)
    return None


def on_path(position: Position, held: Instrument, point: PathPoint) -> ExitOrder | None:
    """The same on the candle grade, with P11: a bar that holds a stop and the target of a position
    stops it first, whatever the path, and says that it is ambiguous. The open is no guess."""
    price = point.price
    found = verdict(position, held, price, price, price * held.tick_e8)
    if found is None or found is position.leaving or point.is_jump:
        return found
    if not _holds_both(position, held, point):
        return found
    if found.reason is ExitReason.TAKE_PROFIT:
        return None
    return ExitOrder(found.reason, found.level, (AMBIGUOUS,))


def path_price(found: ExitOrder, point: PathPoint, previous: int) -> int:
    """Where an exit on the candle grade is priced from: its level if the path crossed it, else
    the point itself (the open that jumped over it)."""
    level = found.level
    if level is None or point.is_jump:
        return point.price
    low, high = min(previous, point.price), max(previous, point.price)
    return level if low <= level <= high else point.price


def _adverse(
    position: Position, held: Instrument, below: int, above: int, mark: int
) -> ExitOrder | None:
    """The losing level reached first, compared as exactly as marks are; a tie liquidates."""
    side = int(position.side)
    reached = [
        (side * level * held.tick_e8, ExitOrder(reason, level))
        for reason, level in _losing(position)
        if rules.is_adverse(side, below, above, level)
    ]
    liquidation = position.liquidation
    if liquidation and rules.is_adverse(side, mark, mark, liquidation):
        found = ExitOrder(ExitReason.LIQUIDATION, liquidation // held.tick_e8)
        reached.insert(0, (side * liquidation, found))
    return max(reached, key=lambda entry: entry[0])[1] if reached else None


def _losing(position: Position) -> Iterator[tuple[ExitReason, int]]:
    if position.stop is not None:
        yield ExitReason.STOP_LOSS, position.stop
    if position.max_loss is not None:
        yield ExitReason.MAX_LOSS, position.max_loss


def _holds_both(position: Position, held: Instrument, point: PathPoint) -> bool:
    target, side = position.target, int(position.side)
    best, worst = (point.high, point.low) if side > 0 else (point.low, point.high)
    if target is None or not rules.is_favourable(side, best, best, target):
        return False
    return _adverse(position, held, worst, worst, worst * held.tick_e8) is not None
