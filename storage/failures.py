"""Foreign errors of a database as ours, in one place."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.errors import JournalUnwritable, StorageError

REFUSALS = (SQLAlchemyError, StorageError, ValueError, OverflowError, TypeError)
"""What a bad row or a bad disk raises: not a Python bug."""

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


def translate(error: Exception) -> StorageError:
    """The StorageError that says what happened, without a row's contents."""
    if isinstance(error, StorageError):
        return error
    foreign = error.orig if isinstance(error, DBAPIError) else error
    code = _primary_code(foreign)
    if code in _UNWRITABLE:
        return JournalUnwritable(f"Nothing can be written to the database: {foreign}.")
    if code in _DAMAGED:
        return damaged(str(foreign))
    return StorageError(f"The database refused: {foreign}.")


def damaged(why: str) -> StorageError:
    reason = " ".join(why.split())
    return StorageError(
        f"The database file is damaged ({reason}). Stop the desk, keep the file, and put a copy in "
        "its place; `python main.py verify` says what of it still holds."
    )


def _primary_code(error: BaseException | None) -> int | None:
    """SQLite's result code without its detail (the low byte)."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None
