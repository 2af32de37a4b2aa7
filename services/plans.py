"""Exit plans a field at a time, as people type them: stop, ladder, shares, trailing, time. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from core.errors import InputError
from core.money import Ppm, to_ppm
from core.trading import (
    ExitPlan,
    Limit,
    Target,
    Trail,
    TrailKind,
    even_shares,
    exponential_shares,
)
from core.values import replace
from services.amounts import (
    MOST_RUNGS,
    cleaned,
    is_off,
    number,
    parse_distance,
    parse_level,
    parse_time,
    split_list,
    within,
)
from services.levels import Ground, stop_distance, target_distance

_EVEN = frozenset({"even", "equal", "поровну", "равно"})
_EXPONENTIAL = frozenset({"exp", "exponential", "эксп"})
_DEFAULT_TRAIL = Limit.percent("1")
LEAST_LADDER = 2
_WAKING = (TrailKind.BREAK_EVEN, TrailKind.BELOW_TRIGGER)
"""Without a ladder these need to be told when they wake."""


def changed_plan(plan: ExitPlan, field: str, text: str, ground: Ground) -> ExitPlan:
    """The plan with one field as typed; raises InputError that says what would be right."""
    change = _CHANGES.get(field)
    if change is None:
        raise InputError("There is no such setting", code="unknown_setting", known="")
    return _fitting(change(plan, text, ground))


def _fitting(plan: ExitPlan) -> ExitPlan:
    """A trailing stop that lost the ladder it followed is off, or wakes by itself."""
    trail = plan.trail
    if trail is None or len(plan.targets) >= LEAST_LADDER:
        return plan
    if trail.kind.needs_targets:
        return replace(plan, trail=None)
    if trail.kind in _WAKING and trail.start is None:
        return replace(plan, trail=replace(trail, start=_DEFAULT_TRAIL))
    return plan


def is_plan_field(field: str) -> bool:
    return field in _CHANGES


def _stop(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    if is_off(text):
        return replace(plan, stop_loss=None)
    return replace(plan, stop_loss=stop_distance(parse_level(text.lstrip("-")), ground))


def _targets(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    """The whole ladder anew; its shares stay where the number of rungs does."""
    if is_off(text):
        return replace(plan, targets=())
    distances = target_distances(split_list(text), plan.stop_loss, ground)
    shares = [target.share for target in plan.targets]
    if len(shares) != len(distances):
        shares = list(even_shares(len(distances)))
    return replace(plan, targets=_ladder(distances, shares))


def target_distances(items: Sequence[str], stop: Limit | None, ground: Ground) -> list[Limit]:
    if not items:
        raise InputError("Type a number such as 1.5", code="not_a_number")
    if len(items) > MOST_RUNGS:
        raise InputError(f"{MOST_RUNGS} rungs at most", code="most_rungs", most=str(MOST_RUNGS))
    return [target_distance(parse_level(item), stop, ground) for item in items]


def _rung_add(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    """One more rung beyond the last, by as much as lay before it (or at `text`)."""
    if len(plan.targets) >= MOST_RUNGS:
        raise InputError(f"{MOST_RUNGS} rungs at most", code="most_rungs", most=str(MOST_RUNGS))
    distances = [target.distance for target in plan.targets]
    if text and not is_off(text) and text != "+":
        distances.append(target_distance(parse_level(text), plan.stop_loss, ground))
    else:
        distances.append(_beyond(distances))
    return replace(plan, targets=_ladder(distances, even_shares(len(distances))))


def _beyond(distances: Sequence[Limit]) -> Limit:
    if not distances:
        return Limit.percent("2")
    last = distances[-1]
    gap = last.value - distances[-2].value if _same_unit(distances) else last.value
    return replace(last, value=last.value + max(gap, 1))


def _same_unit(distances: Sequence[Limit]) -> bool:
    return len(distances) > 1 and distances[-2].unit is distances[-1].unit


def _rung_drop(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    """Without the rung of that number, counted from 1; the rest shares evenly."""
    place = int(within("target", number(text), Decimal(1), Decimal(max(len(plan.targets), 1)))) - 1
    distances = [t.distance for at, t in enumerate(plan.targets) if at != place]
    shares = even_shares(len(distances)) if distances else ()
    return replace(plan, targets=_ladder(distances, shares))


def _shares(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    if not plan.targets:
        raise InputError("Set a target first", code="no_targets")
    shares = parse_shares(text, len(plan.targets))
    distances = [target.distance for target in plan.targets]
    return replace(plan, targets=_ladder(distances, shares))


def parse_shares(text: str, count: int) -> tuple[Ppm, ...]:
    """`even`, `exp` or `50,30,20`: as many as rungs, 100 together; says what is missing."""
    typed = cleaned(text)
    if typed in _EVEN:
        return even_shares(count)
    if typed in _EXPONENTIAL:
        return exponential_shares(count)
    items = split_list(typed.replace("%", " "), is_list=count > 1)
    if len(items) != count:
        raise InputError(
            f"Type {count} shares", code="shares_count", count=str(count), got=str(len(items))
        )
    shares = [within("share", number(item), Decimal("0.01"), Decimal(100), "%") for item in items]
    _check_sum(sum(shares, Decimal(0)))
    return tuple(to_ppm(share) for share in shares)


def _check_sum(total: Decimal) -> None:
    if total == 100:
        return
    missing = Decimal(100) - total
    raise InputError(
        f"The shares sum to {total:f}%, {abs(missing):f}% {'missing' if missing > 0 else 'over'}",
        code="shares_missing" if missing > 0 else "shares_over",
        sum=f"{total.normalize():f}",
        rest=f"{abs(missing).normalize():f}",
    )


def _ladder(distances: Sequence[Limit], shares: Sequence[Ppm]) -> tuple[Target, ...]:
    """The shares go to the rungs from the nearest on; two rungs have no price in common. Rungs
    typed in several units stay as they were typed."""
    if len(set(distances)) != len(distances):
        raise InputError("Each rung needs a price of its own", code="rung_twice")
    if len({distance.unit for distance in distances}) == 1:
        distances = sorted(distances, key=lambda distance: distance.value)
    rungs = zip(distances, shares, strict=True)
    return tuple(Target(distance=distance, share=share) for distance, share in rungs)


def _trailing(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    """A kind by its name, or `1%`: so far behind the best price."""
    typed = cleaned(text)
    if is_off(typed):
        return replace(plan, trail=None)
    if typed not in set(TrailKind):
        distance = parse_distance("trail", typed, ground.entry)
        return replace(plan, trail=_trail(plan.trail, TrailKind.BELOW_HIGHEST, distance))
    kind = TrailKind(typed)
    if kind.needs_targets and len(plan.targets) < LEAST_LADDER:
        raise InputError("This follows two targets or more", code="trail_targets")
    distance_now = plan.trail.distance if plan.trail is not None else None
    return replace(plan, trail=_trail(plan.trail, kind, distance_now))


def _trail(before: Trail | None, kind: TrailKind, distance: Limit | None) -> Trail:
    start = before.start if before is not None and not kind.needs_targets else None
    if not kind.needs_distance:
        return Trail(kind=kind, start=start)
    return Trail(kind=kind, start=start, distance=distance or _DEFAULT_TRAIL)


def _trail_distance(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    if plan.trail is None:
        return _trailing(plan, text, ground)
    distance = parse_distance("trail", text, ground.entry)
    return replace(plan, trail=_trail(plan.trail, plan.trail.kind, distance))


def _trail_start(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    """How far in profit it wakes; `off`: as its kind has it."""
    if plan.trail is None:
        raise InputError("Choose how it trails first", code="no_trail")
    start = None if is_off(text) else target_distance(parse_level(text), plan.stop_loss, ground)
    return replace(plan, trail=replace(plan.trail, start=start))


def _time(plan: ExitPlan, text: str, ground: Ground) -> ExitPlan:
    return replace(plan, time_stop_s=parse_time(text))


_CHANGES: Mapping[str, Callable[[ExitPlan, str, Ground], ExitPlan]] = MappingProxyType(
    {
        "stop": _stop,
        "target": _targets,
        "rung": _rung_add,
        "unrung": _rung_drop,
        "share": _shares,
        "trailing": _trailing,
        "trail_distance": _trail_distance,
        "trail_start": _trail_start,
        "time": _time,
    }
)
