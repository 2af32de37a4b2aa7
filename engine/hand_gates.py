"""May a person's own order be sent? The gates of every entry, but for those of a strategy, and what
a venue would refuse anyway: each with the number that would pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.trading import DraftKind, Fix, Position, Refusal, RefusalCode, SizeUnit
from core.types import OrderSide, Side, Source
from core.values import replace
from engine import gates
from engine.asking import Ask
from engine.drafting import STOPS, Wish
from engine.estimate import Estimate
from engine.lanes import Lane
from engine.outcome import margin_of
from engine.sizing import Entry
from engine.state import State

TAKING = frozenset({DraftKind.MARKET, DraftKind.LIMIT})
KEPT_FIXES = frozenset({"leverage", "unlock", "qty", "price", "trigger"})
"""The others change rules of a strategy."""
ENTRY_GATES: tuple[Callable[[Ask], Refusal | None], ...] = (
    gates.halted,
    gates.stale_feed,
    gates.order_pending,
    gates.short_not_supported,
    gates.blacklisted,
    gates.instrument_closed,
    gates.rules_pending,
    gates.daily_loss,
    gates.drawdown,
    gates.max_positions,
    gates.min_qty,
    gates.min_notional,
    gates.margin_limit,
    gates.insufficient_funds,
    gates.liquidation_before_stop,
    gates.rate_limit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An order about to be sent: what was asked, what it would fill, the position it would make.
    `freed` is what an order that it replaces had reserved."""

    wish: Wish
    found: Estimate
    after: Position | None
    freed: int = 0


class HandGates:
    def __init__(self, state: State, *, max_age_ns: int) -> None:
        self._state = state
        self._max_age_ns = max_age_ns

    def refusal(self, sending: Sending) -> Refusal | None:
        """The first that says no."""
        wish = sending.wish
        found = wish.refusal or _no_stop(wish)
        if found is None:
            found = next(self._refusals(sending), None)
        if found is None:
            return None
        return replace(found, fixes=tuple(fix for fix in found.fixes if fix.setting in KEPT_FIXES))

    def is_fresh(self, lane: Lane) -> bool:
        age = self._state.now_ns - lane.quote_ns
        return bool(lane.quote_ns) and not lane.is_stale and age <= self._max_age_ns

    def _refusals(self, sending: Sending) -> Iterator[Refusal]:
        wish = sending.wish
        own = (_would_trigger, _would_cross, _price_band, _max_qty)
        asked = self._of_exit(sending) if wish.reduces else self._of_entry(sending)
        yield from asked
        for gate in own:
            found = gate(wish)
            if found is not None:
                yield found

    def _of_entry(self, sending: Sending) -> Iterator[Refusal]:
        ask = self._ask(sending)
        takes = (gates.spread_too_wide,) if sending.wish.draft.kind in TAKING else ()
        for gate in (*ENTRY_GATES, *takes):
            found = gate(ask)
            if found is not None:
                yield found

    def _of_exit(self, sending: Sending) -> Iterator[Refusal]:
        """What reduces a position is held up by nothing but the venue's filters, or an exit that is
        on its way for all of it."""
        wish, position = sending.wish, sending.wish.position
        if position is None:
            return
        free = position.qty - self._state.leaving_of((position.agent, position.instrument))
        if free <= 0 or _is_going(position):
            yield Refusal(RefusalCode.ORDER_PENDING)
        ask = self._ask(sending)
        checks = [gates.instrument_closed, gates.min_qty]
        checks += [gates.min_notional] if wish.held.is_spot else []
        for gate in checks:
            found = gate(ask)
            if found is not None:
                yield found

    def _ask(self, sending: Sending) -> Ask:
        state, wish = self._state, sending.wish
        lane, guardian = wish.lane, state.guardian
        position = wish.position
        is_leaving = position is not None and _is_going(position)
        return Ask(
            agent=replace(wish.agent, leverage=max(wish.leverage, 1)),
            held=wish.held,
            side=wish.side.opens,
            is_halted=state.halted is not None,
            is_fresh=self.is_fresh(lane) and not state.unvalued,
            is_pending=is_leaving,
            bid=lane.bid,
            ask=lane.ask,
            now_ns=state.now_ns,
            equity=state.equity,
            agent_equity=state.agent_equity(wish.agent),
            wallet=state.ledger.wallet,
            reserved=state.ledger.reserved + state.orders.reserved - sending.freed,
            positions=state.positions_to_be() - self._is_counted(wish),
            day_equity=guardian.day_equity,
            day_low=guardian.day_low,
            daily=guardian.daily,
            high_water=guardian.high_water,
            drawdown=guardian.drawdown,
            orders_last_minute=state.entries_last_minute(wish.agent.id),
            is_blacklisted=wish.held.id in state.ledger.account.blacklist,
            entry=_entry(sending),
        )

    def _is_counted(self, wish: Wish) -> bool:
        """Does a position, or an order on its way to one, count for this one already?"""
        key = (wish.agent.id, wish.held.id)
        return key in self._state.positions or key in self._state.orders.entering


def _is_going(position: Position) -> bool:
    """Was it decided that all of it must go? Dust has stayed."""
    return position.leaving is not None and not position.is_dust


def _entry(sending: Sending) -> Entry:
    """The plan the gates look at; without a stop they look at the price."""
    wish, found, after = sending.wish, sending.found, sending.after
    price = found.price or wish.reference
    qty = wish.qty
    stop = price if after is None or after.stop is None else after.stop
    return Entry(
        side=Side.LONG if wish.side is OrderSide.BUY else Side.SHORT,
        price=price,
        stop=stop,
        qty=qty,
        notional=price * qty * wish.held.unit,
        margin=margin_of(wish, found),
        fee=found.fee,
        risk=0,
        liquidation=0 if after is None else (after.liquidation or 0),
    )


def _no_stop(wish: Wish) -> Refusal | None:
    is_sized_by_it = wish.draft.size.unit is SizeUnit.RISK and not wish.reduces
    if not is_sized_by_it or wish.draft.exits.stop_loss is not None:
        return None
    return Refusal(RefusalCode.NO_STOP_LOSS)


def _would_trigger(wish: Wish) -> Refusal | None:
    """A trigger that the price has passed would fire at once."""
    now = _source_price(wish)
    if wish.trigger is None or not now:
        return None
    way = int(wish.side) if wish.draft.kind in STOPS else -int(wish.side)
    if way * (wish.trigger - now) > 0:
        return None
    passes = wish.held.price(max(now + way, 1))
    return Refusal(
        RefusalCode.WOULD_TRIGGER,
        wish.held.price(wish.trigger),
        passes,
        "price",
        (Fix("trigger", f"{passes:f}"),),
    )


def _source_price(wish: Wish) -> int:
    """The price a trigger is judged on, as the venue would."""
    lane = wish.lane
    if wish.draft.source is Source.MARK and not wish.held.is_spot and lane.mark:
        return lane.mark // wish.held.tick_e8
    return lane.last or wish.best


def _would_cross(wish: Wish) -> Refusal | None:
    """What must not take would."""
    if wish.draft.kind not in (DraftKind.POST_ONLY, DraftKind.OCO) or not wish.best:
        return None
    side = int(wish.side)
    if wish.price is None or side * (wish.price - wish.best) < 0:
        return None
    passes = wish.held.price(max(wish.best - side, 1))
    return Refusal(
        RefusalCode.WOULD_CROSS,
        wish.held.price(wish.price),
        passes,
        "price",
        (Fix("price", f"{passes:f}"),),
    )


def _price_band(wish: Wish) -> Refusal | None:
    """A price that the venue would not write down: too far from its own."""
    held, lane = wish.held, wish.lane
    reference = wish.best if held.is_spot else lane.mark // held.tick_e8
    if wish.price is None:
        return None
    low, high = held.price_bounds(wish.side, reference)
    passes = max(wish.price, low) if high is None else min(max(wish.price, low), high)
    if passes == wish.price:
        return None
    fixes = (Fix("price", f"{held.price(passes):f}"),)
    return Refusal(
        RefusalCode.PRICE_BAND, held.price(wish.price), held.price(passes), "price", fixes
    )


def _max_qty(wish: Wish) -> Refusal | None:
    held = wish.held
    is_limit = wish.draft.kind in (DraftKind.LIMIT, DraftKind.POST_ONLY, DraftKind.STOP_LIMIT)
    most = held.max_qty if is_limit else held.max_market_qty
    if wish.qty <= most:
        return None
    fixes = (Fix("qty", f"{held.size(most):f}"),)
    return Refusal(RefusalCode.MAX_QTY, held.size(wish.qty), held.size(most), "qty", fixes)
