"""Orders that take a position out: by a level, a signal, a person, or the guard."""

from dataclasses import replace

from core.money import Steps, Ticks
from core.orders import Order
from core.trading import ExitOrder, Position
from core.types import ExitReason, OrderState, Purpose
from engine import facts
from engine.state import State
from engine.step import Draft


class Exits:
    """Sends one exit at a time per position; entries still working are cancelled first."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.flags: tuple[str, ...] = ()

    def leave(
        self,
        draft: Draft,
        position: Position,
        reason: ExitReason,
        *,
        qty: int | None = None,
        level: int | None = None,
        path_price: int | None = None,
        flags: tuple[str, ...] = (),
    ) -> Order | None:
        """Orders the close of all of a position, or of `qty`; None when one is on its way."""
        state, key = self._state, (position.agent, position.instrument)
        if state.is_closing(key):
            return None
        self._cancel_entries(draft, position)
        self._flag(draft, position, (*flags, *self.flags))
        order = Order(
            client_id=state.next_id(draft, position.agent),
            agent=position.agent,
            instrument=position.instrument,
            side=position.side.closing,
            qty=position.qty if qty is None else Steps(qty),
            purpose=Purpose.EXIT,
            decided_at_ns=state.now_ns,
            is_reduce_only=True,
            leverage=position.leverage,
            exit_reason=reason,
            level=None if level is None else Ticks(level),
            path_price=None if path_price is None else Ticks(path_price),
        )
        state.place(draft, order)
        held = state.lanes[position.instrument].instrument
        draft.records.append(facts.order_placed(order, held))
        return order

    def by(self, draft: Draft, position: Position, found: ExitOrder, path: int | None) -> None:
        """The exit that the judge asked for."""
        self.leave(
            draft, position, found.reason, level=found.level, path_price=path, flags=found.flags
        )

    def flatten(self, draft: Draft, reason: ExitReason) -> int:
        """Closes every position of the account; answers how many there are."""
        held = list(self._state.positions.values())
        for position in held:
            lane = self._state.lanes[position.instrument]
            path = lane.last if lane.is_path else None
            self.leave(draft, position, reason, path_price=path)
        self._cancel_all_entries(draft)
        return len(held)

    def _flag(self, draft: Draft, position: Position, flags: tuple[str, ...]) -> None:
        fresh = tuple(flag for flag in flags if flag not in position.flags)
        if fresh:
            flagged = replace(position, flags=position.flags + fresh)
            self._state.hold(flagged)
            draft.hold(flagged)

    def _cancel_entries(self, draft: Draft, position: Position) -> None:
        for working in self._state.working_of((position.agent, position.instrument)):
            if working.order.purpose is Purpose.ENTRY:
                draft.cancels.append(working.order.client_id)

    def _cancel_all_entries(self, draft: Draft) -> None:
        for working in self._state.orders.values():
            order = working.order
            if order.purpose is Purpose.ENTRY and working.state is not OrderState.FILLED:
                draft.cancels.append(order.client_id)
