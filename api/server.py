"""The server of the HTTP service: it lives and ends with the desk."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

STOP_S = 2
SILENT_S = 10.0
"""Who has asked nothing by then is sent away."""
MOST_CALLERS = 64
LARGEST_HEAD = 16_384


@asynccontextmanager
async def serving(application: FastAPI, link: socket.socket) -> AsyncIterator[None]:
    """Answers on a bound socket until the context ends, and closes it."""
    server = _Server(
        uvicorn.Config(
            application,
            http=_Caller,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CALLERS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_graceful_shutdown=STOP_S,
        )
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(server.serve(sockets=[link]), name="api")
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.wait({task})


class _Server(uvicorn.Server):
    """Leaves the signals of the system to the desk."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Caller(H11Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(SILENT_S, self._leave_if_silent)

    def _leave_if_silent(self) -> None:
        if getattr(self, "cycle", None) is None:
            self.transport.close()
