"""Up to where a member has cleared the journal's screens; kept over restarts."""

from core.ports import KeyValue
from core.types import UserId


class ClearMarks:
    """A sequence number for each member: rows up to it stay off their screens."""

    def __init__(self, values: KeyValue) -> None:
        self._values = values

    async def of(self, user: UserId) -> int:
        """0: nothing is cleared."""
        text = await self._values.get(_key(user))
        return int(text) if text is not None and text.isdecimal() else 0

    async def put(self, user: UserId, sequence: int) -> None:
        await self._values.put(_key(user), str(sequence))

    async def forget(self, user: UserId) -> None:
        await self._values.delete(_key(user))


def _key(user: UserId) -> str:
    return f"journal_mark:{user}"
