"""One desk for one database on a server: a lock that belongs to the session that writes."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core.errors import DeskLocked

_KEY = {"first": 0x647A656E, "second": 0x74726121}
_PATIENCE = "2s"
"""A desk that was killed a moment ago may still be committing."""
_LOCK_IS_TAKEN = "55P03"

_END_FORMER = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = :name AND datname = current_database()"
    " AND pid <> pg_backend_pid()"
)
_LOCK = text("SELECT pg_advisory_lock(:first, :second)")
_HOLDER = text(
    "SELECT held.application_name, host(held.client_addr) FROM pg_locks"
    " JOIN pg_stat_activity AS held USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = :first AND objid = :second AND held.datname = current_database()"
)


def take_server_lock(connection: Connection, name: str) -> None:
    """Holds the database's lock for as long as the session lives; raises DeskLocked that names the
    holder. Sessions of this very desk that a broken line left behind are ended first."""
    with connection.begin():
        connection.execute(_END_FORMER, {"name": name})
    try:
        with connection.begin():
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            connection.execute(_LOCK, _KEY)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_IS_TAKEN:
            raise
        raise DeskLocked(
            f"Another desk ({_holder(connection)}) is using this database. Stop it first, or give "
            "this one another DATABASE_URL."
        ) from error


def _holder(connection: Connection) -> str:
    with connection.begin():
        row = connection.execute(_HOLDER, _KEY).first()
    if row is None:
        return "it ended just now"
    name, address = row
    return f"{name or 'unknown'}" + (f" from {address}" if address else "")
