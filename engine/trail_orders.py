"""Orders that trail: a stop of the engine's own that follows the price, and leaves as a market
order when the price comes back to it."""

from core.money import Steps, Ticks
from core.orders import Order, WorkingOrder
from core.trading import Limit
from core.types import OrderKind, OrderState, Purpose, Source
from core.values import replace
from engine import cancelling, order_facts, rules, trail_rules
from engine.judge import Sight
from engine.lanes import FAR_ABOVE, FAR_BELOW, Band, Lane
from engine.positions import behind
from engine.state import State
from engine.step import Draft

NOTHING_LEFT = "reduce_only"


class TrailOrders:
    """Follows every trailing order of an account; asked only about prices outside their bands."""

    def __init__(self, state: State) -> None:
        self._state = state
        for working in state.orders.values():
            if cancelling.is_held_here(working.order):
                self._watch(working.order)

    def add(self, draft: Draft, order: Order, best: int) -> None:
        """Holds a new one; `best` is the price it starts from."""
        held = self._state.lanes[order.instrument].instrument
        level = level_of(order, best, self._state)
        working = WorkingOrder(order=order, state=OrderState.OPEN, best=best, level=level)
        self._state.update(draft, working)
        self._watch(order)
        draft.records.append(order_facts.order_placed(order, held))

    def on_price(
        self, draft: Draft | None, lane: Lane, source: Source, sight: Sight
    ) -> Draft | None:
        """A price of a source; each order that it reaches fires, each it gains for follows."""
        band = lane.trails.get(source)
        if band is None or (band.lower < sight.below and sight.above < band.upper):
            return draft
        for name in list(band.names):
            working = self._state.orders.get(name)
            if working is None or not cancelling.is_held_here(working.order):
                del band.names[name]
                continue
            draft = self._judge(draft, working, sight)
        self._narrow(lane, source, band)
        return draft

    def _judge(self, draft: Draft | None, working: WorkingOrder, sight: Sight) -> Draft | None:
        side = -int(working.order.side)
        if rules.is_adverse(side, sight.below, sight.above, working.level or 0):
            draft = draft or Draft()
            self._fire(draft, working, sight.path_price(working.level))
            return draft
        price = sight.gained(side)
        if trail_rules.is_farther(side, price, working.best or 0):
            level = level_of(working.order, price, self._state)
            self._state.orders.put(replace(working, best=price, level=level))
            self._state.unsaved_orders[working.order.client_id] = None
        return draft

    def _fire(self, draft: Draft, working: WorkingOrder, path_price: int | None) -> None:
        """The same order leaves at the market, for no more than there is to reduce."""
        order, state = working.order, self._state
        key = (order.agent, order.instrument)
        position = state.positions.get(key)
        qty = int(order.qty)
        if order.purpose is Purpose.EXIT:
            qty = 0 if position is None else min(qty, position.qty - state.leaving_of(key))
        if qty <= 0:
            cancelling.end(state, draft, working, OrderState.CANCELLED, NOTHING_LEFT)
            return
        fired = replace(
            order,
            kind=OrderKind.MARKET,
            qty=Steps(qty),
            decided_at_ns=state.now_ns,
            level=Ticks(working.level or 0),
            path_price=None if path_price is None else Ticks(path_price),
            holding=None if position is None else position.qty,
        )
        held = state.lanes[order.instrument].instrument
        draft.records.append(
            order_facts.order_triggered(order, held, state.now_ns, is_skipped=False)
        )
        state.place(draft, fired)

    def _watch(self, order: Order) -> None:
        lane = self._state.lanes[order.instrument]
        source = source_of(order, lane)
        band = lane.trails.setdefault(source, Band())
        band.names[order.client_id] = None
        self._narrow(lane, source, band)

    def _narrow(self, lane: Lane, source: Source, band: Band) -> None:
        band.lower, band.upper = FAR_BELOW, FAR_ABOVE
        for name in band.names:
            working = self._state.orders.get(name)
            if working is None or working.level is None or working.best is None:
                continue
            if working.order.side < 0:
                band.lower = max(band.lower, working.level)
                band.upper = min(band.upper, working.best + 1)
            else:
                band.lower = max(band.lower, working.best - 1)
                band.upper = min(band.upper, working.level)
        if not band.names:
            del lane.trails[source]


def source_of(order: Order, lane: Lane) -> Source:
    """The prices an order follows: quotes where there is nothing else, and no marks on spot."""
    if lane.source is Source.QUOTE:
        return Source.QUOTE
    return Source.LAST if lane.instrument.is_spot else order.source


def level_of(order: Order, best: int, state: State) -> int:
    """Where an order fires when `best` is the best price it has seen."""
    held = state.lanes[order.instrument].instrument
    return behind(-int(order.side), best, order.trail or _NONE, held)


_NONE = Limit.percent("0")
