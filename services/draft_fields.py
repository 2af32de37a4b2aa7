"""One field of a draft, as typed or pressed. Pure: what the market says is in the preview."""

from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from types import MappingProxyType
from typing import TypeVar

from core.errors import InputError
from core.trading import DraftKind, DraftSize, ExitPlan, Limit, OrderDraft, SizeUnit
from core.types import OrderSide, Source, TimeInForce
from core.values import replace
from core.views import PreviewView
from services.amounts import (
    MOST_USD,
    cleaned,
    figure,
    is_off,
    number,
    parse_distance,
    parse_leverage,
    parse_size,
    within,
)
from services.levels import Ground
from services.plans import changed_plan, is_plan_field

WHOLE_POSITION = DraftSize(SizeUnit.POSITION, Decimal(100))
T = TypeVar("T")
_STEP = Decimal("0.01")
_FURTHEST = Decimal(10)
_SIDES: Mapping[str, OrderSide] = MappingProxyType({"buy": OrderSide.BUY, "sell": OrderSide.SELL})
_SOURCES: Mapping[str, Source] = MappingProxyType({"last": Source.LAST, "mark": Source.MARK})


def changed(draft: OrderDraft, field: str, text: str, at: PreviewView) -> OrderDraft:
    """The draft with one field as typed; raises InputError that says what would be right."""
    if is_plan_field(field):
        return replace(draft, exits=changed_plan(draft.exits, field, text, ground_of(draft, at)))
    change = _CHANGES.get(field)
    if change is None:
        raise InputError("There is no such setting", code="unknown_setting", known="")
    return change(draft, text, at)


def ground_of(draft: OrderDraft, at: PreviewView) -> Ground:
    """Exits are measured from where the draft would enter."""
    entry = draft.price if draft.kind.needs_price else None
    if entry is None and draft.kind.needs_trigger:
        entry = draft.trigger
    entry = entry or at.entry or market(at, draft.side)
    return Ground(side=draft.side.opens, entry=entry, now=entry)


def market(at: PreviewView, side: OrderSide) -> Decimal | None:
    """What a taker of that side would pay now."""
    return at.ask if side is OrderSide.BUY else at.bid


def of_kind(draft: OrderDraft, kind: DraftKind, at: PreviewView) -> OrderDraft:
    """Another kind, with the prices it needs set beside the market where there were none."""
    reduces = kind is DraftKind.OCO
    made = replace(
        draft,
        kind=kind,
        price=draft.price if kind.needs_price else None,
        trigger=draft.trigger if kind.needs_trigger else None,
        trail=(draft.trail or Limit.percent("1")) if kind is DraftKind.TRAILING else None,
        is_reduce_only=draft.is_reduce_only or reduces,
        time_in_force=draft.time_in_force if kind.needs_price else TimeInForce.GTC,
    )
    if kind is DraftKind.POST_ONLY:
        made = replace(made, time_in_force=TimeInForce.GTC)
    return _beside_market(_reducing(made) if made.is_reduce_only else made, at)


def _beside_market(draft: OrderDraft, at: PreviewView) -> OrderDraft:
    best = at.bid if draft.side is OrderSide.BUY else at.ask
    if best is None:
        return draft
    price, trigger = draft.price, draft.trigger
    if draft.kind.needs_trigger and trigger is None:
        trigger = _rounded(best * (1 + _STEP * _trigger_way(draft)), at.tick)
    if draft.kind.needs_price and price is None:
        near = trigger if draft.kind is DraftKind.STOP_LIMIT and trigger is not None else best
        way = -int(draft.side) if draft.kind is DraftKind.OCO else 0
        price = _rounded(near * (1 + 2 * _STEP * way), at.tick)
    return replace(draft, price=price, trigger=trigger)


def _trigger_way(draft: OrderDraft) -> int:
    """A stop fires as the price runs with the order, a take-profit as it comes to it."""
    return -int(draft.side) if draft.kind is DraftKind.TAKE_PROFIT else int(draft.side)


def _rounded(price: Decimal, tick: Decimal) -> Decimal:
    return max((price / tick).to_integral_value() * tick, tick)


def _reducing(draft: OrderDraft) -> OrderDraft:
    """Takes out of the position: a share of it, and no exits of its own."""
    size = draft.size
    if size.unit in (SizeUnit.EQUITY, SizeUnit.RISK):
        size = WHOLE_POSITION
    return replace(draft, is_reduce_only=True, size=size, exits=ExitPlan())


def _side(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    side = _one_of(text, _SIDES)
    if side is draft.side:
        return draft
    turned = replace(draft, side=side, price=None, trigger=None)
    return _beside_market(turned, at)


def _kind(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return of_kind(draft, _one_of(text, {kind.value: kind for kind in DraftKind}), at)


def _size(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, size=parse_size(text, at.base, of_position=draft.is_reduce_only))


def _leverage(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, leverage=parse_leverage(text, 1 if at.is_spot else at.max_leverage))


def _price(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, price=parse_price("price", text, draft.price, at))


def _trigger(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, trigger=parse_price("trigger", text, draft.trigger, at))


def _trail(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, trail=parse_distance("trail", text, market(at, draft.side)))


def _source(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    return replace(draft, source=_one_of(text, _SOURCES))


def _tif(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    named = {item.name.lower(): item for item in TimeInForce}
    return replace(draft, time_in_force=_one_of(text, named))


def _reduce(draft: OrderDraft, text: str, at: PreviewView) -> OrderDraft:
    if is_off(text):
        kind = DraftKind.MARKET if draft.kind is DraftKind.OCO else draft.kind
        size = draft.size
        if size.unit is SizeUnit.POSITION:
            size = DraftSize(SizeUnit.EQUITY, Decimal(10))
        return of_kind(replace(draft, is_reduce_only=False, size=size), kind, at)
    return _reducing(draft)


def _one_of(text: str, named: Mapping[str, T]) -> T:
    found = named.get(cleaned(text))
    if found is None:
        known = ", ".join(named)
        raise InputError(f"Choose one of: {known}", code="unknown_choice", setting="", known=known)
    return found


def parse_price(setting: str, text: str, before: Decimal | None, at: PreviewView) -> Decimal:
    """`67000`, `@67000`, or a step from where it is: `+0.1%`, `-0.5%`."""
    typed = cleaned(text).removeprefix("@")
    middle = (at.bid + at.ask) / 2 if at.bid is not None and at.ask is not None else None
    if typed.endswith("%") and typed[:1] in ("+", "-"):
        return _stepped(setting, number(typed[:-1]), before or middle, at.tick)
    low = middle / _FURTHEST if middle is not None else at.tick
    high = middle * _FURTHEST if middle is not None else MOST_USD
    digits = at.tick.normalize()
    low, high = low.quantize(digits, ROUND_UP), high.quantize(digits, ROUND_DOWN)
    return within(setting, figure(typed), max(low, at.tick), high)


def _stepped(setting: str, percent: Decimal, before: Decimal | None, tick: Decimal) -> Decimal:
    within("step", abs(percent), Decimal("0.01"), Decimal(50), "%")
    if before is None:
        raise InputError("There is no price yet: type one", code="no_price_yet")
    moved = _rounded(before * (1 + percent / 100), tick)
    if moved == before:
        moved += tick if percent > 0 else -tick
    return max(moved, tick)


_CHANGES: Mapping[str, Callable[[OrderDraft, str, PreviewView], OrderDraft]] = MappingProxyType(
    {
        "side": _side,
        "kind": _kind,
        "size": _size,
        "leverage": _leverage,
        "price": _price,
        "trigger": _trigger,
        "trail": _trail,
        "source": _source,
        "tif": _tif,
        "reduce": _reduce,
    }
)
