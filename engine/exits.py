"""Orders that take a position out: by a level, a signal, a person, or the guard."""

from core.money import Steps, Ticks
from core.orders import Order
from core.trading import ExitOrder, Position
from core.types import ExitReason, OrderKind, Purpose
from core.values import replace
from engine import cancelling, dust, ladder, order_facts
from engine.state import State
from engine.step import Draft

BLIND = "blind"


class Exits:
    """Sends a position away, whole or in parts: never more of it than nothing is on its way for
    yet. Entries still working are cancelled first.

    `flags` are put on every exit while the engine judges time that nobody watched.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.flags: tuple[str, ...] = ()

    def leave(
        self, draft: Draft, position: Position, found: ExitOrder, *, path_price: int | None = None
    ) -> Order | None:
        """Decides that all of a position must go, and orders what no exit is on its way for; None
        when that is nothing. Until it is gone the order is sent again at every judged event at
        which a venue would take it: a rest below the least it trades waits for a better price."""
        if position.leaving is not None and not self._is_sellable(position, position.qty):
            return None
        position = self._marked(draft, position, found)
        return self.order(draft, position, found, position.qty, path_price=path_price)

    def take(self, draft: Draft, position: Position, *, path_price: int | None = None) -> Position:
        """The next rung of a ladder was reached: what it holds leaves. Answers the position."""
        index = ladder.taken_of(position)
        position = self._hold(draft, ladder.taken(position))
        self._sell_rung(draft, position, index, path_price)
        return self._state.positions[position.agent, position.instrument]

    def resend(self, draft: Draft, position: Position, *, path_price: int | None = None) -> None:
        """Orders again what taken rungs still hold."""
        for index in range(ladder.taken_of(position)):
            self._sell_rung(draft, position, index, path_price)

    def _sell_rung(
        self, draft: Draft, position: Position, index: int, path_price: int | None
    ) -> None:
        key, rung = (position.agent, position.instrument), position.rungs[index]
        missing = rung.left - self._state.leaving_of(key, rung=index)
        if missing > 0 and self._is_sellable(position, missing):
            found = ExitOrder(ExitReason.TAKE_PROFIT, rung.level)
            self.order(draft, position, found, missing, path_price=path_price, rung=index)

    def order(
        self,
        draft: Draft,
        position: Position,
        found: ExitOrder,
        qty: int,
        *,
        path_price: int | None = None,
        rung: int | None = None,
    ) -> Order | None:
        """Orders the close of `qty`, or of what no exit is on its way for; None when that is
        nothing."""
        state, key = self._state, (position.agent, position.instrument)
        qty = min(qty, position.qty - state.leaving_of(key))
        if qty <= 0:
            return None
        self._cancel_entries(draft, position)
        self._flag(draft, position, found.flags)
        order = Order(
            client_id=state.next_id(draft, position.agent),
            agent=position.agent,
            instrument=position.instrument,
            side=position.side.closing,
            qty=Steps(qty),
            purpose=Purpose.EXIT,
            decided_at_ns=state.now_ns,
            is_reduce_only=True,
            leverage=position.leverage,
            exit_reason=found.reason,
            level=None if found.level is None else Ticks(found.level),
            path_price=None if path_price is None else Ticks(path_price),
            rung=rung,
            holding=position.qty if self._shares_room(position) else None,
        )
        state.place(draft, order)
        held = state.lanes[position.instrument].instrument
        draft.records.append(order_facts.order_placed(order, held))
        return order

    def flatten(self, draft: Draft, reason: ExitReason) -> int:
        """Closes every position of the account that is not leaving yet, and cancels what could
        open another; answers how many positions there are."""
        self._state.catch_up()
        held = list(self._state.positions.values())
        for position in held:
            if position.leaving is None:
                lane = self._state.lanes[position.instrument]
                path = lane.last if lane.is_path else None
                self.leave(draft, position, ExitOrder(reason), path_price=path)
        cancelling.cancel_all(self._state, draft)
        return len(held)

    def _shares_room(self, position: Position) -> bool:
        """May other orders rest that reduce it as well?"""
        return bool(position.lots) or self._state.agents[position.agent].is_manual

    def _is_sellable(self, position: Position, qty: int) -> bool:
        """On spot the least value holds for exits as well."""
        lane = self._state.lanes[position.instrument]
        return dust.is_sellable(lane.instrument, qty, lane.exit_price(position.side))

    def _marked(self, draft: Draft, position: Position, found: ExitOrder) -> Position:
        """The first decision stands."""
        if position.leaving is not None:
            return position
        key = (position.agent, position.instrument)
        if self._state.is_pending(key):
            cancelling.cancel_reducing(self._state, draft, key)
            cancelling.withdraw(self._state, draft, key)
        return self._hold(draft, replace(position, leaving=found))

    def _flag(self, draft: Draft, position: Position, flags: tuple[str, ...]) -> None:
        lane = self._state.lanes[position.instrument]
        wanted = flags + self.flags + ((BLIND,) if lane.is_stale else ())
        fresh = tuple(flag for flag in wanted if flag not in position.flags) if wanted else ()
        if fresh:
            self._hold(draft, replace(position, flags=position.flags + fresh))

    def _hold(self, draft: Draft, position: Position) -> Position:
        self._state.hold(position)
        draft.hold(position)
        return position

    def _cancel_entries(self, draft: Draft, position: Position) -> None:
        """Those on their way: what a person lets rest at the venue may open another position."""
        for working in self._state.working_of((position.agent, position.instrument)):
            order = working.order
            if order.purpose is Purpose.ENTRY and order.kind is OrderKind.MARKET:
                draft.cancels.append(order.client_id)
