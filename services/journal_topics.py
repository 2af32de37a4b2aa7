"""What of the journal is asked before it is done."""

from core.ports import JournalBook
from services.confirm import Subject, Topic
from services.seats import Seat


class ClearTopic(Topic):
    """Clearing the journal's screens."""

    def __init__(self, journal: JournalBook) -> None:
        self._journal = journal

    async def subject(self, seat: Seat, version: str) -> Subject:
        return Subject()

    async def act(self, seat: Seat, bound: str) -> str:
        return await self._journal.clear(seat.user.id)
