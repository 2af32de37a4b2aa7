"""Walks a database and says whether what it tells is still what was written."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from core.errors import StorageError
from core.values import Frozen
from storage.backend import backend_of
from storage.balances import balance_fault
from storage.chain import COVERED, Head, digest
from storage.engines import file_fault
from storage.failures import translate
from storage.revision import check_revision, stored_revision
from storage.schema import journal
from storage.writing import head_text, noted_head

Progress = Callable[[int, int], None]
"""Told how many rows of the journal are done, and of how many."""

_CHUNK = 1_000
_ROWS = select(journal.c["hash"], *(journal.c[name] for name in COVERED))


class VerifyReport(Frozen, frozen=True):
    """How many `rows` of the journal hold, from the first on; `first_bad` is the one that does
    not, `reason` says in a sentence what is wrong."""

    rows: int
    ok: bool
    first_bad: int | None = None
    reason: str = ""


def verify(url: str, progress: Progress) -> VerifyReport:
    """Checks the chain to its noted end, the file, then that the ledger comes to the wallets and
    the fills to the positions. Reads one instant of the database: a desk may run meanwhile.

    Raises StorageError when there is no database to check, or one of a newer program.
    """
    return backend_of(url).look(lambda connection: report_on(connection, progress))


def report_on(connection: Connection, progress: Progress) -> VerifyReport:
    """What `verify` answers, of a database that is open."""
    stored = stored_revision(connection)
    if not stored:
        raise StorageError("The database holds nothing of Dzentra's.")
    check_revision(stored)
    report = _Walk(connection, progress).report()
    if report.ok and (reason := file_fault(connection) or balance_fault(connection)):
        return VerifyReport(report.rows, False, None, reason)
    return report


class _Walk:
    """One pass over the journal, from its first row to its noted head."""

    def __init__(self, connection: Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self._head = Head()

    def report(self) -> VerifyReport:
        try:
            fault = self._fault()
        except SQLAlchemyError as error:
            fault = str(translate(error))
        done = self._head.sequence
        return VerifyReport(done, False, done + 1, fault) if fault else VerifyReport(done, True)

    def _fault(self) -> str:
        noted = noted_head(self._connection)
        number = noted.partition(":")[0]
        total = int(number) if number.isdecimal() else 0
        for row in self._rows():
            if fault := _row_fault(self._head, row):
                return fault
            self._head = Head(row["sequence"], row["hash"])
            if self._head.sequence % _CHUNK == 0:
                self._progress(self._head.sequence, total)
        self._progress(self._head.sequence, total)
        if head_text(self._head) == noted:
            return ""
        return f"The journal ends at row {self._head.sequence}, but row {number} was written last."

    def _rows(self) -> Iterator[dict[str, Any]]:
        rows = _ROWS.order_by(journal.c.sequence).execution_options(yield_per=_CHUNK)
        for row in self._connection.execute(rows):
            yield row._asdict()


def _row_fault(head: Head, row: dict[str, Any]) -> str:
    """Why a row does not continue the chain; empty when it does."""
    due = head.sequence + 1
    if row["sequence"] != due:
        return f"Row {due} of the journal is missing or not in its place."
    if row["prev_hash"] != head.hash:
        return f"Row {due} of the journal does not continue the row before it."
    return "" if row["hash"] == digest(row) else f"Row {due} of the journal was changed."
