"""What a worker may take of the machine."""

import os
import resource
from pathlib import Path

STATM = Path("/proc/self/statm")
MOST_FILES = 64


def limit(memory_mb: int) -> None:
    """Memory beyond what is taken now, open files, and no core files."""
    now = int(STATM.read_text().split()[0]) * resource.getpagesize() if STATM.exists() else 0
    _set(resource.RLIMIT_AS, now + (memory_mb << 20))
    _set(resource.RLIMIT_NOFILE, MOST_FILES)
    _set(resource.RLIMIT_CORE, 0)


def go_silent() -> None:
    """What a plugin prints or reads goes nowhere: the desk's terminal is not its own."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _set(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))
