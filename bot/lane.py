"""The queue of one chat: what leaves next, when, and what becomes of it when Telegram refuses."""

import logging
from enum import IntEnum
from typing import Protocol

from aiogram.exceptions import AiogramError, TelegramRetryAfter

from bot.failures import Verdict, judge
from bot.limits import Limits
from bot.screen import Document, Screen
from core.errors import StorageError
from core.ports import Clock

log = logging.getLogger(__name__)

CAPACITY = 64
RETRY_S = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)


class Rank(IntEnum):
    """What leaves first."""

    PRESS = 0
    EXECUTION = 1
    SIGNAL = 2
    REFRESH = 3


class Sender(Protocol):
    """The calls a job may make; each may raise AiogramError."""

    async def send(
        self, chat: int, screen: Screen, *, reply_to: int | None = None, is_silent: bool = False
    ) -> int: ...
    async def edit(
        self, chat: int, message_id: int, screen: Screen, *, keeps_picture: bool = False
    ) -> bool:
        """False when the message is gone, or of another kind, and a new one is needed."""
        ...

    async def hand(self, chat: int, document: Document) -> int:
        """Sends a file."""
        ...

    async def remove(self, chat: int, message_id: int) -> None: ...


class Job(Protocol):
    """One message owed to a chat. Jobs of one `key` are the same job ('' stands alone): what it
    delivers is asked for when its turn comes, so the latest wins."""

    @property
    def rank(self) -> Rank: ...
    @property
    def key(self) -> str: ...
    async def deliver(self, sender: Sender) -> None: ...
    def again(self, *, may_have_arrived: bool) -> bool:
        """Asked after a failure that may pass: True to be tried again."""
        ...

    async def refused(self, reason: str, *, is_blocked: bool) -> None:
        """Telegram said a definite no."""
        ...

    def released(self) -> None:
        """The lane is done with it: delivered, refused, or left for its owner to bring again."""
        ...


class Lane:
    """Delivers the jobs of one chat, one at a time, lowest rank first, oldest first."""

    def __init__(self, chat: int, *, sender: Sender, limits: Limits, clock: Clock) -> None:
        self._chat = chat
        self._sender = sender
        self._limits = limits
        self._clock = clock
        self._jobs: list[Job] = []
        self._failures = 0

    @property
    def is_empty(self) -> bool:
        return not self._jobs

    def put(self, job: Job) -> bool:
        """False when the lane is full: the job is not taken. Of two with one key the better
        ranked stays, the newer of equals. Answers to presses and screens have room of their own:
        waiting alerts never keep them out."""
        twin = next((old for old in self._jobs if job.key and old.key == job.key), None)
        if twin is not None:
            if job.rank <= twin.rank:
                self._jobs[self._jobs.index(twin)] = job
            return True
        is_urgent = job.rank is Rank.PRESS or bool(job.key)
        if len(self._jobs) >= CAPACITY * (1 + is_urgent):
            return False
        self._jobs.append(job)
        return True

    async def run(self) -> None:
        """Until nothing is left."""
        while self._jobs:
            await self._turn()
            job = min(self._jobs, key=lambda job: job.rank)
            self._jobs.remove(job)
            self._limits.take(self._chat)
            await self._attempt(job)

    async def _turn(self) -> None:
        while (wait_s := self._limits.wait_s(self._chat)) > 0:
            await self._clock.sleep(wait_s)

    async def _attempt(self, job: Job) -> None:
        """The border of delivery: what fails here fails one message."""
        try:
            await self._deliver(job)
        except StorageError:
            log.exception("message to chat %s is left for later", self._chat)
            job.released()
        except Exception:
            log.exception("message to chat %s could not be made", self._chat)

    async def _deliver(self, job: Job) -> None:
        try:
            await job.deliver(self._sender)
        except AiogramError as error:
            await self._failed(job, error)
        else:
            self._failures = 0
            job.released()

    async def _failed(self, job: Job, error: AiogramError) -> None:
        verdict = judge(error)
        if verdict in (Verdict.BLOCKED, Verdict.REFUSED):
            log.warning("chat %s refused a message: %s", self._chat, error)
            await job.refused(str(error), is_blocked=verdict is Verdict.BLOCKED)
            job.released()
            return
        self._rest(error)
        if job.again(may_have_arrived=verdict is Verdict.UNSURE):
            self._put_back(job)
        else:
            job.released()

    def _put_back(self, job: Job) -> None:
        """To the front, so that the order of a chat stays; a newer twin has taken its place."""
        if not job.key or all(other.key != job.key for other in self._jobs):
            self._jobs.insert(0, job)

    def _rest(self, error: AiogramError) -> None:
        if isinstance(error, TelegramRetryAfter):
            self._limits.flooded(self._chat, error.retry_after)
            log.info("chat %s is paused for %s s", self._chat, error.retry_after)
            return
        rest_s = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
        self._failures += 1
        self._limits.pause(self._chat, rest_s)
        log.warning("chat %s: %s; again in %s s", self._chat, type(error).__name__, rest_s)
