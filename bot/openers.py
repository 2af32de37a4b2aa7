"""Which message opened a trade, where it is not the first of its thread: a flip ends one trade and
opens the next with one message."""

from core.codec import decode
from core.errors import InputError
from core.events import PositionClosed, PositionFlipped, Record, record_type
from core.ports import KeyValue, OutboxRow
from core.types import UserId


class Openers:
    """Keeps a small value for each trade that a flip opened, until the trade is closed."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values

    async def of(self, chat: UserId, thread: str) -> int | None:
        text = await self._values.get(_key(chat, thread))
        return int(text) if text is not None and text.isdecimal() else None

    async def sent(self, row: OutboxRow, message_id: int) -> None:
        """After a message has left."""
        chat, record = row.owed.chat, _record(row)
        if isinstance(record, PositionFlipped):
            await self._values.delete(_key(chat, record.closed.trade_id))
            await self._values.put(_key(chat, record.trade_id), str(message_id))
        elif isinstance(record, PositionClosed):
            await self._values.delete(_key(chat, record.result.trade_id))


def _record(row: OutboxRow) -> Record | None:
    kind = record_type(row.owed.name)
    if kind not in (PositionFlipped, PositionClosed):
        return None
    try:
        return decode(kind, row.owed.text)
    except InputError:
        return None


def _key(chat: UserId, trade_id: str) -> str:
    return f"opener:{chat}:{trade_id}"
