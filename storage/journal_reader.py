"""Reading the journal back, and adding notes to it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from core.events import Record
from core.ports import Clock, JournalEntry, Owed
from core.ports.storage import NOTHING_KEPT
from core.types import AccountId, AgentId, InstrumentId
from storage.change import Append, Change, Put
from storage.readers import reading
from storage.rows import outbox_row
from storage.schema import journal, kv, outbox
from storage.units import entry_of
from storage.writer import Writer

_COLUMNS = (
    journal.c.sequence,
    journal.c.account,
    journal.c.name,
    journal.c.agent,
    journal.c.instrument,
    journal.c.at_ns,
    journal.c.wall_ns,
    journal.c.payload,
)


class SqlJournalReader:
    """`core.ports.JournalReader` on a database."""

    def __init__(self, writer: Writer, readers: AsyncEngine, clock: Clock) -> None:
        self._writer = writer
        self._readers = readers
        self._clock = clock

    async def count(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> int:
        where = _chosen(account, names, beside, agent, after)
        rows = select(func.count()).select_from(journal).where(*where)
        async with reading(self._readers) as on:
            return await on.scalar(rows) or 0

    async def page(
        self,
        account: AccountId,
        names: Sequence[str] | None,
        *,
        offset: int,
        limit: int,
        beside: AccountId | None = None,
        agent: AgentId | None = None,
        after: int = 0,
    ) -> Sequence[JournalEntry]:
        newest = select(journal.c.sequence).where(*_chosen(account, names, beside, agent, after))
        newest = newest.order_by(journal.c.sequence.desc()).offset(offset).limit(limit)
        # The inner question is answered from an index alone; only the page's rows are read.
        return await self._entries(journal.c.sequence.in_(newest))

    async def one(
        self, account: AccountId, sequence: int, *, beside: AccountId | None = None
    ) -> JournalEntry | None:
        found = await self._entries(_of(account, beside), journal.c.sequence == sequence)
        return found[0] if found else None

    async def of_trade(self, account: AccountId, trade_id: str) -> Sequence[JournalEntry]:
        """Newest first; a flip belongs to the trade it closed and to the one it opened."""
        either = or_(journal.c.trade_id == trade_id, journal.c.next_trade_id == trade_id)
        return await self._entries(journal.c.account == account, either)

    async def note(
        self,
        account: AccountId,
        record: Record,
        owed: Sequence[Owed] = (),
        *,
        keep: Mapping[str, str] = NOTHING_KEPT,
    ) -> None:
        if record.is_trading:
            raise StorageError(f"A {record.topic} is written by its runtime, not as a note.")
        now_ns = self._clock.now_ns()
        entry = entry_of(record, account, record.topic, now_ns)
        messages = tuple(Append(outbox, outbox_row(message, now_ns)) for message in owed)
        values = tuple(Put(kv, (key,), {"key": key, "value": keep[key]}) for key in keep)
        await self._writer.write(Change(entries=(entry,), appends=messages, puts=values))

    async def _entries(self, *where: ColumnElement[bool]) -> Sequence[JournalEntry]:
        rows = select(*_COLUMNS).where(*where).order_by(journal.c.sequence.desc())
        async with reading(self._readers) as on:
            return [_entry(row) for row in await on.execute(rows)]


def _chosen(
    account: AccountId,
    names: Sequence[str] | None,
    beside: AccountId | None,
    agent: AgentId | None,
    after: int,
) -> list[ColumnElement[bool]]:
    where = [_of(account, beside)]
    if names is not None:
        where.append(journal.c.name.in_(names))
    if agent is not None:
        where.append(journal.c.agent == agent)
    if after:
        where.append(journal.c.sequence > after)
    return where


def _of(account: AccountId, beside: AccountId | None) -> ColumnElement[bool]:
    if beside is None:
        return journal.c.account == account
    return journal.c.account.in_((account, beside))


def _entry(row: SqlRow[int, str, str, str, str, int, int, str]) -> JournalEntry:
    return JournalEntry(
        sequence=row.sequence,
        account=AccountId(row.account),
        name=row.name,
        agent=AgentId(row.agent),
        instrument=InstrumentId(row.instrument),
        at_ns=row.at_ns,
        wall_ns=row.wall_ns,
        payload=row.payload,
    )
