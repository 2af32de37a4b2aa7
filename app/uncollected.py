"""The garbage collector: not while modules are imported, and seldom after."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 10_000
"""New containers between two looks for garbage. Nearly all are freed by counting; the interpreter's
700 looks ten times as often and makes one press in a hundred take half a millisecond more."""


@contextmanager
def uncollected() -> Iterator[None]:
    """While modules are imported: looking for garbage meanwhile would take a quarter more of the
    time."""
    gc.disable()
    try:
        yield
    finally:
        settle()
        gc.enable()


def settle() -> None:
    """What stands now stays: no collection needs to walk it again while ticks wait."""
    gc.freeze()
    gc.set_threshold(YOUNG)
