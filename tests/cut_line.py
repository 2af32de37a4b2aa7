"""A line to a PostgreSQL server that can be cut, also at the one moment that matters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum

from sqlalchemy import URL

COMMIT = b"COMMIT;"
CHUNK = 65_536


class Cut(Enum):
    """What is lost of the next commit: nothing, its answer, or the commit itself."""

    NOTHING = 0
    ANSWER = 1
    COMMIT = 2


class CutLine:
    """Carries bytes between a desk and its server."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._open: set[asyncio.StreamWriter] = set()
        self._is_down = False
        self.next_commit = Cut.NOTHING
        self.spared = 0
        self.is_down_after_cut = False
        self.cuts = 0
        self.refused = 0

    def down(self) -> None:
        """Breaks every connection and refuses new ones."""
        self._is_down = True
        self._break_all()

    def up(self) -> None:
        self._is_down = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_down:
            self.refused += 1
            writer.close()
            return
        there, back = await self._reach()
        self._open |= {writer, back}
        with suppress(ConnectionError):
            async with asyncio.TaskGroup() as group:
                group.create_task(self._questions(reader, back))
                group.create_task(self._answers(there, writer))
        for end in (writer, back):
            self._open.discard(end)
            end.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        port = self._server.port or 5432
        folder = str(self._server.query.get("host", ""))
        if folder:
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._server.host, port)

    async def _questions(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            if COMMIT in data and self._is_due(Cut.COMMIT):
                self._cut()
                return
            server.write(data)
        server.close()

    async def _answers(self, server: asyncio.StreamReader, desk: asyncio.StreamWriter) -> None:
        while data := await server.read(CHUNK):
            if b"COMMIT\x00" in data and self._is_due(Cut.ANSWER):
                self._cut()
                return
            desk.write(data)
        desk.close()

    def _is_due(self, cut: Cut) -> bool:
        """The first commits may be spared: those that only read."""
        if self.next_commit is not cut:
            return False
        self.spared -= 1
        return self.spared < 0

    def _cut(self) -> None:
        self.next_commit = Cut.NOTHING
        self.cuts += 1
        self._is_down = self.is_down_after_cut
        self._break_all()

    def _break_all(self) -> None:
        for end in self._open:
            end.close()


@asynccontextmanager
async def cut_line(server: URL) -> AsyncIterator[tuple[CutLine, URL]]:
    """The line, and the address of the database at its near end."""
    line = CutLine(server)
    listening = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield line, server.set(host="127.0.0.1", port=port, query={})
    finally:
        line.down()
        listening.close()
        await listening.wait_closed()
