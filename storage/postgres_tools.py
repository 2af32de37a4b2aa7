"""PostgreSQL's own programs: `pg_dump` and `pg_restore`."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL

from core.errors import StorageError

PATIENCE_S = 3_600


def dump(url: URL, tables: list[str], path: Path) -> None:
    """Writes those tables, as of one instant, to a file in PostgreSQL's own format."""
    chosen = [f"--table={table}" for table in tables]
    plain = ("--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    path.touch(mode=0o600)
    _run(url, "pg_dump", *plain, *chosen)


def load(url: URL, path: Path) -> None:
    """Puts a dump into a database that has none of its tables, whole or not at all."""
    whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run(url, "pg_restore", *whole, f"--dbname={url.database}", str(path))


def dumped_lines(path: Path) -> Iterator[str]:
    """The rows of a dump as text. Raises StorageError at the end when not all could be read."""
    command = [_program("pg_restore"), "--data-only", "--file=-", str(path)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield from process.stdout
        told = process.stderr.read()
    if process.returncode:
        raise StorageError(f"{path} cannot be read: {_first_line(told)}")


def _run(url: URL, program: str, *options: str) -> None:
    try:
        done = subprocess.run(
            [_program(program), "--no-password", *options],
            env={**os.environ, **_environment(url)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE_S,
        )
    except subprocess.TimeoutExpired as error:
        raise StorageError(f"{program} was still not done after an hour.") from error
    if done.returncode:
        raise StorageError(f"{program} failed: {_first_line(done.stderr)}")


def _environment(url: URL) -> dict[str, str]:
    """Where and who, away from the command line, which everyone on the machine can read."""
    said = {
        "PGHOST": url.query.get("host") or url.host,
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("ssl") or url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in said.items() if value}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise StorageError(
            f"{name} is needed for copies of PostgreSQL. Install it: "
            "sudo apt-get install postgresql-client"
        )
    return found


def _first_line(told: str) -> str:
    return (told.strip().splitlines() or ["it did not say why"])[0]
