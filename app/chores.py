"""What a desk does beside trading, from its start to its end."""

import asyncio
from collections.abc import Coroutine


class Chores:
    """Runs each in the desk's group, under its name, until `end`."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, name: str, work: Coroutine[object, object, None]) -> None:
        self._tasks.append(self._group.create_task(work, name=name))

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()
