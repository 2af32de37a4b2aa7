"""A quick look at a database: is it there, is it ours, does the end of its chain hold."""

from sqlalchemy import Connection, func, select, text

from core.clock import stopwatch
from core.codec import decode
from core.errors import InputError
from core.events import Fault
from core.values import Frozen
from storage.backend import backend_of
from storage.chain import COVERED, Head, digest
from storage.health import SIZES
from storage.revision import check_revision, stored_revision
from storage.schema import journal, outbox
from storage.writing import head_text, noted_head

NEWEST = 1_000
_ROWS = select(journal.c["hash"], *(journal.c[name] for name in COVERED))
_MS = 1_000_000


class Glance(Frozen, frozen=True, kw_only=True):
    """`revision` is empty for a database that holds nothing of ours yet; `fault` says what is
    wrong with the newest rows of the journal (empty: nothing). `faults` are the records of
    failures since an instant, of all accounts."""

    kind: str
    bytes: int
    answer_ms: float
    revision: str = ""
    rows: int = 0
    owed: int = 0
    fault: str = ""
    faults: int = 0
    last_fault: str = ""


def glance(url: str, since_ns: int) -> Glance:
    """Reads only, in no time, while a desk may write; not for a thread with an event loop. Raises
    StorageError when there is nothing to read, or the database is of a newer program."""
    return backend_of(url).look(lambda on: _glance(on, since_ns))


def _glance(on: Connection, since_ns: int) -> Glance:
    watch, kind = stopwatch(), on.dialect.name
    began = watch()
    on.execute(text("SELECT 1"))
    answer_ms = (watch() - began) / _MS
    size = int(on.scalar(SIZES[kind]) or 0)
    revision = stored_revision(on)
    if not revision:
        return Glance(kind=kind, bytes=size, answer_ms=answer_ms)
    check_revision(revision)
    owed = select(func.count()).select_from(outbox).where(outbox.c.done_ns.is_(None))
    head, fault = _newest(on)
    failed = (journal.c.name == Fault.topic, journal.c.wall_ns >= since_ns)
    newest = select(journal.c.payload).where(*failed).order_by(journal.c.sequence.desc()).limit(1)
    return Glance(
        kind=kind,
        bytes=size,
        answer_ms=answer_ms,
        revision=revision,
        rows=head.sequence,
        owed=on.scalar(owed) or 0,
        fault=fault,
        faults=on.scalar(select(func.count()).select_from(journal).where(*failed)) or 0,
        last_fault=_told(on.scalar(newest) or ""),
    )


def _told(payload: str) -> str:
    try:
        record = decode(Fault, payload)
    except InputError:
        return "unreadable" if payload else ""
    return f"{record.where}: {record.detail}".rstrip(": ")


def _newest(on: Connection) -> tuple[Head, str]:
    """The head as the newest rows tell it, and what is wrong with them."""
    newest = on.execute(_ROWS.order_by(journal.c.sequence.desc()).limit(NEWEST)).all()
    rows = [row._asdict() for row in reversed(newest)]
    head = Head(rows[0]["sequence"] - 1, rows[0]["prev_hash"]) if rows else Head()
    for row in rows:
        due = head.sequence + 1
        if row["sequence"] != due or row["prev_hash"] != head.hash:
            return head, f"row {due} of the journal does not continue the row before it"
        if row["hash"] != digest(row):
            return head, f"row {due} of the journal was changed"
        head = Head(due, row["hash"])
    if head_text(head) != noted_head(on):
        return head, f"the journal ends at row {head.sequence}, but another was written last"
    return head, ""
