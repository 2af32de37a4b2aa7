"""The one place where a price decides that a position, or a part of it, must go: pure questions."""

from core.instrument import Instrument
from core.market import PathPoint
from core.trading import ExitOrder, Position
from core.types import ExitReason
from core.values import Frozen
from engine import rules

AMBIGUOUS = "ambiguous"


class Sight(Frozen, frozen=True):
    """A price as it is judged: `below` and `above` are it in ticks, rounded up and down, `mark` in
    10^-8. On the candle grade the `point` of the path it is, and the price before it."""

    below: int
    above: int
    mark: int
    point: PathPoint | None = None
    previous: int = 0

    def gained(self, side: int) -> int:
        """The price as far in profit as it has surely been."""
        return self.above if side > 0 else self.below

    def path_price(self, level: int | None) -> int | None:
        """Where an exit on the candle grade is priced from: its level if the path crossed it, else
        the point itself (the open that jumped over it)."""
        point = self.point
        if point is None:
            return None
        if level is None or point.is_jump:
            return point.price
        low, high = min(self.previous, point.price), max(self.previous, point.price)
        return level if low <= level <= high else point.price


def on_point(point: PathPoint, held: Instrument, previous: int) -> Sight:
    price = point.price
    return Sight(price, price, price * held.tick_e8, point, previous)


def lost(position: Position, held: Instrument, sight: Sight) -> ExitOrder | None:
    """Has the price reached a losing level? Of several the one nearest to the entry was reached
    first. On the candle grade it says where the bar left that to be guessed."""
    found = _adverse(position, held, sight.below, sight.above, sight.mark)
    if found is not None and is_guess(position, held, sight):
        return ExitOrder(found.reason, found.level, (AMBIGUOUS,))
    return found


def is_won(position: Position, sight: Sight) -> bool:
    """Has the price reached the next target?"""
    target = position.target
    return target is not None and rules.is_favourable(
        int(position.side), sight.below, sight.above, target
    )


def is_guess(position: Position, held: Instrument, sight: Sight) -> bool:
    """P11: does the bar hold a losing level as well as one that is in favour, the next target or
    what wakes the trailing stop? Then the losing one came first, whatever the path. The open is no
    guess."""
    point, side = sight.point, int(position.side)
    if point is None or point.is_jump:
        return False
    best, worst = (point.high, point.low) if side > 0 else (point.low, point.high)
    is_good = any(
        rules.is_favourable(side, best, best, level)
        for level in (position.target, position.wake)
        if level is not None
    )
    return is_good and _adverse(position, held, worst, worst, worst * held.tick_e8) is not None


def _adverse(
    position: Position, held: Instrument, below: int, above: int, mark: int
) -> ExitOrder | None:
    """The losing level reached first, compared as exactly as marks are; a tie liquidates."""
    side, tick, liquidation = int(position.side), held.tick_e8, position.liquidation
    found, nearest = None, 0
    if liquidation and rules.is_adverse(side, mark, mark, liquidation):
        found, nearest = ExitOrder(ExitReason.LIQUIDATION, liquidation // tick), side * liquidation
    stop = ExitReason.TRAIL if position.is_trailing else ExitReason.STOP_LOSS
    for reason, level in ((stop, position.stop), (ExitReason.MAX_LOSS, position.max_loss)):
        if level is None or not rules.is_adverse(side, below, above, level):
            continue
        if found is None or side * level * tick > nearest:
            found, nearest = ExitOrder(reason, level), side * level * tick
    return found
