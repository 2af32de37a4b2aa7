"""The one connection that writes, and the thread it lives on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from storage.failures import translate

T = TypeVar("T")


class Line(Protocol):
    """The connection that writes; made by the first call, used by one thread. A call raises
    ConnectionLost when it went away under the work; the next one makes another."""

    def call(self, work: Callable[[Connection], T]) -> T: ...
    def close(self) -> None: ...


class EmbeddedLine:
    """To a file: it cannot go away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def call(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._connect()
        return work(self._connection)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _connect(self) -> Connection:
        try:
            return self._engine.connect()
        except SQLAlchemyError as error:
            raise translate(error) from error


class WritingThread:
    """A thread for the line alone: one hop for a whole commit.

    (One statement at a time over aiosqlite a commit of a few rows took 4.5 ms, so 0.6.)
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage-writer")

    def start(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Begins work with the connection; cancelling the answer does not stop the work."""
        return asyncio.get_running_loop().run_in_executor(self._thread, self._line.call, work)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._line.close)
        self._thread.shutdown(wait=False)
