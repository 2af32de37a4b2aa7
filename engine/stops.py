"""Stops that move: held, and journaled."""

from core.events import StopsMoved
from core.trading import Position
from core.values import replace
from engine import facts, trail_rules
from engine.state import State
from engine.step import Draft

TRAILING, BREAK_EVEN, MANUAL = "trailing", "break_even", "manual"


class Stops:
    """Moves the levels of positions. A stop that follows the best price is held at every step,
    and journaled when it has moved far enough, or the position leaves."""

    def __init__(self, state: State) -> None:
        self._state = state

    def moved(self, draft: Draft, position: Position, cause: str) -> Position:
        """Holds a position whose levels were moved, and tells it."""
        position = replace(position, told_stop=position.stop)
        held = self._state.lanes[position.instrument].instrument
        self._state.hold(position)
        draft.hold(position)
        draft.records.append(
            StopsMoved(
                agent=position.agent,
                instrument=position.instrument,
                at_ns=self._state.now_ns,
                trade_id=position.trade_id,
                stop=facts.price(held, position.stop),
                target=facts.price(held, position.target),
                cause=cause,
            )
        )
        return position

    def told(self, draft: Draft, position: Position) -> Position:
        """A position about to leave: how far its stop had come is told first."""
        if not position.is_trailing or position.stop == position.told_stop:
            return position
        return self.moved(draft, position, TRAILING)

    def trailed(self, draft: Draft | None, before: Position, now: Position) -> Draft | None:
        """Takes what a trail made of a position. What is not journaled at once is kept in memory
        until the next commit of anything, so that a tick costs no disk."""
        if now.stop != before.stop and _is_worth_telling(now):
            draft = draft or Draft()
            self.moved(draft, now, TRAILING)
            return draft
        self._state.follow(now)
        if draft is not None:
            draft.hold(now)
        return draft


def _is_worth_telling(position: Position) -> bool:
    stop, told, best = position.stop, position.told_stop, position.best
    if stop is None or told is None or best is None:
        return True
    return trail_rules.is_worth_telling(int(position.side), stop, told, best)
