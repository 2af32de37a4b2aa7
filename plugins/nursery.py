"""The desk's end of the process that workers are forked from."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from core.errors import PluginError
from plugins.worker.nursery import ANSWER, REQUEST

ROOT = Path(__file__).parents[1]
START_S, ANSWER_S, END_S = 60.0, 10.0, 5.0
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""What a worker may know of the desk's environment; a secret is in none of it."""


class Nursery:
    """Started with its first worker; may be used from any thread. Close it in the end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self) -> tuple[socket.socket, int]:
        """A worker's link and number. Raises PluginError where none can be made."""
        mine, its = socket.socketpair()
        try:
            with self._lock:
                control = self._started()
                socket.send_fds(control, [REQUEST.pack(b"F", 0)], [its.fileno()])
                return mine, _answer(control)
        except OSError as error:
            mine.close()
            self.close()
            raise PluginError(f"no worker can be started: {error}") from error
        finally:
            its.close()

    def kill(self, number: int) -> None:
        """Returns when the worker has been sent its death; one that is dead already is nothing."""
        with self._lock:
            if self._control is None:
                return
            try:
                self._control.sendall(REQUEST.pack(b"K", number))
                _answer(self._control)
            except OSError:
                self._stop()

    def close(self) -> None:
        """Kills every worker."""
        with self._lock:
            self._stop()

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        mine, its = socket.socketpair()
        self._control = mine
        mine.settimeout(START_S)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "plugins.worker.nursery", str(its.fileno())],
                env=worker_environment(),
                pass_fds=(its.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Ctrl-C is for the desk, which ends it in its own time.
                start_new_session=True,
            )
        _answer(mine)
        mine.settimeout(ANSWER_S)
        return mine

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(END_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def worker_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    # One thread each: a worker is forked, and the desk wants its cores for itself.
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _answer(control: socket.socket) -> int:
    answer = control.recv(ANSWER.size, socket.MSG_WAITALL)
    if len(answer) < ANSWER.size:
        raise ConnectionError("their host ended")
    number: int = ANSWER.unpack(answer)[0]
    return number
