"""Events for the page, numbered, so that a page that lost its line resumes where it was."""

import asyncio
from collections import deque
from dataclasses import dataclass

KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """Something the page shows; `chat` is 0 for what concerns everybody."""

    number: int
    name: str
    chat: int
    data: object


class Hub:
    """The newest events and a way to wait for the next one; readers keep their own place."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._number = 0
        self._revision = 0
        self._changed = asyncio.Event()

    @property
    def number(self) -> int:
        """The number of the newest event."""
        return self._number

    @property
    def revision(self) -> int:
        """Grows with every event, and with what is worth waiting for but shows nowhere."""
        return self._revision

    def publish(self, name: str, data: object, chat: int = 0) -> None:
        self._number += 1
        self._events.append(Event(self._number, name, chat, data))
        self.touch()

    def touch(self) -> None:
        self._revision += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, after: int) -> None:
        """Return once the revision is greater than `after`."""
        while self._revision <= after:
            await self._changed.wait()

    def since(self, number: int) -> list[Event] | None:
        """Events after `number`; None when they are no longer all here."""
        if number == self._number:
            return []
        if number > self._number or self._events[0].number > number + 1:
            return None
        return [event for event in self._events if event.number > number]
