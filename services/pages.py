"""Lists in pages."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def page_of(rows: Sequence[T], page: int, each: int) -> tuple[tuple[T, ...], int, int]:
    """The rows of a page, which page that is (the nearest there is) and of how many; the first is
    1, and there is always one."""
    pages = max(-(-len(rows) // each), 1)
    at = min(max(page, 1), pages)
    return tuple(rows[(at - 1) * each : at * each]), at, pages
