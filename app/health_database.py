"""What `doctor` finds in the database."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.health import Finding, fine, note, size_of, wrong
from app.settings import Settings
from core.errors import DatabaseTooNew, StorageError
from core.types import DAY_NS
from storage.backend import backend_of
from storage.glance import Glance, glance
from storage.schema import REVISION

SLOW_MS = 500
MOST_OWED = 100
NO_DATABASE = "There is no database at"


def database_findings(settings: Settings, now_ns: int) -> Iterator[Finding]:
    """Not for a thread with an event loop."""
    url = settings.database_url.get_secret_value()
    try:
        backend_of(url)
        found = glance(url, now_ns - DAY_NS)
    except DatabaseTooNew as error:
        yield wrong("Database", str(error), "Start the newer program")
    except StorageError as error:
        yield _absent(str(error), url)
    else:
        yield _answer(found)
        yield from _contents(found)
    if urlsplit(url).scheme.startswith("postgresql"):
        yield _tools()


def _absent(reason: str, url: str) -> Finding:
    if reason.startswith(NO_DATABASE):
        return note("Database", "not there yet; the first start makes it")
    server = urlsplit(url).hostname
    fix = (
        f"Is the server at {server} running, and do user and password of DATABASE_URL fit?"
        if server
        else "Stop the desk, keep the file, and run: python main.py restore"
    )
    return wrong("Database", reason, fix)


def _answer(found: Glance) -> Finding:
    said = f"{found.kind}, {size_of(found.bytes)}, answers in {found.answer_ms:.1f} ms"
    if found.answer_ms > SLOW_MS:
        return wrong("Database", said, "Look at the load of its disk or server")
    return fine("Database", said)


def _contents(found: Glance) -> Iterator[Finding]:
    if not found.revision:
        yield note("Schema", "empty; the first start fills it")
        return
    if found.revision != REVISION:
        said = f"version {found.revision}, this program has {REVISION}"
        yield note("Schema", said, "The next start brings it up; make a copy before: backup")
    else:
        yield fine("Schema", f"version {found.revision}")
    if found.fault:
        fix = "Run: python main.py verify, then python main.py restore"
        yield wrong("Journal", found.fault, fix)
    else:
        yield fine("Journal", f"{found.rows} rows, the newest ones hold")
    yield _owed(found.owed)
    yield _errors(found)


def _owed(count: int) -> Finding:
    if count > MOST_OWED:
        return wrong(
            "Outbox", f"{count} messages wait", "Is Telegram reachable, is a desk running?"
        )
    return fine("Outbox", f"{count} messages wait")


def _errors(found: Glance) -> Finding:
    if not found.faults:
        return fine("Errors", "none in 24 h")
    fix = "All of them: the journal's page of errors in the chat"
    return note("Errors", f"{found.faults} in 24 h, the last: {found.last_fault}", fix)


def _tools() -> Finding:
    if shutil.which("pg_dump") and shutil.which("pg_restore"):
        return fine("Copies of it", "pg_dump is there")
    fix = "Install PostgreSQL's own programs: apt-get install postgresql-client"
    return wrong("Copies of it", "pg_dump is missing", fix)
