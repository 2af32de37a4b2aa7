"""Studies in processes of their own: bounded in time, ended when they are no longer wanted."""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeGuard

from app.study_details import details_of
from app.study_job import HistorySource, Job, Told
from core.codec import decode, encode
from core.errors import InputError
from core.ports.studies import StudyBench
from core.studies import Study, StudyWish
from core.types import Timeframe

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
MODULE = "app.study_worker"
LONGEST_LINE = 64 * 1024 * 1024
TIME_S, LOAD_S = 600.0, 3_600.0
END_S = 5.0
SECRET = ("TOKEN", "SECRET", "KEY", "PASSWORD", "DATABASE_URL")


Answer = Mapping[str, object]
"""The last line of a process."""


class ProcessBench(StudyBench):
    """One process a study, niced, in the folder of its desk, where its plugins are; it is killed
    with all that it has started."""

    def __init__(
        self,
        source: HistorySource,
        *,
        time_s: float = TIME_S,
        load_s: float = LOAD_S,
        module: str = MODULE,
    ) -> None:
        self._source = source
        self._time_s, self._load_s = time_s, load_s
        self._module = module

    async def run(self, wish: StudyWish, told: Told, stop: asyncio.Event) -> Study:
        answer = await self._done(Job(wish, self._source), told, stop)
        return await asyncio.to_thread(decode, Study, str(answer["study"]))

    async def load(self, wish: StudyWish, told: Told, stop: asyncio.Event) -> int:
        answer = await self._done(Job(wish, self._source, is_load=True), told, stop)
        return int(str(answer["rows"]))

    def details(self, symbol: str, timeframe: Timeframe, *, is_spot: bool) -> Sequence[Timeframe]:
        return details_of(self._source, symbol, timeframe, is_spot=is_spot)

    async def _done(self, job: Job, told: Told, stop: asyncio.Event) -> Answer:
        time_s = self._load_s if job.is_load else self._time_s
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", self._module),
            env={**harmless(os.environ), "PYTHONPATH": str(ROOT)},
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=LONGEST_LINE,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(time_s):
                return await self._unless_stopped(process, job, told, stop)
        except TimeoutError as error:
            minutes, code = f"{time_s / 60:g}", "load_slow" if job.is_load else "study_slow"
            raise InputError(
                f"It took longer than {minutes} minutes", code=code, minutes=minutes
            ) from error
        finally:
            if job.is_load:
                await _ask_to_end(process)
            await _end(process)

    async def _unless_stopped(
        self, process: Process, job: Job, told: Told, stop: asyncio.Event
    ) -> Answer:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._answered(process, job, told))
            halt = group.create_task(stop.wait())
            await asyncio.wait((work, halt), return_when=asyncio.FIRST_COMPLETED)
            is_done = work.done()
            work.cancel()
            halt.cancel()
        if not is_done:
            raise InputError("It was stopped", code="study_stopped")
        answer = work.result()
        if isinstance(answer, InputError):
            raise answer
        return answer

    async def _answered(self, process: Process, job: Job, told: Told) -> Answer | InputError:
        """What went wrong comes as a value: an exception would end who waits beside it."""
        try:
            return await self._listened(process, job, told)
        except InputError as error:
            return error
        except (ValueError, LookupError) as error:
            log.warning("a study spoke nonsense: %s", error)
            return InputError("The process of the study was ended", code="study_died")

    async def _listened(self, process: Process, job: Job, told: Told) -> Answer:
        """Until it has said what came of it, or said nothing more."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("a study is spoken to through pipes")
        with suppress(ConnectionError):
            process.stdin.write(encode(job).encode() + b"\n")
            await process.stdin.drain()
        async for line in process.stdout:
            answer: Answer = json.loads(line)
            if "done" in answer:
                told(float(str(answer["done"])))
            elif "failed" in answer:
                raise _failure(answer)
            else:
                return answer
        raise InputError("The process of the study was ended", code="study_died")


def _failure(answer: Answer) -> InputError:
    told = answer["values"]
    values = {str(name): str(value) for name, value in told.items()} if _is_map(told) else {}
    return InputError(str(answer["words"]), code=str(answer["failed"]), **values)


def _is_map(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


async def _ask_to_end(process: Process) -> None:
    """So that it keeps what has come."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            await process.wait()


async def _end(process: Process) -> None:
    """With everything it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(END_S):
            await process.wait()


def harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """What a study needs to know of its surroundings: no secret is among it."""
    return {
        name: value
        for name, value in environment.items()
        if not any(part in name.upper() for part in SECRET)
    }
