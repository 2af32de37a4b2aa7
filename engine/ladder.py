"""A ladder of targets as levels and sizes: how a plan becomes rungs, and what takes from them."""

from collections.abc import Sequence
from itertools import islice

from core.instrument import Instrument
from core.money import Steps
from core.trading import ExitPlan, Position, Rung, Target
from core.values import replace
from engine import rules, trail_rules
from engine.positions import level

Shares = Sequence[tuple[int, int, int]]
"""Targets to come: level, share, and how many of the plan's they are."""


def built(position: Position, held: Instrument) -> Position:
    """The position with the levels of its plan's targets for what is still held: whole steps, the
    rest of a rounding to the last, one too small for the venue merged into the next. A ladder that
    comes to one target takes all there and needs no rungs."""
    if is_plain(position):
        return replace(position, target=only(position, held))
    plan, found = position.exits, _sorted(position, held)
    targets = tuple(target for target, _ in found)
    if targets != plan.targets:
        plan = replace(plan, targets=targets)
    return _with_rungs(position, plan, [(at, target.share, 1) for target, at in found], held)


def is_plain(position: Position) -> bool:
    """Has it one target that takes all, or none?"""
    return len(position.exits.targets) <= 1 and not position.rungs


def only(position: Position, held: Instrument) -> int | None:
    """The level of a plan's one target; None without any."""
    for target in position.exits.targets:
        return level(int(position.side), position.cost, position.qty, target.distance, held)
    return None


def refitted(position: Position, held: Instrument) -> Position:
    """The position after something else than a rung took a part of it: the levels stay, what is
    left is shared out anew, unless all of it is on its way."""
    if not position.rungs or position.leaving is not None:
        return position
    shares, targets = list[tuple[int, int, int]](), iter(position.exits.targets)
    for rung in position.rungs[taken_of(position) :]:
        share = sum(target.share for target in islice(targets, rung.targets))
        shares.append((rung.level, share, rung.targets))
    return _with_rungs(position, position.exits, shares, held)


def owed(rungs: tuple[Rung, ...]) -> int:
    """What rungs that were taken still have to send away."""
    return sum(rung.left for rung in rungs if rung.is_taken) if rungs else 0


def taken_of(position: Position) -> int:
    """How many rungs were taken: they come first."""
    return sum(rung.is_taken for rung in position.rungs) if position.rungs else 0


def merged_of(position: Position) -> int:
    """How many targets of the plan are no rung of their own, too small for the venue."""
    coming = len(position.rungs) - taken_of(position)
    return len(position.exits.targets) - max(coming, position.target is not None)


def is_last(position: Position) -> bool:
    """Does the next target take all that is left?"""
    return len(position.rungs) - taken_of(position) <= 1


def taken(position: Position) -> Position:
    """The position after its next rung was reached."""
    index, rungs = taken_of(position), position.rungs
    reached = replace(rungs[index], is_taken=True)
    targets = position.exits.targets[reached.targets :]
    after = rungs[index + 1 :]
    return replace(
        position,
        rungs=(*rungs[:index], reached, *after),
        target=after[0].level if after else None,
        exits=replace(position.exits, targets=targets),
    )


def sold(position: Position, index: int, qty: int) -> Position:
    """The position after a part of a rung was sold."""
    rungs = list(position.rungs)
    rungs[index] = replace(rungs[index], left=Steps(max(rungs[index].left - qty, 0)))
    return replace(position, rungs=tuple(rungs))


def _with_rungs(position: Position, plan: ExitPlan, shares: Shares, held: Instrument) -> Position:
    taken = _fitted(position)
    coming = _merged(_split(shares, position.qty - owed(taken)), held)
    return replace(
        position,
        exits=plan,
        rungs=(*taken, *coming) if taken or len(coming) > 1 else (),
        target=coming[0].level if coming else None,
    )


def _fitted(position: Position) -> tuple[Rung, ...]:
    """The rungs taken so far; never more of them left than is held."""
    room, fitted = int(position.qty), []
    for rung in position.rungs:
        if rung.is_taken:
            left = min(rung.left, room)
            room -= left
            fitted.append(replace(rung, left=Steps(left)))
    return tuple(fitted)


def _sorted(position: Position, held: Instrument) -> list[tuple[Target, int]]:
    """Targets and their levels, the nearest first."""
    side = int(position.side)
    found = [
        (target, level(side, position.cost, position.qty, target.distance, held))
        for target in position.exits.targets
    ]
    known = [(target, at) for target, at in found if at is not None]
    return sorted(known, key=lambda entry: side * entry[1])


def _split(shares: Shares, free: int) -> list[Rung]:
    whole, left, found = max(sum(share for _, share, _ in shares), 1), free, list[Rung]()
    for number, (at, share, targets) in enumerate(shares, 1):
        is_end = number == len(shares)
        qty = Steps(left if is_end else trail_rules.rung_size(free, share, whole))
        left -= qty
        found.append(Rung(level=at, qty=qty, left=qty, targets=targets))
    return found


def _merged(split: list[Rung], held: Instrument) -> tuple[Rung, ...]:
    """Small rungs leave with the one after them, a small last one with the one before."""
    found = list[Rung]()
    small: Rung | None = None
    for rung in split:
        whole = rung if small is None else _joined(small, rung, rung.level)
        small = whole if whole.qty < _least(whole.level, held) else None
        if small is None:
            found.append(whole)
    if small is not None and small.qty:
        last = found.pop() if found else None
        found.append(small if last is None else _joined(last, small, last.level))
    return tuple(found)


def _joined(first: Rung, then: Rung, at: int) -> Rung:
    qty = Steps(first.qty + then.qty)
    return Rung(level=at, qty=qty, left=qty, targets=first.targets + then.targets)


def _least(at: int, held: Instrument) -> int:
    """The fewest steps a venue takes at a level; on spot they must be worth enough."""
    least = max(held.min_qty, 1)
    return max(least, rules.up(held.min_notional, at * held.unit)) if held.is_spot else least
