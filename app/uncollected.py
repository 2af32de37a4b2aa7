"""Importing without looking for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While modules are imported: looking for garbage meanwhile would take a quarter more of the
    time. What stands then stays: no collection needs to walk it again while ticks wait."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
