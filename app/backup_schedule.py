"""Copies by the clock while the desk runs. What fails here never hurts trading."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from app.backup import backup_folder
from app.settings import Settings
from core.errors import DzentraError, StorageError
from core.events import Fault
from core.health import CopyMade, CopyState
from core.ports import Clock
from core.types import SECOND_NS
from storage.copies import Copy, copies_in

log = logging.getLogger(__name__)

WHERE = "backup"
HOUR_S = 3_600
FIRST_S = 60.0
"""A desk that has just started has better things to do."""
LONGEST_S = 1_800.0
NICENESS = 10

MakeCopy = Callable[[], Awaitable[None]]
Report = Callable[[Fault, bool], Awaitable[None]]
"""Journals a failure; people are told of it where the second says so."""


class BackupSchedule:
    """Makes a copy every so many hours by the desk clock, counted from the newest that is there,
    and whenever one is asked for; one at a time. Is `core.ports.system.Copies`.

    A failure is logged and reported; people are told of the first of several in a row.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        folder: Path,
        every_h: int,
        make: MakeCopy,
        report: Report,
    ) -> None:
        self._clock = clock
        self._folder = folder
        self._every_ns = every_h * HOUR_S * SECOND_NS
        self._make = make
        self._report = report
        self._tried_ns = 0
        self._is_told = False
        self._fault = ""
        self._asked = asyncio.Event()
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled; only what is asked for when copies are turned off."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._obey())
            while self._every_ns:
                await self._clock.sleep(max(self._due_s(), FIRST_S))
                async with self._turn:
                    if self._due_s() <= 0:
                        await self._attempt()

    def request(self) -> None:
        self._asked.set()

    async def state(self) -> CopyState:
        copies = await asyncio.to_thread(copies_in, self._folder)
        return CopyState(
            newest=_made(copies[-1]) if copies else None,
            is_copying=self._turn.locked() or self._asked.is_set(),
            fault=self._fault,
        )

    async def _obey(self) -> None:
        while True:
            await self._asked.wait()
            async with self._turn:
                self._asked.clear()
                await self._attempt()

    def _due_s(self) -> float:
        newest = max((copy.at_ns for copy in copies_in(self._folder)), default=0)
        due_ns = max(newest, self._tried_ns) + self._every_ns
        return (due_ns - self._clock.now_ns()) / SECOND_NS

    async def _attempt(self) -> None:
        """The border of backups: what fails here is told, and tried again next time."""
        self._tried_ns = self._clock.now_ns()
        try:
            await self._make()
        except Exception as error:
            log.exception("no copy of the database could be made")
            known = isinstance(error, DzentraError)
            self._fault = str(error) if known else type(error).__name__
            await self._tell()
        else:
            self._fault, self._is_told = "", False

    async def _tell(self) -> None:
        fault = Fault(at_ns=self._clock.now_ns(), where=WHERE, detail=self._fault)
        try:
            await self._report(fault, not self._is_told)
            self._is_told = True
        except StorageError as error:
            log.error("the failure could not be journaled: %s", error)


def copying(settings: Settings) -> MakeCopy:
    """Copies in a process of its own: the proof of a long journal takes seconds of a core, which
    is not taken from stops. Raises StorageError with what the process said."""
    program = Path(__file__).parent.parent / "main.py"
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "DATA_DIR": str(settings.data_dir),
    }

    async def copy() -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(program), "backup"),
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
            async with asyncio.timeout(LONGEST_S):
                _, told = await process.communicate()
        finally:
            await _end(process)
        if process.returncode:
            raise StorageError(_last_line(told))

    return copy


def _last_line(told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "The copy could not be made."


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _made(copy: Copy) -> CopyMade:
    return CopyMade(name=copy.path.name, bytes=copy.path.stat().st_size, at_ns=copy.at_ns)


def backup_schedule(settings: Settings, *, clock: Clock, report: Report) -> BackupSchedule:
    """The schedule of a desk, as its settings want it."""
    return BackupSchedule(
        clock=clock,
        folder=backup_folder(settings),
        every_h=settings.backup_every_hours,
        make=copying(settings),
        report=report,
    )
