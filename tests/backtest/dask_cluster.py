"""A Dask cluster of real processes on loopback, started as its users start it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import SystemClock
from core.types import SECOND_NS

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 240


class DaskCluster:
    """A scheduler and the workers that were added to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._workers: list[subprocess.Popen[bytes]] = []
        words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        # Where there is no Dzentra: a scheduler needs none.
        self.scheduler = self._start(*words, "--scheduler-file", str(self._file), where=folder)

    @property
    def address(self) -> str:
        until(self._file.exists, "the scheduler")
        return str(json.loads(self._file.read_text())["address"])

    def add_worker(self, where: Path = ROOT) -> subprocess.Popen[bytes]:
        """One process without a nanny, in a folder; its id is the worker's."""
        words = ("worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
        number = str(len(self._workers))
        worker = self._start(*words, "--local-directory", str(self._folder / number), where=where)
        self._workers.append(worker)
        return worker

    def end(self) -> None:
        for process in (self.scheduler, *self._workers):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()

    def _start(self, what: str, *words: str, where: Path = ROOT) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *words]
        with (self._folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=where, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": ""}
            )


@contextmanager
def dask_cluster(folder: Path, workers: int = 0) -> Iterator[DaskCluster]:
    cluster = DaskCluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.end()


def until(is_so: Callable[[], bool], what: str) -> None:
    """Waits for what another process does."""
    clock = SystemClock()
    ends_ns = clock.monotonic_ns() + PATIENCE_S * SECOND_NS
    while not is_so():
        if clock.monotonic_ns() > ends_ns:
            raise TimeoutError(f"{what} never came")
        time.sleep(0.02)
