"""PostgreSQL: a server that others run, that may restart, and that several desks may reach."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from core.errors import StorageError
from storage.copies import SERVER, is_dump, wrong_kind
from storage.failures import ConnectionLost, translate
from storage.lines import Line
from storage.postgres_tables import our_tables, set_aside, take_back
from storage.postgres_tools import dump, load
from storage.server_lock import take_server_lock

T = TypeVar("T")

CONNECT_S = 5.0
ANSWER_S = 10.0
"""The longest a statement of the desk may take; then the line counts as broken."""
_READERS = 4
_FOREIGN = (SQLAlchemyError, OSError, StorageError)


class PostgresBackend:
    """`storage.backend.Backend` of one database on a server."""

    def __init__(self, url: URL) -> None:
        self._url = url

    def make_ready(self) -> None:
        """A server makes its databases itself."""

    def line(self) -> Line:
        return PostgresLine(self._url)

    def readers(self) -> AsyncEngine:
        """Each question reads one instant, and cannot write. A line that a restarted server left
        behind is found before it is used."""
        return _engine(
            self._url,
            "dzentra, reading",
            ANSWER_S,
            isolation_level="REPEATABLE READ",
            pool_size=_READERS,
            max_overflow=0,
            pool_pre_ping=True,
            execution_options={"postgresql_readonly": True},
        )

    def refuse_damaged(self, connection: Connection) -> None:
        """A server looks after its own files."""

    def look(self, question: Callable[[Connection], T]) -> T:
        with asyncio.Runner() as runner:
            return runner.run(self._answer(question))

    async def _answer(self, question: Callable[[Connection], T]) -> T:
        engine = _engine(
            self._url,
            "dzentra, checking",
            None,
            isolation_level="REPEATABLE READ",
            poolclass=NullPool,
            execution_options={"postgresql_readonly": True},
        )
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(question)
        except (SQLAlchemyError, OSError) as error:
            raise translate(error) from error

    @property
    def copy_suffix(self) -> str:
        return SERVER

    def copy_to(self, path: Path) -> None:
        dump(self._url, self.look(our_tables), path)

    def replace_with(self, copy: Path, moment: str) -> str:
        """The tables that are there move to a schema of their own, under the lock of a desk."""
        if not is_dump(copy):
            raise wrong_kind(copy)
        line = PostgresLine(self._url)
        try:
            kept = line.call(lambda connection: set_aside(connection, moment))
            try:
                load(self._url, copy)
            except StorageError:
                line.call(lambda connection: take_back(connection, kept))
                raise
        finally:
            line.close()
        return f"schema {kept}" if kept else ""


class PostgresLine:
    """The session that writes. It holds the desk's lock as long as it lives, so that whoever
    writes holds the lock; a session that was lost ends before its successor begins, and with it
    whatever it was still doing."""

    def __init__(self, url: URL) -> None:
        host = socket.gethostname()[:20]
        self._name = f"dzentra desk {secrets.token_hex(4)}, process {os.getpid()} on {host}"
        self._engine = _engine(url, self._name, ANSWER_S, poolclass=NullPool)
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


def _engine(url: URL, name: str, answer_s: float | None, **options: object) -> AsyncEngine:
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
