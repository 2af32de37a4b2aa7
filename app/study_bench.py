"""Studies in processes of their own: bounded in time, ended when they are no longer wanted."""

import asyncio
import json
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from app.study_job import HistorySource, Job
from core.codec import decode, encode
from core.errors import InputError
from core.ports.studies import StudyBench
from core.studies import Study, StudyWish

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
MODULE = "app.study_worker"
LONGEST_LINE = 64 * 1024 * 1024
TIME_S = 600.0
END_S = 5.0
SECRET = ("TOKEN", "SECRET", "KEY", "PASSWORD", "DATABASE_URL")


class ProcessBench(StudyBench):
    """One process a study, niced, in the folder of its desk, where its plugins are; it is killed
    with all that it has started."""

    def __init__(
        self, source: HistorySource, *, time_s: float = TIME_S, module: str = MODULE
    ) -> None:
        self._source = source
        self._time_s = time_s
        self._module = module

    async def run(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> Study:
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
            async with asyncio.timeout(self._time_s):
                return await self._unless_stopped(process, wish, told, stop)
        except TimeoutError as error:
            minutes = f"{self._time_s / 60:g}"
            raise InputError(
                f"It took longer than {minutes} minutes", code="study_slow", minutes=minutes
            ) from error
        finally:
            await _end(process)

    async def _unless_stopped(
        self, process: Process, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> Study:
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._answered(process, wish, told))
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

    async def _answered(
        self, process: Process, wish: StudyWish, told: Callable[[float], None]
    ) -> Study | InputError:
        """What went wrong comes as a value: an exception would end who waits beside it."""
        try:
            return await self._listened(process, wish, told)
        except InputError as error:
            return error
        except (ValueError, LookupError) as error:
            log.warning("a study spoke nonsense: %s", error)
            return InputError("The process of the study was ended", code="study_died")

    async def _listened(
        self, process: Process, wish: StudyWish, told: Callable[[float], None]
    ) -> Study:
        """Until it has said what came of it, or said nothing more."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("a study is spoken to through pipes")
        with suppress(ConnectionError):
            process.stdin.write(encode(Job(wish, self._source)).encode() + b"\n")
            await process.stdin.drain()
        async for line in process.stdout:
            answer = json.loads(line)
            if "done" in answer:
                told(float(answer["done"]))
            elif "failed" in answer:
                values = {str(name): str(value) for name, value in answer["values"].items()}
                raise InputError(answer["words"], code=answer["failed"], **values)
            else:
                return await asyncio.to_thread(decode, Study, answer["study"])
        raise InputError("The process of the study was ended", code="study_died")


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
