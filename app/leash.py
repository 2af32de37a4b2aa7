"""Processes that help another one: they never outlive it, and leave Ctrl-C to it."""

import os
import signal
from multiprocessing import forkserver, parent_process
from threading import Thread


def start_server() -> None:
    """Starts what processes are forked from, deaf to Ctrl-C, as is then all that is forked. To be
    called in the main thread, after what it preloads is set."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)


def leash() -> None:
    """For processes of a pool, at their start: when whoever started them is gone, however it went,
    so are they."""
    Thread(target=_end_with_starter, daemon=True).start()


def _end_with_starter() -> None:
    starter = parent_process()
    if starter is not None:
        starter.join()
        os._exit(1)
