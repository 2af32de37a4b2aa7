"""Reading the journal back, and adding notes to it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Row as SqlRow
from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import StorageError
from core.events import Record
from core.ports import Clock, JournalEntry, Owed
from core.ports.storage import NOTHING_KEPT
from core.types import AccountId, AgentId, InstrumentId
from storage.change import Append, Change, Put, Row
from storage.choosing import COLUMNS, Choice, Columns, of_account
from storage.readers import reading
from storage.rows import outbox_row
from storage.schema import journal, kv, outbox
from storage.units import entry_of
from storage.writer import Writer


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
        choice = Choice(account, names, beside, agent, after)
        async with reading(self._readers) as on:
            return await on.scalar(choice.count, choice.values) or 0

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
        choice = Choice(account, names, beside, agent, after)
        return await self._entries(choice.page, {**choice.values, "offset": offset, "limit": limit})

    async def one(
        self, account: AccountId, sequence: int, *, beside: AccountId | None = None
    ) -> JournalEntry | None:
        rows = select(*COLUMNS).where(of_account(beside is not None))
        rows = rows.where(journal.c.sequence == sequence)
        found = await self._entries(rows, {"account": account, "beside": beside})
        return found[0] if found else None

    async def of_trade(self, account: AccountId, trade_id: str) -> Sequence[JournalEntry]:
        """Newest first; a flip belongs to the trade it closed and to the one it opened."""
        either = or_(journal.c.trade_id == trade_id, journal.c.next_trade_id == trade_id)
        rows = select(*COLUMNS).where(of_account(False), either)
        return await self._entries(rows.order_by(journal.c.sequence.desc()), {"account": account})

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

    async def _entries(self, rows: Select[*Columns], values: Row) -> Sequence[JournalEntry]:
        async with reading(self._readers) as on:
            return [_entry(row) for row in await on.execute(rows, values)]


def _entry(row: SqlRow[*Columns]) -> JournalEntry:
    sequence, account, name, agent, instrument, at_ns, wall_ns, payload = row
    return JournalEntry(
        sequence=sequence,
        account=AccountId(account),
        name=name,
        agent=AgentId(agent),
        instrument=InstrumentId(instrument),
        at_ns=at_ns,
        wall_ns=wall_ns,
        payload=payload,
    )
