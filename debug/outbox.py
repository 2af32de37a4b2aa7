"""Messages of the sandbox, owed in memory alone: a restart forgets them with their sandbox."""

from collections.abc import Sequence

from core.ports import Clock, OutboxRow, Owed
from core.types import UserId
from core.values import replace

MOST = 256


class MemoryOutbox:
    """Implements `core.ports.Outbox`. Of more than `MOST` rows the oldest are forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[int, OutboxRow] = {}
        self._waiting: set[int] = set()
        self._sent: dict[int, int] = {}
        self.made = 0

    def owe(self, owed: Owed) -> None:
        self.made += 1
        self._rows[self.made] = OutboxRow(
            id=self.made, owed=owed, tries=0, made_ns=self._clock.now_ns()
        )
        self._waiting.add(self.made)
        if len(self._rows) > MOST:
            self._forget(next(iter(self._rows)))

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        rows = [self._rows[row_id] for row_id in self._waiting]
        return sorted(rows, key=lambda row: (row.owed.rank, row.id))[:limit]

    async def trying(self, row_id: int) -> None:
        row = self._rows.get(row_id)
        if row is not None:
            self._rows[row_id] = replace(row, tries=row.tries + 1)

    async def sent(self, row_id: int, message_id: int) -> None:
        self._waiting.discard(row_id)
        if row_id in self._rows:
            self._sent[row_id] = message_id

    async def failed(self, row_id: int, reason: str) -> None:
        self._waiting.discard(row_id)

    async def first_message(self, chat: UserId, thread: str) -> int | None:
        for row_id, message_id in sorted(self._sent.items()):
            owed = self._rows[row_id].owed
            if (owed.chat, owed.thread) == (chat, thread):
                return message_id
        return None

    def _forget(self, row_id: int) -> None:
        del self._rows[row_id]
        self._waiting.discard(row_id)
        self._sent.pop(row_id, None)
