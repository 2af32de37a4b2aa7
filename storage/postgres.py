"""PostgreSQL: a server that others run, that may restart, and that several desks may reach."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from core.errors import StorageError
from storage.copies import SERVER, is_dump, wrong_kind
from storage.failures import translate
from storage.lines import Line
from storage.postgres_line import ANSWER_S, PostgresLine, server_engine
from storage.postgres_tables import our_tables, set_aside, take_back
from storage.postgres_tools import dump, load

T = TypeVar("T")

_READERS = 4


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
        return server_engine(
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
        engine = server_engine(
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
