"""The outbox: messages owed to chats, durable until Telegram has them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports import Clock, OutboxRow, Owed
from core.types import UserId
from storage.change import Change, Mark
from storage.readers import reading
from storage.schema import outbox
from storage.writer import Writer

_OWED = update(outbox).where(outbox.c.id == bindparam("row_id"))
_TRYING = _OWED.values(tries=outbox.c.tries + 1)
_SENT = _OWED.values(done_ns=bindparam("at_ns"), message_id=bindparam("message"))
_FAILED = _OWED.values(done_ns=bindparam("at_ns"), failure=bindparam("reason"))
_DUE = select(outbox).where(outbox.c.done_ns.is_(None)).order_by(outbox.c.rank, outbox.c.id)


class SqlOutbox:
    """`core.ports.Outbox` on a database; rows come in with the unit that owes them."""

    def __init__(self, writer: Writer, readers: AsyncEngine, clock: Clock) -> None:
        self._writer = writer
        self._readers = readers
        self._clock = clock

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        async with reading(self._readers) as on:
            return [_outbox_row(row) for row in await on.execute(_DUE.limit(limit))]

    async def trying(self, row_id: int) -> None:
        await self._mark(Mark(_TRYING, {"row_id": row_id}))

    async def sent(self, row_id: int, message_id: int) -> None:
        now_ns = self._clock.now_ns()
        await self._mark(Mark(_SENT, {"row_id": row_id, "at_ns": now_ns, "message": message_id}))

    async def failed(self, row_id: int, reason: str) -> None:
        now_ns = self._clock.now_ns()
        await self._mark(Mark(_FAILED, {"row_id": row_id, "at_ns": now_ns, "reason": reason}))

    async def first_message(self, chat: UserId, thread: str) -> int | None:
        of_thread = (outbox.c.chat == chat, outbox.c.thread == thread)
        first = select(outbox.c.message_id).where(*of_thread, outbox.c.message_id.is_not(None))
        async with reading(self._readers) as on:
            return await on.scalar(first.order_by(outbox.c.id).limit(1))

    async def _mark(self, mark: Mark) -> None:
        await self._writer.write(Change(marks=(mark,)))


def _outbox_row(row: SqlRow[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        owed=Owed(
            chat=UserId(row.chat),
            rank=row.rank,
            name=row.name,
            payload=row.payload,
            thread=row.thread,
            is_silent=row.is_silent,
        ),
        tries=row.tries,
        made_ns=row.made_ns,
    )
