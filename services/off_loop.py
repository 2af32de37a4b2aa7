"""Counting that would keep stops waiting is done in a thread."""

import asyncio
from collections.abc import Callable, Sized
from typing import TypeVar

FEW = 200
"""So many trades are counted sooner than a thread is woken."""

T = TypeVar("T")


async def counted(of: Sized, count: Callable[[], T]) -> T:
    """What `count` answers; it goes through so many and touches nothing that changes."""
    return count() if len(of) <= FEW else await asyncio.to_thread(count)
