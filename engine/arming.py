"""A position with the levels that its plan means from its entry."""

from core.instrument import Instrument
from core.money import Money
from core.trading import ExitPlan, Position
from core.values import replace
from engine import ladder, rules, trailing
from engine.positions import level, liquidation_of, max_loss_of, with_dues


def with_levels(position: Position, held: Instrument, max_loss: int | None) -> Position:
    """The position with stop, targets and trail from its entry (a stop that was moved stays), the
    levels that follow from what is booked, and the risk. `max_loss` is money, None when off."""
    side, stop = int(position.side), position.stop
    if not (position.is_stop_moved or position.is_trailing):
        stop = level(-side, position.cost, position.qty, position.exits.stop_loss, held)
    armed = replace(
        position,
        stop=stop,
        told_stop=stop,
        target=ladder.only(position, held),
        max_loss_money=None if max_loss is None else Money(max_loss),
        max_loss=max_loss_of(position, held, max_loss),
        liquidation=liquidation_of(position, held),
        risk_money=_risk(position, held, stop),
    )
    if not ladder.is_plain(armed):
        armed = ladder.built(armed, held)
    armed = trailing.armed(armed, held, entry_of(armed))
    if armed.stop == stop:
        return armed
    return replace(armed, told_stop=armed.stop, risk_money=_risk(armed, held, armed.stop))


def _risk(position: Position, held: Instrument, stop: int | None) -> Money:
    """What is lost at a stop; without one what was known stays."""
    if stop is None:
        return position.risk_money
    entry = position.cost // position.qty
    return Money(rules.loss_at_stop(entry, stop, position.qty, held.unit, held.taker_fee))


def planned(position: Position, held: Instrument, plan: ExitPlan, price: int) -> Position:
    """The position with another plan, made at a price; what the plans share stays as it is."""
    before, side = position.exits, int(position.side)
    position = replace(position, exits=plan)
    if plan.stop_loss != before.stop_loss:
        stop = level(-side, position.cost, position.qty, plan.stop_loss, held)
        position = replace(position, stop=stop, is_stop_moved=False, is_trailing=False)
    if plan.targets != before.targets:
        position = ladder.built(position, held)
    if plan.trail != before.trail or plan.targets != before.targets:
        position = _trailing_anew(position, held, price, is_new=plan.trail != before.trail)
    return with_dues(position, held)


def capped(position: Position, held: Instrument, max_loss: int | None) -> Position:
    """The position with another maximum loss, in money; None is off."""
    loss = None if max_loss is None else Money(max_loss)
    return with_dues(replace(position, max_loss_money=loss), held)


def _trailing_anew(position: Position, held: Instrument, price: int, *, is_new: bool) -> Position:
    if is_new:
        is_moved = position.is_stop_moved or position.is_trailing
        position = replace(position, best=None, is_trailing=False, is_stop_moved=is_moved)
    return trailing.followed(trailing.armed(position, held, price), held, price)


def entry_of(position: Position) -> int:
    """The entry in ticks, rounded against the position."""
    if position.side > 0:
        return position.cost // position.qty
    return rules.up(position.cost, position.qty)
