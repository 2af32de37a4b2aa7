"""The one writer: many callers, few commits."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.errors import DeskLocked, StorageError
from core.ports import Clock
from core.types import SECOND_NS
from storage.change import Change
from storage.failures import ConnectionLost
from storage.lines import WritingThread
from storage.scribe import Group, Outcome, Scribe

GROUP_SIZE = 200
GROUP_WAIT_S = 0.002
QUEUE_SIZE = 2_000

PATIENCE_S = 20
"""How long callers wait for a server that went away before they are told."""
RETRY_S = 0.25

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    change: Change
    answer: asyncio.Future[None]
    since_ns: int

    def settle(self, outcome: Outcome) -> None:
        """Answers once; every caller gets an error of its own."""
        if self.answer.done():
            return
        if outcome is None:
            self.answer.set_result(None)
        else:
            error = type(outcome)(*outcome.args)
            error.__cause__ = outcome.__cause__
            self.answer.set_exception(error)


class Writer:
    """Groups changes that come together into one commit, and answers each when it is on disk.

    A full queue makes callers wait. A group that fails is written again one change at a time, so
    that only the bad one is refused. While a server is away everyone waits, up to PATIENCE_S.
    """

    def __init__(self, thread: WritingThread, clock: Clock) -> None:
        self._thread = thread
        self._clock = clock
        self._scribe = Scribe(secrets.token_hex(8))
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(QUEUE_SIZE)
        self._stopped = asyncio.Event()
        self._company = 1
        self._patience_s = PATIENCE_S
        self._at_work: list[_Waiting] = []
        self._lag_ns = 0

    @property
    def commits(self) -> int:
        return self._scribe.commits

    @property
    def waiting(self) -> int:
        """How many changes are not answered yet."""
        return self._queue.qsize() + len(self._at_work)

    @property
    def lag_ns(self) -> int:
        """How long the oldest change at work waits; while there is none, how long the last one
        did."""
        if not self._at_work:
            return self._lag_ns
        return self._clock.monotonic_ns() - self._at_work[0].since_ns

    async def write(self, change: Change) -> None:
        """Returns when the change is on disk; raises StorageError and then nothing of it is. After
        a ConnectionLost alone that is not known: what matters is read again."""
        if self._stopped.is_set():
            raise _too_late()
        answer = asyncio.get_running_loop().create_future()
        waiting = _Waiting(change, answer, self._clock.monotonic_ns())
        await self._queue.put(waiting)
        if self._stopped.is_set():
            waiting.settle(_too_late())
        await waiting.answer

    async def run(self) -> None:
        """Writes until cancelled; a commit under way is finished and answered first. Raises
        DeskLocked when another desk took the database while it was out of reach."""
        group = self._at_work
        try:
            while True:
                group.clear()
                await self._gather(group)
                await self._store(group)
                self._lag_ns = self.lag_ns
        finally:
            self._stopped.set()
            while not self._queue.empty():
                group.append(self._queue.get_nowait())
            for item in group:
                item.settle(_too_late())

    async def _gather(self, group: list[_Waiting]) -> None:
        """Fills the next group with what is queued. As many callers as came together last time
        get a moment to come together again; a lone one never waits."""
        group.append(await self._queue.get())
        with suppress(TimeoutError):
            async with asyncio.timeout(GROUP_WAIT_S):
                while len(group) < self._company:
                    group.append(await self._queue.get())
        while len(group) < GROUP_SIZE and not self._queue.empty():
            group.append(self._queue.get_nowait())
        self._company = len(group)

    async def _store(self, waiting: Sequence[_Waiting]) -> None:
        group = Group([item.change for item in waiting])
        try:
            await self._insist(group)
        finally:
            if group.doubt:
                self._scribe.give_up(group, _too_late())
            for item, outcome in zip(waiting, group.outcomes, strict=False):
                item.settle(outcome)

    async def _insist(self, group: Group) -> None:
        """Tries until the group is settled, or the server was away for too long: then later
        groups are told at once, until it is back."""
        until_ns = self._clock.monotonic_ns() + self._patience_s * SECOND_NS
        while (lost := await self._attempt(group)) is not None:
            self._scribe.cut_off()
            if self._clock.monotonic_ns() >= until_ns:
                log.error("gave up on the database: %s", lost)
                self._scribe.give_up(group, lost)
                self._patience_s = 0
                return
            log.warning("waiting for the database: %s", lost)
            await self._clock.sleep(RETRY_S)
        self._patience_s = PATIENCE_S

    async def _attempt(self, group: Group) -> ConnectionLost | None:
        """One try, finished even when the writer is told to stop; what went wrong with the line."""
        work = self._thread.start(lambda on: self._scribe.store(on, group))
        try:
            await asyncio.shield(work)
        except ConnectionLost as lost:
            return lost
        except DeskLocked as error:
            self._scribe.give_up(group, error)
            raise
        except StorageError as error:  # there is a server, and it does not let us in
            self._scribe.give_up(group, error)
        finally:
            await asyncio.wait((work,))
            work.exception()
        return None


def _too_late() -> StorageError:
    return StorageError("The desk is stopping; this was not written.")
