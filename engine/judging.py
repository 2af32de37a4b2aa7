"""What a price, or the time, does to the positions of a lane: the one judge of all grades."""

from core.instrument import Instrument
from core.market import MarketEvent, PathPoint
from core.trading import ExitOrder, Position
from core.types import ExitReason
from engine import judge, ladder, trailing
from engine.exits import Exits
from engine.judge import Sight
from engine.lanes import Lane
from engine.state import State
from engine.step import Draft
from engine.stops import Stops


class Judging:
    """Asked only about prices that reach a level: losing levels first, then targets, then the
    trailing stop, and what earlier targets still owe."""

    def __init__(self, state: State, exits: Exits, stops: Stops) -> None:
        self._state = state
        self._exits = exits
        self._stops = stops

    def on_price(self, draft: Draft | None, lane: Lane, sight: Sight) -> Draft | None:
        for position in list(lane.positions.values()):
            draft = self._judge(draft, lane.instrument, position, sight)
        if self._state.unsaved:
            lane.narrow()
        return draft

    def on_time(self, draft: Draft | None, lane: Lane, event: MarketEvent) -> Draft | None:
        """Time stops that are due. On the candle grade they act at opens: the time of every other
        point of a bar is a guess."""
        point = event if isinstance(event, PathPoint) else None
        if lane.is_path and (point is None or not point.is_jump):
            return draft
        path = None if point is None else point.price
        for position in list(lane.positions.values()):
            due_ns = position.expires_ns
            if due_ns is None or event.at_ns < due_ns or position.leaving is not None:
                continue
            draft = draft or Draft()
            self._leave(draft, position, ExitOrder(ExitReason.TIME), path)
        return draft

    def _judge(
        self, draft: Draft | None, held: Instrument, position: Position, sight: Sight
    ) -> Draft | None:
        found = position.leaving or judge.lost(position, held, sight)
        if found is not None:
            draft = draft or Draft()
            self._leave(draft, position, found, sight.path_price(found.level))
            return draft
        if ladder.owed(position.rungs):
            draft = draft or Draft()
            position = self._owe(draft, position, sight)
        if judge.is_won(position, sight) and not judge.is_guess(position, held, sight):
            draft = draft or Draft()
            return self._win(draft, held, position, sight)
        return self._trail(draft, held, position, sight)

    def _win(
        self, draft: Draft, held: Instrument, position: Position, sight: Sight
    ) -> Draft | None:
        """The next target was reached, and maybe more of them at once."""
        while judge.is_won(position, sight):
            path = sight.path_price(position.target)
            if ladder.is_last(position):
                found = ExitOrder(ExitReason.TAKE_PROFIT, position.target)
                self._leave(draft, position, found, path)
                return draft
            position = self._exits.take(draft, position, path_price=path)
        moved = trailing.followed(position, held, sight.gained(int(position.side)))
        return self._stops.trailed(draft, position, moved)

    def _trail(
        self, draft: Draft | None, held: Instrument, position: Position, sight: Sight
    ) -> Draft | None:
        price = sight.gained(int(position.side))
        if not trailing.is_woken(position, price) or judge.is_guess(position, held, sight):
            return draft
        return self._stops.trailed(draft, position, trailing.followed(position, held, price))

    def _owe(self, draft: Draft, position: Position, sight: Sight) -> Position:
        """What taken targets still hold and nothing is on its way for leaves again."""
        path = sight.path_price(None)
        self._exits.resend(draft, position, path_price=path)
        return self._state.positions[position.agent, position.instrument]

    def _leave(self, draft: Draft, position: Position, found: ExitOrder, path: int | None) -> None:
        if position.leaving is None:
            position = self._stops.told(draft, position)
        self._exits.leave(draft, position, found, path_price=path)
