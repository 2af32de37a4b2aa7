"""The session that writes on a PostgreSQL server, and how sessions are made."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import StorageError
from storage.failures import ConnectionLost, translate
from storage.server_lock import take_server_lock

T = TypeVar("T")

CONNECT_S = 5.0
ANSWER_S = 10.0
"""The longest a statement of the desk may take; then the line counts as broken."""
_FOREIGN = (SQLAlchemyError, OSError, StorageError)


class PostgresLine:
    """The session that writes. It holds the desk's lock as long as it lives, so that whoever
    writes holds the lock; a session that was lost ends before its successor begins, and with it
    whatever it was still doing."""

    def __init__(self, url: URL) -> None:
        host = socket.gethostname()[:20]
        self._name = f"dzentra desk {secrets.token_hex(4)}, process {os.getpid()} on {host}"
        self._engine = server_engine(url, self._name, ANSWER_S, poolclass=NullPool)
        self._session: AsyncConnection | None = None
        self._runner = asyncio.Runner()

    def call(self, work: Callable[[Connection], T]) -> T:
        return self._runner.run(self._call(work))

    def close(self) -> None:
        self._runner.run(self._drop())
        self._runner.close()

    async def _call(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._session is None:
                self._session = await self._opened()
            return await self._session.run_sync(work)
        except _FOREIGN as error:
            refusal = translate(error)
            if isinstance(refusal, ConnectionLost):
                await self._drop()
            raise refusal from (None if refusal is error else error)

    async def _opened(self) -> AsyncConnection:
        session = await self._engine.connect()
        try:
            await session.run_sync(take_server_lock, self._name)
        except BaseException:
            await _ended(session)
            raise
        return session

    async def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await _ended(session)


async def _ended(session: AsyncConnection) -> None:
    """Ends a session for good; one that is broken is past saying goodbye."""
    try:
        await session.invalidate()
        await session.close()
    except (SQLAlchemyError, OSError):
        return


def server_engine(url: URL, name: str, answer_s: float | None, **options: object) -> AsyncEngine:
    """Makes sessions that the server lists under a name; `answer_s` limits each statement."""
    settings = {
        "application_name": name,
        "synchronous_commit": "on",
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
    }
    try:
        return create_async_engine(
            url,
            hide_parameters=True,
            connect_args={
                "timeout": CONNECT_S,
                "command_timeout": answer_s,
                "server_settings": settings,
            },
            **options,
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs one more package. Install it: "
            "pip install -r requirements-postgres.txt"
        ) from error
