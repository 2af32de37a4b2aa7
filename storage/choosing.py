"""Questions about rows of the journal, each built once: building and comparing a statement takes
longer than finding its rows."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, select

from core.types import AccountId, AgentId
from core.values import Frozen
from storage.change import Value
from storage.schema import journal

COLUMNS = (
    journal.c.sequence,
    journal.c.account,
    journal.c.name,
    journal.c.agent,
    journal.c.instrument,
    journal.c.at_ns,
    journal.c.wall_ns,
    journal.c.payload,
)
Columns = tuple[int, str, str, str, str, int, int, str]
"""Of a row, in the order of COLUMNS."""


class Choice(Frozen, frozen=True):
    """Which rows; as `core.ports.JournalReader` says."""

    account: AccountId
    names: Sequence[str] | None
    beside: AccountId | None = None
    agent: AgentId | None = None
    after: int = 0

    @property
    def count(self) -> Select[int]:
        return _count(*self._shape)

    @property
    def page(self) -> Select[*Columns]:
        """Takes `offset` and `limit` too."""
        return _page(*self._shape)

    @property
    def values(self) -> dict[str, Value]:
        """What the questions are asked with."""
        names = {_name(at): name for at, name in enumerate(self.names or ())}
        around = {"account": self.account, "beside": self.beside}
        return {**names, **around, "agent": self.agent, "after": self.after}

    @property
    def _shape(self) -> tuple[int | None, bool, bool, bool]:
        names = None if self.names is None else len(self.names)
        return names, self.beside is not None, self.agent is not None, self.after > 0


@cache
def _count(names: int | None, is_beside: bool, is_of_agent: bool, is_after: bool) -> Select[int]:
    where = _where(names, is_beside, is_of_agent, is_after)
    return select(func.count()).select_from(journal).where(*where)


@cache
def _page(
    names: int | None, is_beside: bool, is_of_agent: bool, is_after: bool
) -> Select[*Columns]:
    newest = select(journal.c.sequence).where(*_where(names, is_beside, is_of_agent, is_after))
    newest = newest.order_by(journal.c.sequence.desc())
    newest = newest.offset(bindparam("offset", type_=Integer))
    newest = newest.limit(bindparam("limit", type_=Integer))
    # The inner question is answered from an index alone; only the page's rows are read.
    rows = select(*COLUMNS).where(journal.c.sequence.in_(newest))
    return rows.order_by(journal.c.sequence.desc())


def _where(
    names: int | None, is_beside: bool, is_of_agent: bool, is_after: bool
) -> list[ColumnElement[bool]]:
    where = [of_account(is_beside)]
    if names is not None:
        where.append(journal.c.name.in_([bindparam(_name(at)) for at in range(names)]))
    if is_of_agent:
        where.append(journal.c.agent == bindparam("agent"))
    if is_after:
        where.append(journal.c.sequence > bindparam("after"))
    return where


def of_account(is_beside: bool) -> ColumnElement[bool]:
    """Rows of `account`, or of it and of `beside`."""
    if not is_beside:
        return journal.c.account == bindparam("account")
    return journal.c.account.in_([bindparam("account"), bindparam("beside")])


def _name(at: int) -> str:
    return f"name_{at}"
