"""How a position may leave: a ladder of targets, a trailing stop, a time stop."""

from enum import StrEnum

from core.money import PPM, Ppm
from core.trading.limits import Limit
from core.values import Frozen


class TrailKind(StrEnum):
    """The five trailing stops. A trailing stop only ever moves towards profit.

    BREAK_EVEN: once `start` is reached, to where closing costs nothing, and there it stays.
    MOVING_TARGET: with each target taken, to the one before it (the first: to break-even).
    TWO_TARGET: the same, two targets behind (the second: to break-even).
    BELOW_TRIGGER: with each target taken (without targets: once `start` is reached), to `distance`
    behind that target's level, and there it stays until the next.
    BELOW_HIGHEST: from `start` on, `distance` behind the best price seen (of a SHORT: the lowest).
    """

    BREAK_EVEN = "break_even"
    MOVING_TARGET = "moving_target"
    TWO_TARGET = "two_target"
    BELOW_TRIGGER = "below_trigger"
    BELOW_HIGHEST = "below_highest"

    @property
    def needs_targets(self) -> bool:
        return self in (TrailKind.MOVING_TARGET, TrailKind.TWO_TARGET)

    @property
    def needs_distance(self) -> bool:
        return self in (TrailKind.BELOW_TRIGGER, TrailKind.BELOW_HIGHEST)


class Trail(Frozen, frozen=True, kw_only=True):
    """`start` is how far in profit it wakes, from entry (None: BREAK_EVEN at the first target,
    BELOW_HIGHEST at once); `distance` how far behind the stop is kept. Both as percent of the price
    or as a price distance."""

    kind: TrailKind
    start: Limit | None = None
    distance: Limit | None = None


class Target(Frozen, frozen=True, kw_only=True):
    """One rung of the take-profit ladder: the distance from entry, and which share of the position
    leaves there. The shares of a ladder sum to a whole."""

    distance: Limit
    share: Ppm


class ExitPlan(Frozen, frozen=True, kw_only=True):
    """Everything that may take a position out by itself; None and () are off.

    `targets` is empty for no take-profit, one rung of a whole share for the plain one.
    """

    stop_loss: Limit | None = None
    targets: tuple[Target, ...] = ()
    trail: Trail | None = None
    max_loss: Limit | None = None
    time_stop_s: int = 0


def even_shares(count: int) -> tuple[Ppm, ...]:
    """Equal shares; what does not divide goes to the last rung."""
    part = PPM // count
    return (*(Ppm(part) for _ in range(count - 1)), Ppm(PPM - part * (count - 1)))


def exponential_shares(count: int) -> tuple[Ppm, ...]:
    """Each rung takes half of what the one before it took; the last what is left."""
    whole = 2**count - 1
    parts = [PPM * 2 ** (count - 1 - rung) // whole for rung in range(count)]
    return (*(Ppm(part) for part in parts[:-1]), Ppm(PPM - sum(parts[:-1])))
