"""The arithmetic of trailing stops and ladders: ints and bools only, as `engine.rules`."""

from enum import IntEnum

from engine.rules import PPM, up

NEVER, BREAK_EVEN = -1, 0


class Follows(IntEnum):
    """What a trailing stop follows; a rule compares no strings."""

    BREAK_EVEN = 1
    TARGET = 2
    TWO_TARGETS = 3
    TRIGGER = 4
    BEST = 5


def farther(side: int, first: int, second: int) -> int:
    """Which of two prices is farther in profit."""
    return max(first, second) if side > 0 else min(first, second)


def is_farther(side: int, level: int, than: int) -> bool:
    """Is a level farther in profit than another?"""
    return side * (level - than) > 0


def behind_by_share(side: int, price: int, ppm: int) -> int:
    """The tick `ppm` behind a price, rounded to the price, so that no more than asked is given
    back; at least one tick."""
    exact = price * (PPM - side * ppm)
    if side > 0:
        return min(up(exact, PPM), price - 1)
    return max(exact // PPM, price + 1)


def behind_by_distance(side: int, price: int, distance: int, tick: int) -> int:
    """The same for a distance in quote money; `distance` and `tick` in 10^-8 quote."""
    exact = price * tick - side * distance
    if side > 0:
        return min(up(exact, tick), price - 1)
    return max(exact // tick, price + 1)


def anchor(follows: int, taken: int) -> int:
    """Which level the stop goes by once `taken` targets were: NEVER, BREAK_EVEN, or the number of
    a target, counted from one."""
    if taken < 1:
        return NEVER
    if follows == Follows.TARGET:
        return taken - 1
    if follows == Follows.TWO_TARGETS:
        return taken - 2 if taken > 1 else NEVER
    if follows == Follows.TRIGGER:
        return taken
    return BREAK_EVEN if follows == Follows.BREAK_EVEN else NEVER


def is_worth_telling(side: int, stop: int, told: int, best: int) -> bool:
    """Has a stop moved by a quarter of its distance since it was journaled?"""
    return 4 * side * (stop - told) >= side * (best - stop)


def rung_size(qty: int, share: int, whole: int) -> int:
    """Whole steps of a rung that takes `share` of `whole`."""
    return qty * share // whole
