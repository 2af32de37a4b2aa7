"""Errors of the log as rows of the journal: an owner reads them where everything else is told."""

import asyncio
import logging
from collections import deque
from copy import copy

from app.logs import Redaction, Sentences
from app.settings import Settings
from core.codec import encode
from core.errors import StorageError
from core.events import Fault
from core.ports import Bus, Clock, JournalReader, Owed, Users
from core.types import HOUR_NS, Access, AccountId

log = logging.getLogger(__name__)

MOST_WAITING = 32
MOST_AN_HOUR = 60
MOST_CHARS = 200
STORAGE = ("storage", __name__, "app.accounts", "app.backup_schedule", "plugins")
"""What these have to say cannot be written, or is written by themselves."""


class DeskFaults:
    """Journals faults of the account `desk`."""

    def __init__(self, reader: JournalReader, users: Users, bus: Bus, desk: AccountId) -> None:
        self._reader = reader
        self._users = users
        self._bus = bus
        self._desk = desk

    async def report(self, fault: Fault, is_told: bool) -> None:
        """One row, and where people are told an alert to every owner. Raises StorageError."""
        owners = [user for user in await self._users.all() if user.access is Access.OWNER]
        owed = [
            Owed(chat=owner.id, rank=0, name=fault.topic, payload=encode(fault))
            for owner in (owners if is_told else ())
        ]
        await self._reader.note(self._desk, fault, owed)
        self._bus.publish(self._desk, fault.topic, fault)


class FaultLog(logging.Handler):
    """Takes what our packages log as errors; `run` journals it, so many rows an hour and no more:
    the log itself has them all."""

    def __init__(self, faults: DeskFaults, clock: Clock, settings: Settings) -> None:
        super().__init__(logging.ERROR)
        self.addFilter(Sentences())
        self.addFilter(Redaction(settings.secret_values()))
        self._faults = faults
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Fault] = deque(maxlen=MOST_WAITING)
        self._came = asyncio.Event()
        self._hour_ns = 0
        self._noted = 0

    def handle(self, record: logging.LogRecord) -> bool:
        """A copy: what is struck out here is not struck out for others."""
        return bool(super().handle(copy(record)))

    def emit(self, record: logging.LogRecord) -> None:
        """From any thread."""
        if record.name.startswith(STORAGE):
            return
        self._waiting.append(
            Fault(
                at_ns=self._clock.now_ns(),
                where=record.name[:40],
                detail=_detail(record)[:MOST_CHARS],
            )
        )
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._came.set)

    async def run(self) -> None:
        root = logging.getLogger()
        root.addHandler(self)
        try:
            while True:
                await self._came.wait()
                self._came.clear()
                while self._waiting:
                    await self._note(self._waiting.popleft())
        finally:
            root.removeHandler(self)

    async def _note(self, fault: Fault) -> None:
        now_ns = self._clock.monotonic_ns()
        if now_ns - self._hour_ns >= HOUR_NS:
            self._hour_ns, self._noted = now_ns, 0
        if self._noted >= MOST_AN_HOUR:
            return
        self._noted += 1
        try:
            await self._faults.report(fault, False)
        except StorageError as error:
            log.debug("a fault is in the log alone: %s", error)


def _detail(record: logging.LogRecord) -> str:
    """The message, and of an exception its kind."""
    kind = record.exc_info[0] if record.exc_info else None
    said = " ".join(record.getMessage().split())
    return f"{said} ({kind.__name__})" if kind is not None else said
