"""Writing groups of changes: what becomes of each, also when the line breaks in the middle."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from core.errors import DeskLocked, JournalUnwritable, StorageError
from storage.chain import Head
from storage.change import Change
from storage.failures import REFUSALS, ConnectionLost, translate
from storage.writing import read_head, read_mark, write

Outcome = StorageError | None
"""What became of a change: None when it is on disk."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Group:
    """Changes that came together, and the outcomes of those that are settled, in their order.
    `doubt` is the mark of a commit that nobody answered."""

    changes: Sequence[Change]
    outcomes: list[Outcome] = field(default_factory=list)
    is_split: bool = False
    doubt: str = ""

    def give_up(self, error: StorageError) -> None:
        """Settles the rest with one error."""
        self.outcomes += [error] * (len(self.changes) - len(self.outcomes))


class Scribe:
    """Writes groups on the connection that writes, and knows the chain's head and what the mark
    of the last commit may be. `name` sets its commits apart from those of other desks.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._head: Head | None = None
        self._marks: frozenset[str] = frozenset()  # one of them is on disk; none: not known
        self._is_cut = False
        self.commits = 0

    def store(self, on: Connection, group: Group) -> None:
        """Settles every change of a group: as one commit, or, when that is refused, one by one, so
        that only the bad one is refused.

        Raises DeskLocked, and ConnectionLost: called again with the same group it first asks
        whether the commit that nobody answered is there, and goes on after it.
        """
        if not group.is_split:
            error = self._commit(on, group, group.changes)
            if error is None or len(group.changes) == 1 or isinstance(error, JournalUnwritable):
                group.outcomes = [error] * len(group.changes)
                return
            group.is_split = True
        self._one_by_one(on, group)

    def _one_by_one(self, on: Connection, group: Group) -> None:
        for change in group.changes[len(group.outcomes) :]:
            error = self._commit(on, group, (change,))
            group.outcomes.append(error)
            if isinstance(error, JournalUnwritable):
                group.give_up(error)
                return

    def _commit(self, on: Connection, group: Group, changes: Sequence[Change]) -> Outcome:
        try:
            if not self._is_there(on, group):
                self._write(on, group, changes)
        except REFUSALS as error:
            return self._refusal(error, group)
        self.commits += 1
        return None

    def cut_off(self) -> None:
        """The line broke: what is on disk is asked for on the next one."""
        self._is_cut = True

    def give_up(self, group: Group, error: StorageError) -> None:
        """Settles the rest of a group for which nobody will ask again."""
        if group.doubt:
            self._marks |= {group.doubt}
            error = ConnectionLost(f"{error} Whether the last change was written is not known.")
        group.give_up(error)

    def _is_there(self, on: Connection, group: Group) -> bool:
        """Whether the commit in doubt is on disk. Raises DeskLocked when another desk has written
        meanwhile: nothing this one still knows is true."""
        if not self._is_cut:
            return False
        stored, known, doubt = read_mark(on), self._marks, group.doubt
        self._is_cut, self._head, self._marks, group.doubt = False, None, frozenset({stored}), ""
        if known and stored not in known | {doubt}:
            raise DeskLocked(
                "Another desk wrote to this database while it was out of reach. Start this one "
                "again, when the other has ended."
            )
        return bool(doubt) and stored == doubt

    def _write(self, on: Connection, group: Group, changes: Sequence[Change]) -> None:
        mark = f"{self._name}:{self.commits + 1}"
        head, self._head = self._head, None
        head = head or read_head(on)
        group.doubt = mark
        self._head = write(on, head, changes, mark)
        self._marks, group.doubt = frozenset({mark}), ""

    def _refusal(self, error: Exception, group: Group) -> StorageError:
        refusal = translate(error)
        if isinstance(refusal, ConnectionLost | DeskLocked):
            raise refusal from (None if refusal is error else error)
        group.doubt = ""
        refusal.__cause__ = error if refusal is not error else None
        log.warning("a write of %d changes was refused: %s", len(group.changes), refusal)
        return refusal
