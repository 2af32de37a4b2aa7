"""What a person does to an open position: take a part of it out, move its stop, plan its exits."""

from core.money import PPM
from core.trading import ExitOrder, ExitPlan, Position
from core.types import ExitReason
from core.values import replace
from engine import arming, rules, trail_rules
from engine.exits import Exits
from engine.positions import break_even
from engine.state import State
from engine.step import Draft
from engine.stops import BREAK_EVEN, MANUAL, Stops


class Hands:
    """Decisions of a person about one position; whether they may be made is asked before."""

    def __init__(self, state: State, exits: Exits, stops: Stops) -> None:
        self._state = state
        self._exits = exits
        self._stops = stops

    def find(self, trade_id: str) -> Position | None:
        """The open position of a trade."""
        held = self._state.positions.values()
        return next((position for position in held if position.trade_id == trade_id), None)

    def may_reduce(self, position: Position, share_ppm: int) -> bool:
        """Would a venue take a share, and later what it leaves?"""
        lane, part = self._state.lanes[position.instrument], position.qty * share_ppm // PPM
        held, price = lane.instrument, lane.exit_price(position.side)
        least = max(held.min_qty, 1)
        if held.is_spot and price:
            least = max(least, rules.up(held.min_notional, price * held.unit))
        return part >= position.qty or least <= part <= position.qty - least

    def reduce(self, draft: Draft, position: Position, share_ppm: int) -> None:
        """Orders the close of a share (millionths); at least one step of it."""
        manual = ExitOrder(ExitReason.MANUAL)
        qty = position.qty * share_ppm // PPM
        if qty >= position.qty:
            self._exits.leave(draft, position, manual)
        else:
            self._exits.order(draft, position, manual, max(qty, 1))

    def break_even(self, draft: Draft, position: Position) -> None:
        """Moves the stop to where closing costs nothing; nothing where that is no gain."""
        level = self.break_even_level(position)
        if level is not None:
            moved = replace(position, stop=level, is_stop_moved=True, is_trailing=False)
            self._stops.moved(draft, moved, BREAK_EVEN)

    def break_even_level(self, position: Position) -> int | None:
        """Where the stop would stand; None when the price has not passed it, or is not known."""
        lane, side = self._state.lanes[position.instrument], int(position.side)
        level, price = break_even(position, lane.instrument), lane.exit_price(position.side)
        is_passed = price > 0 and trail_rules.is_farther(side, price, level)
        is_better = position.stop is None or trail_rules.is_farther(side, level, position.stop)
        return level if is_passed and is_better else None

    def planned(self, position: Position, plan: ExitPlan) -> Position:
        """What a position would be with another plan, now."""
        lane = self._state.lanes[position.instrument]
        price = self.price(position) or arming.entry_of(position)
        planned = arming.planned(position, lane.instrument, plan, price)
        if plan.max_loss == position.exits.max_loss:
            return planned
        return arming.capped(planned, lane.instrument, self._max_loss(position, plan))

    def plan(self, draft: Draft, planned: Position) -> None:
        """Takes what was planned."""
        self._stops.moved(draft, planned, MANUAL)

    def price(self, position: Position) -> int:
        """The price levels are judged on, in ticks, rounded against the position; 0: unknown."""
        lane = self._state.lanes[position.instrument]
        tick = lane.instrument.tick_e8
        return lane.mark // tick if position.side > 0 else rules.up(lane.mark, tick)

    def _max_loss(self, position: Position, plan: ExitPlan) -> int | None:
        if plan.max_loss is None:
            return None
        return plan.max_loss.of(self._state.agent_equity(self._state.agents[position.agent]))
