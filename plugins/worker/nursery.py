"""The process that workers are forked from: pandas is loaded once, and nothing of the desk is here.

It is started with an environment of its own, so that neither it nor a worker ever holds a secret.
Requests are five bytes: `F` with a descriptor forks a worker on it and answers its number, `K` and
a number kills that worker with all it started. When the desk is gone it kills every worker.
"""

import gc
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from typing import NoReturn

REQUEST = struct.Struct("<ci")
ANSWER = struct.Struct("<i")


def serve(control: socket.socket) -> None:
    """Until the desk closes its end."""
    alive: set[int] = set()
    while True:
        asked, passed, _, _ = socket.recv_fds(control, REQUEST.size, 1)
        _reap(alive)
        if len(asked) < REQUEST.size:
            break
        what, number = REQUEST.unpack(asked)
        if what == b"F":
            number = _fork(control, passed[0])
            alive.add(number)
        elif number in alive:
            _kill(number)
        control.sendall(ANSWER.pack(number))
    for number in alive:
        _kill(number)


def _fork(control: socket.socket, descriptor: int) -> int:
    number = os.fork()
    if number == 0:
        control.close()
        _become_worker(descriptor)
    os.close(descriptor)
    return number


def _become_worker(descriptor: int) -> NoReturn:
    from plugins.worker.child import work

    try:
        os.setsid()
        work(socket.socket(fileno=descriptor))
    finally:
        os._exit(0)


def _kill(number: int) -> None:
    """Only of workers that were not waited for yet: their number cannot be somebody else's."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(number, signal.SIGKILL)


def _reap(alive: set[int]) -> None:
    with suppress(ChildProcessError):
        while True:
            number, _ = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            alive.discard(number)


def main() -> None:
    import plugins.worker.child
    import plugins.worker.trial  # noqa: F401 - loads pandas before the first fork

    gc.collect()
    gc.freeze()
    control = socket.socket(fileno=int(sys.argv[1]))
    control.sendall(ANSWER.pack(0))
    serve(control)


if __name__ == "__main__":
    main()
