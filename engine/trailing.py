"""The trailing stop of a position: where it acts next, and what a price makes of it.

Prices are ticks, rounded against the position. The stop moves towards profit alone, and only to
where the price is not: what it would go to in front of the price waits until that is passed.
"""

from core.instrument import Instrument
from core.trading import Position, Trail, TrailKind
from core.values import replace
from engine import ladder, trail_rules
from engine.positions import behind, break_even, level
from engine.trail_rules import Follows

FOLLOWS = {
    TrailKind.BREAK_EVEN: Follows.BREAK_EVEN,
    TrailKind.MOVING_TARGET: Follows.TARGET,
    TrailKind.TWO_TARGET: Follows.TWO_TARGETS,
    TrailKind.BELOW_TRIGGER: Follows.TRIGGER,
    TrailKind.BELOW_HIGHEST: Follows.BEST,
}


def armed(position: Position, held: Instrument, price: int) -> Position:
    """With its trail as it stands at a price: the entry's, or the one a new plan was made at."""
    trail = position.exits.trail
    if trail is None:
        is_off = position.wake is None and position.best is None
        return position if is_off else replace(position, wake=None, best=None)
    is_at_once = trail.kind is TrailKind.BELOW_HIGHEST and trail.start is None
    if is_at_once or position.best is not None:
        return _after_best(position, held, price)
    return replace(position, wake=_wake(position, held))


def is_woken(position: Position, price: int) -> bool:
    """Does the trail act on a price?"""
    wake = position.wake
    return wake is not None and not trail_rules.is_farther(int(position.side), wake, price)


def followed(position: Position, held: Instrument, price: int) -> Position:
    """The position after a price at which its trail may act, or after a target was taken."""
    trail = position.exits.trail
    if trail is None:
        return position
    if trail.kind is TrailKind.BELOW_HIGHEST:
        return _after_best(position, held, price) if is_woken(position, price) else position
    move = _move(position, held, trail)
    if move is not None and not trail_rules.is_farther(int(position.side), move[0], price):
        position = replace(position, stop=move[1], is_trailing=True)
    return replace(position, wake=_wake(position, held))


def _after_best(position: Position, held: Instrument, price: int) -> Position:
    """BELOW_HIGHEST, awake: the stop keeps its distance to the best price seen."""
    side, trail = int(position.side), position.exits.trail
    if trail is None or trail.distance is None:
        return position
    best = price if position.best is None else trail_rules.farther(side, position.best, price)
    stop = behind(side, best, trail.distance, held)
    if not _is_better(position, stop):
        return replace(position, best=best, wake=best + side)
    return replace(position, best=best, wake=best + side, stop=stop, is_trailing=True)


def _wake(position: Position, held: Instrument) -> int | None:
    trail = position.exits.trail
    if trail is None:
        return None
    if trail.kind is TrailKind.BELOW_HIGHEST:
        return _start(position, held, trail)
    move = _move(position, held, trail)
    return None if move is None else move[0]


def _move(position: Position, held: Instrument, trail: Trail) -> tuple[int, int] | None:
    """The price that moves the stop next, and where to; None when only a target does."""
    side = int(position.side)
    start, goal = _goal(position, held, trail)
    if goal is None or not _is_better(position, goal):
        return None
    passed = goal + side
    return (passed if start is None else trail_rules.farther(side, start, passed)), goal


def _goal(position: Position, held: Instrument, trail: Trail) -> tuple[int | None, int | None]:
    """From which price on the stop goes, and where to."""
    if trail.kind is TrailKind.BREAK_EVEN and position.is_trailing:
        return None, None
    if trail.start is not None and not _goes_by_targets(position, trail):
        return _goal_at_start(position, held, trail)
    at = trail_rules.anchor(FOLLOWS[trail.kind], ladder.taken_of(position))
    if at == trail_rules.NEVER:
        return None, None
    if at == trail_rules.BREAK_EVEN:
        return None, break_even(position, held)
    reached = position.rungs[at - 1].level
    if trail.kind is TrailKind.BELOW_TRIGGER:
        return None, _behind(position, held, trail, reached)
    return None, reached


def _goal_at_start(
    position: Position, held: Instrument, trail: Trail
) -> tuple[int | None, int | None]:
    """Of a trail that acts once, when its start is reached."""
    start = _start(position, held, trail)
    if start is None or position.is_trailing:
        return None, None
    if trail.kind is TrailKind.BREAK_EVEN:
        return start, break_even(position, held)
    return start, _behind(position, held, trail, start)


def _goes_by_targets(position: Position, trail: Trail) -> bool:
    """BELOW_TRIGGER does where there are several."""
    has_ladder = trail.kind is TrailKind.BELOW_TRIGGER and bool(position.rungs)
    return trail.kind.needs_targets or has_ladder


def _behind(position: Position, held: Instrument, trail: Trail, price: int) -> int | None:
    if trail.distance is None:
        return None
    return behind(int(position.side), price, trail.distance, held)


def _start(position: Position, held: Instrument, trail: Trail) -> int | None:
    return level(int(position.side), position.cost, position.qty, trail.start, held)


def _is_better(position: Position, stop: int) -> bool:
    """Is it farther in profit than the stop in force?"""
    return position.stop is None or trail_rules.is_farther(int(position.side), stop, position.stop)
