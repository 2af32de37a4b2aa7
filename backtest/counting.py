"""What an account is worth while nothing is decided: added up, and shown to its guard."""

from collections.abc import Callable, Sequence

from backtest.columns import POINTS
from backtest.counted import Alone, Moves
from engine.state import State

Note = Callable[[int, Sequence[int]], None]
"""Told a row, and the equity at its end and at those of the rows after it: that before any of the
candles is taken that close there."""


class Counting:
    """Moves the equity of an account. What it answers is whether it did: where the guard might act
    on what it would come to nothing is counted, and the engine must be asked point by point."""

    def __init__(self, state: State, moves: Alone | Moves, note: Note | None) -> None:
        self._state = state
        self._moves = moves
        self._note = note

    def stretch(self, slot: int, end: int) -> bool:
        """All turns up to a slot that begins a row."""
        state, row = self._state, slot // POINTS
        if not state.positions:
            self.note(row, end // POINTS - row)
            return True
        least, most, ends = self._moves.way(slot, end, is_told=self._note is not None)
        if not self._is_calm(least, most):
            return False
        if self._note is not None:
            equity = state.equity
            self._note(row, [equity + moved for moved in ends])
        state.ledger.unrealised += ends[-1]
        return True

    def turns(self, sums: Sequence[int], done: int, until: int) -> bool:
        """Some turns of a point, of which these are the sums."""
        if self._state.positions:
            before, passed = sums[done - 1] if done else 0, sums[done:until]
            if not self._is_calm(min(passed) - before, max(passed) - before):
                return False
            self._state.ledger.unrealised += passed[-1] - before
        return True

    def turn(self, moved: int) -> bool:
        """A single one."""
        if not self._is_calm(min(moved, 0), max(moved, 0)):
            return False
        self._state.ledger.unrealised += moved
        return True

    def note(self, row: int, rows: int = 1) -> None:
        """The equity stands still over rows."""
        if self._note is not None:
            self._note(row, [self._state.equity] * rows)

    def _is_calm(self, least: int, most: int) -> bool:
        """Shows the guard by how much equity falls and rises."""
        guardian, equity = self._state.guardian, self._state.equity
        worst, best = equity + least, equity + most
        if worst >= guardian.day_low and worst > guardian.floor and best <= guardian.high_water:
            return True
        return guardian.stays_calm(min(worst, equity), max(best, equity))
