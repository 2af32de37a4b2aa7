"""DebugTradeService: the use cases of the sandbox, one sandbox a member."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from core.errors import InputError
from core.events import DebugAction
from core.ports import Bus, Clock, JournalReader, Outbox, User, Users
from core.ports import Sandbox as SandboxPort
from core.types import Access, UserId
from core.views import SandboxView
from debug.deeds import DEEDS
from debug.opening import DebugTerms
from debug.outbox import MemoryOutbox
from debug.runtime import DebugSource, build_debug_runtime
from debug.sandbox import Sandbox
from debug.views import sandbox_view
from engine.bus import EventBus

log = logging.getLogger(__name__)

OPEN_S = 10.0
MOST_DETAIL = 64

OpenSource = Callable[[], Awaitable[DebugSource]]


class DebugTradeService(SandboxPort):
    """Opens the sandbox of a member on first use. Every deed is noted in the member's journal
    before it is done, under a name of its own; nothing else of the desk is touched."""

    def __init__(
        self,
        *,
        group: asyncio.TaskGroup,
        users: Users,
        journal: JournalReader,
        clock: Clock,
        open_source: OpenSource,
        terms: DebugTerms,
    ) -> None:
        self._group = group
        self._users = users
        self._journal = journal
        self._clock = clock
        self._open_source = open_source
        self._terms = terms
        self._bus = EventBus()
        self._outbox = MemoryOutbox(clock)
        self._source: DebugSource | None = None
        self._open: dict[UserId, Sandbox] = {}
        self._tasks: dict[UserId, asyncio.Task[None]] = {}
        self._opening = asyncio.Lock()
        self._is_stopped = False

    @property
    def bus(self) -> Bus:
        return self._bus

    @property
    def outbox(self) -> Outbox:
        return self._outbox

    async def view(self, user: UserId) -> SandboxView:
        return sandbox_view(await self._sandbox(await self._member(user)))

    async def do(self, user: UserId, what: str, words: Sequence[str] = ()) -> str:
        member = await self._member(user)
        if what != "reset" and what not in DEEDS:
            raise InputError("There is no such action", code="unknown_action")
        await self._note(member, what, words)
        if what == "reset":
            await self._end(user)
            await self._sandbox(member)
            return "debug_reset"
        return await DEEDS[what](await self._sandbox(member), words)

    def stop(self) -> None:
        """Ends every sandbox, and opens no other; there is nothing to keep."""
        self._is_stopped = True
        for task in self._tasks.values():
            task.cancel()

    async def _member(self, user: UserId) -> User:
        member = await self._users.get(user)
        if member is None:
            raise InputError("You are not a member of this desk", code="not_a_member")
        if not member.access.allows(Access.TRADER):
            raise InputError("Only a trader may do this", code="not_allowed", needed="trader")
        return member

    async def _note(self, member: User, what: str, words: Sequence[str]) -> None:
        said = "".join(char for char in " ".join(words) if char.isprintable())
        record = DebugAction(
            at_ns=self._clock.now_ns(), what=what, detail=said[:MOST_DETAIL], by=str(member.id)
        )
        await self._journal.note(member.account, record)

    async def _sandbox(self, member: User) -> Sandbox:
        async with self._opening:
            if self._is_stopped:
                raise InputError("The desk is stopping", code="debug_stuck")
            found = self._open.get(member.id)
            if found is None or found.is_over:
                found = await self._begin(member)
            return found

    async def _begin(self, member: User) -> Sandbox:
        parts = build_debug_runtime(
            member,
            await self._where_from(),
            self._terms,
            clock=self._clock,
            bus=self._bus,
            outbox=self._outbox,
        )
        sandbox = self._open[member.id] = Sandbox(parts, member.id)
        keep = self._keep(sandbox)
        self._tasks[member.id] = self._group.create_task(keep, name=f"sandbox {member.id}")
        await sandbox.wake()
        return sandbox

    async def _where_from(self) -> DebugSource:
        if self._source is None:
            try:
                async with asyncio.timeout(OPEN_S):
                    self._source = await self._open_source()
            except TimeoutError as error:
                raise InputError("The market does not answer", code="debug_no_market") from error
        return self._source

    async def _keep(self, sandbox: Sandbox) -> None:
        """The border of sandboxes: one that breaks is a new one when it is looked at again."""
        try:
            await sandbox.run()
        except Exception:
            log.exception("a sandbox broke")
        finally:
            sandbox.is_over = True

    async def _end(self, user: UserId) -> None:
        self._open.pop(user, None)
        task = self._tasks.pop(user, None)
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
