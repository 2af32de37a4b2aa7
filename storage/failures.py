"""Foreign errors of a database as ours, in one place."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.errors import JournalUnwritable, StorageError

REFUSALS = (SQLAlchemyError, StorageError, ValueError, OverflowError, TypeError, OSError)
"""What a bad row, a bad disk or a bad line raises: not a Python bug."""

_UNWRITABLE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
    }
)
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_UNWRITABLE_STATES = ("53", "58", "25006", "42501", "55P03")
"""SQLSTATEs: no resources (a full disk), trouble of the system, read-only, not allowed, locked."""
_LOST_STATES = ("08", "57P", "53300")
"""A broken line, a server that stops or starts, no room for one more connection."""
_DAMAGED_STATES = ("XX001", "XX002")


class ConnectionLost(JournalUnwritable):
    """The server went away: what it was doing is unknown, not failed."""


def translate(error: Exception) -> StorageError:
    """The StorageError that says what happened, without a row's contents."""
    if isinstance(error, StorageError):
        return error
    foreign = error.orig if isinstance(error, DBAPIError) else error
    if _is_lost(error):
        return ConnectionLost(f"The database server does not answer ({_text(foreign)}).")
    if _primary_code(foreign) in _UNWRITABLE or _state(foreign).startswith(_UNWRITABLE_STATES):
        return JournalUnwritable(f"Nothing can be written to the database: {_text(foreign)}.")
    if _primary_code(foreign) in _DAMAGED or _state(foreign).startswith(_DAMAGED_STATES):
        return damaged(str(foreign))
    return StorageError(f"The database refused: {_text(foreign)}.")


def damaged(why: str) -> StorageError:
    reason = " ".join(why.split())
    return StorageError(
        f"The database file is damaged ({reason}). Stop the desk, keep the file, and put a copy in "
        "its place; `python main.py verify` says what of it still holds."
    )


def _is_lost(error: Exception) -> bool:
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _state(error.orig).startswith(_LOST_STATES)
    return isinstance(error, OSError)


def _text(error: BaseException | None) -> str:
    return str(error).rstrip(".") or type(error).__name__


def _primary_code(error: BaseException | None) -> int | None:
    """SQLite's result code without its detail (the low byte)."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def _state(error: BaseException | None) -> str:
    """The SQLSTATE a server gave; empty for none."""
    state = getattr(error, "sqlstate", None)
    return state if isinstance(state, str) else ""
