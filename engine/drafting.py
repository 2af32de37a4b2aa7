"""A person's draft in the engine's numbers: prices on ticks, sizes in steps, and what is wrong."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.errors import InputError
from core.instrument import Instrument
from core.trading import (
    Agent,
    DraftKind,
    Fix,
    OrderDraft,
    Position,
    Refusal,
    RefusalCode,
    SizeUnit,
)
from core.types import OrderSide, TimeInForce
from core.views import Rounded
from engine import positions, rules
from engine.lanes import Lane
from engine.plan_checks import check_plan
from engine.state import State

HUNDRED = Decimal(100)
STOPS = frozenset({DraftKind.STOP_MARKET, DraftKind.STOP_LIMIT, DraftKind.OCO})
"""Kinds that wait for the price to run with the order; a take-profit waits for it to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a draft asks for. `position` is the person's own on the instrument, `reduces` when the
    order takes out of it; `best` is what a taker would pay first, 0 when nothing is known."""

    draft: OrderDraft
    agent: Agent
    lane: Lane
    position: Position | None
    reduces: bool
    leverage: int
    best: int
    price: int | None = None
    trigger: int | None = None
    qty: int = 0
    rounded: tuple[Rounded, ...] = ()
    refusal: Refusal | None = None

    @property
    def held(self) -> Instrument:
        return self.lane.instrument

    @property
    def side(self) -> OrderSide:
        return self.draft.side

    @property
    def reference(self) -> int:
        """The price its size is counted at."""
        return self.price or self.trigger or self.best

    @property
    def time_in_force(self) -> TimeInForce:
        is_free = self.draft.kind is DraftKind.LIMIT
        return self.draft.time_in_force if is_free else TimeInForce.GTC


def manual_agent(state: State) -> Agent:
    """The agent that a person's own orders belong to; raises InputError without one."""
    found = next((agent for agent in state.agents.values() if agent.is_manual), None)
    if found is None:
        raise InputError("Nobody trades by hand on this account", code="no_agent")
    return found


def read(draft: OrderDraft, state: State) -> Wish:
    """Raises InputError for an instrument that is not traded here; everything else that is wrong
    is the wish's refusal."""
    lane = state.lanes.get(draft.instrument)
    if lane is None:
        raise InputError(f"{draft.instrument} is not traded here", code="no_such_choice")
    agent = manual_agent(state)
    position = state.positions.get((agent.id, draft.instrument))
    is_against = position is not None and position.side.closing is draft.side
    reduces = draft.is_reduce_only or draft.kind is DraftKind.OCO or is_against
    wish = Wish(
        draft=draft,
        agent=agent,
        lane=lane,
        position=position,
        reduces=reduces,
        leverage=_leverage(draft, position, lane.instrument),
        best=lane.ask if draft.side is OrderSide.BUY else lane.bid,
    )
    wish = _sized(_priced(wish), state)
    return dataclasses.replace(wish, refusal=_wrong(wish))


def _leverage(draft: OrderDraft, position: Position | None, held: Instrument) -> int:
    """A position keeps the leverage it was opened with."""
    if position is not None:
        return position.leverage
    return 1 if held.is_spot else draft.leverage


# --- prices


def _priced(wish: Wish) -> Wish:
    """A limit is rounded away from the market, a trigger towards it: never a bigger loss than
    asked."""
    draft, held, rounded = wish.draft, wish.held, list[Rounded]()
    price = trigger = None
    if draft.kind.needs_price and _is_positive(draft.price):
        price = max(held.limit_ticks(draft.price or HUNDRED, draft.side), 1)
        rounded += _told("price", draft.price, held.price(price))
    if draft.kind.needs_trigger and _is_positive(draft.trigger):
        towards = draft.side if draft.kind in STOPS else draft.side.opposite
        trigger = max(held.limit_ticks(draft.trigger or HUNDRED, towards), 1)
        rounded += _told("trigger", draft.trigger, held.price(trigger))
    return dataclasses.replace(wish, price=price, trigger=trigger, rounded=tuple(rounded))


def _is_positive(price: Decimal | None) -> bool:
    return price is not None and price > 0


def _told(what: str, typed: Decimal | None, to: Decimal) -> Iterator[Rounded]:
    if typed is not None and typed != to:
        yield Rounded(what=what, typed=typed, to=to)


# --- size


def _sized(wish: Wish, state: State) -> Wish:
    qty = _steps(wish, state)
    size, held, rounded = wish.draft.size, wish.held, list(wish.rounded)
    if wish.draft.is_reduce_only or wish.draft.kind is DraftKind.OCO:
        qty = min(qty, 0 if wish.position is None else wish.position.qty)
    if size.unit is SizeUnit.BASE:
        rounded += _told("size", size.value, held.size(qty))
    return dataclasses.replace(wish, qty=qty, rounded=tuple(rounded))


def _steps(wish: Wish, state: State) -> int:
    """Whole steps, rounded down; 0 where there is nothing to count from."""
    size, held = wish.draft.size, wish.held
    at = wish.reference * held.unit
    if size.value <= 0 or at <= 0:
        return 0
    match size.unit:
        case SizeUnit.BASE:
            return held.floor_steps(size.value)
        case SizeUnit.QUOTE:
            return int(size.value / held.money(1)) // at
        case SizeUnit.POSITION:
            whole = 0 if wish.position is None else wish.position.qty
            return int(whole * min(size.value, HUNDRED) / HUNDRED)
        case SizeUnit.EQUITY:
            return _share_of_equity(wish, state) * max(wish.leverage, 1) // at
        case SizeUnit.RISK:
            return _by_risk(wish, _share_of_equity(wish, state))


def _share_of_equity(wish: Wish, state: State) -> int:
    equity = max(state.agent_equity(wish.agent), 0)
    return int(equity * wish.draft.size.value / HUNDRED)


def _by_risk(wish: Wish, allowed: int) -> int:
    held, price = wish.held, wish.reference
    stop = stop_of(wish, price)
    if stop is None or stop == price:
        return 0
    takes = wish.price is None and wish.trigger is None
    spread = max(wish.lane.ask - wish.lane.bid, 0) if takes else 0
    return rules.size(allowed, price, stop, held.unit, held.taker_fee, spread)


def stop_of(wish: Wish, price: int) -> int | None:
    """Where the draft's stop-loss would lie for an entry at a price."""
    return positions.level(-int(wish.side), price, 1, wish.draft.exits.stop_loss, wish.held)


# --- what is wrong


def _wrong(wish: Wish) -> Refusal | None:
    return _incomplete(wish) or _bad_leverage(wish) or _off_position(wish) or _bad_exits(wish)


def _incomplete(wish: Wish) -> Refusal | None:
    draft = wish.draft
    has_trail = draft.trail is not None and draft.trail.value > 0
    missing = (
        (draft.kind.needs_price and wish.price is None)
        or (draft.kind.needs_trigger and wish.trigger is None)
        or (draft.kind is DraftKind.TRAILING and not has_trail)
        or draft.size.value <= 0
    )
    return Refusal(RefusalCode.INCOMPLETE) if missing else None


def _bad_leverage(wish: Wish) -> Refusal | None:
    most = wish.held.max_leverage
    if wish.reduces or wish.held.is_spot or 1 <= wish.leverage <= most:
        return None
    fixes = (Fix("leverage", str(most)),)
    needed = Decimal(wish.leverage)
    return Refusal(RefusalCode.LEVERAGE, needed, Decimal(most), "count", fixes)


def _off_position(wish: Wish) -> Refusal | None:
    """Who only reduces needs a position on the other side; who reduces without saying so is told
    the size that would: nothing is turned by accident."""
    position, held = wish.position, wish.held
    if not wish.reduces:
        return None
    if position is None or position.side.closing is not wish.side:
        return Refusal(RefusalCode.NO_POSITION)
    if wish.qty <= position.qty:
        return None
    most = held.size(position.qty)
    fixes = (Fix("qty", f"{most:f}"),)
    return Refusal(RefusalCode.OVER_POSITION, held.size(wish.qty), most, "qty", fixes)


def _bad_exits(wish: Wish) -> Refusal | None:
    plan = wish.draft.exits
    if wish.reduces:
        return None
    limits = [plan.stop_loss, plan.max_loss, *(target.distance for target in plan.targets)]
    if any(limit is not None and limit.value <= 0 for limit in limits):
        return Refusal(RefusalCode.BAD_EXITS)
    try:
        check_plan(plan)
    except InputError:
        return Refusal(RefusalCode.BAD_EXITS)
    return None
