"""Whether a person's plan for an open position can be: each error names the number that can."""

from core.errors import InputError
from core.instrument import Instrument
from core.money import PPM
from core.trading import ExitPlan, Position, Trail, TrailKind
from core.types import SECOND_NS
from engine import rules


def check_plan(plan: ExitPlan) -> None:
    """What no price has to be known for; raises InputError."""
    shares = [target.share for target in plan.targets]
    if shares and (sum(shares) != PPM or min(shares) <= 0):
        raise InputError("The shares of the targets sum to 100 %", code="shares")
    if plan.time_stop_s < 0:
        raise InputError("A time stop is a time from now on", code="time_stop", least="1")
    if plan.trail is not None:
        _check_trail(plan.trail, len(plan.targets))


def _check_trail(trail: Trail, targets: int) -> None:
    is_waking = trail.kind in (TrailKind.BREAK_EVEN, TrailKind.BELOW_TRIGGER) and targets < 2
    if trail.kind.needs_targets and targets < 2:
        raise InputError("This trailing stop follows two targets or more", code="trail_targets")
    if trail.kind.needs_distance and (trail.distance is None or trail.distance.value <= 0):
        raise InputError("Type how far behind the stop is kept", code="trail_distance")
    if is_waking and trail.start is None:
        raise InputError("Type from which profit on the stop moves", code="trail_start")


def check_levels(
    before: Position, planned: Position, held: Instrument, price: int, now_ns: int
) -> None:
    """Levels that a plan changed, against the price in ticks (0: unknown); raises InputError."""
    due_ns = planned.expires_ns
    if due_ns is not None and due_ns <= now_ns:
        least = (now_ns - planned.opened_at_ns) // SECOND_NS + 1
        text = f"The position is older: {least} s at least"
        raise InputError(text, code="time_stop", least=str(least))
    if planned.stop != before.stop and planned.stop is not None:
        _check_stop(planned, planned.stop, held, price)
    if planned.target != before.target and planned.target is not None and price:
        _check_target(planned, planned.target, held, price)
    if planned.max_loss != before.max_loss and planned.max_loss is not None and price:
        _check_max_loss(planned, planned.max_loss, held, price)


def _check_stop(planned: Position, stop: int, held: Instrument, price: int) -> None:
    side = int(planned.side)
    if price and rules.is_adverse(side, price, price, stop):
        raise _wrong_side("stop", is_below=side > 0, at=price, held=held)
    liquidation = planned.liquidation
    if liquidation and side * (liquidation - stop * held.tick_e8) >= 0:
        at = rules.up(liquidation, held.tick_e8) if side > 0 else liquidation // held.tick_e8
        raise _wrong_side("stop", is_below=side < 0, at=at, held=held)


def _check_target(planned: Position, target: int, held: Instrument, price: int) -> None:
    side = int(planned.side)
    if rules.is_favourable(side, price, price, target):
        raise _wrong_side("target", is_below=side < 0, at=price, held=held)


def _check_max_loss(planned: Position, level: int, held: Instrument, price: int) -> None:
    side = int(planned.side)
    if not rules.is_adverse(side, price, price, level):
        return
    gross = side * (price * planned.qty - planned.cost) * held.unit
    fee = rules.fee(price * planned.qty * held.unit, held.taker_fee)
    lost = fee - gross - planned.gross - planned.funding + planned.fees
    text = f"More than {held.money(lost)} is lost already"
    raise InputError(text, code="max_loss_reached", lost=f"{held.money(lost):.2f}")


def _wrong_side(what: str, *, is_below: bool, at: int, held: Instrument) -> InputError:
    side = "below" if is_below else "above"
    price = str(held.price(at))
    return InputError(f"The {what} must be {side} {price}", code=f"{what}_{side}", price=price)
