"""Writing a batch on the one connection that writes."""

from collections.abc import Sequence

from sqlalchemy import Connection, Insert, Table, select

from core.errors import CorruptJournal
from storage.chain import LINKED, Head, link
from storage.change import Balance, Batch, Change, Key, Row, Value, merge, wallet_moved
from storage.prepared import append_many, prepared
from storage.schema import journal, metadata, settings, tallies
from storage.statements import append_to, delete_from, upsert_account, upsert_into
from storage.tallies import add_to_tallies

HEAD = "journal_head"
"""The key of the chain's head in `settings`: a journal that lost its tail is found by it."""

MARK = "last_commit"
"""The key of the last commit's mark in `settings`."""

_PARENTS_FIRST = tuple(metadata.sorted_tables)


def write(connection: Connection, head: Head, changes: Sequence[Change], mark: str) -> Head:
    """Commits the changes as one and answers the new head of the chain; by its `mark` it can be
    asked later whether this commit is there."""
    batch = merge(changes)
    new_head, rows = link(head, batch.entries)
    notes: list[Row] = batch.upserts.setdefault(settings, [])
    notes.append({"key": MARK, "value": mark})
    if rows:
        notes.append({"key": HEAD, "value": head_text(new_head)})
    with connection.begin():
        for balance in batch.balances.values():
            _write_balance(connection, balance)
        if rows:
            append_many(connection, journal, LINKED, rows)
        _write_rows(connection, batch)
    return new_head


def _write_balance(connection: Connection, balance: Balance) -> None:
    row = {**balance.row, "before": balance.before}
    if connection.execute(upsert_account(connection.dialect.name), row).rowcount != 1:
        raise wallet_moved(balance.account)


def _write_rows(connection: Connection, batch: Batch) -> None:
    dialect = connection.dialect.name
    for table in _PARENTS_FIRST:
        if rows := batch.upserts.get(table):
            _write_alike(connection, upsert_into(table, dialect), rows)
        if rows := batch.appends.get(table):
            _append(connection, table, rows)
    for table, keys in batch.deletes.items():
        connection.execute(delete_from(table), [_key_row(key) for key in keys])
    for statement, marks in batch.marks.items():
        connection.execute(statement, marks)


def _append(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if table is tallies:
        connection.execute(add_to_tallies(connection.dialect.name), rows)
    else:
        _write_alike(connection, append_to(table), rows)


def _write_alike(connection: Connection, statement: Insert, rows: Sequence[Row]) -> None:
    """Rows of the same columns, as all of a table are."""
    prepared(connection, statement, tuple(rows[0])).write(connection, rows)


def _key_row(key: Key) -> dict[str, Value]:
    return {f"key_{at}": value for at, value in enumerate(key)}


def head_text(head: Head) -> str:
    return f"{head.sequence}:{head.hash}"


def noted_head(connection: Connection) -> str:
    """The head as the last commit noted it."""
    return _note(connection, HEAD) or head_text(Head())


def read_mark(connection: Connection) -> str:
    """The mark of the last commit that is there; empty before the first."""
    with connection.begin():
        return _note(connection, MARK) or ""


def _note(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(settings.c.value).where(settings.c.key == key))


def read_head(connection: Connection) -> Head:
    """The chain's head as it is on disk; raises CorruptJournal when it is not the noted one."""
    newest = select(journal.c.sequence, journal.c.hash).order_by(journal.c.sequence.desc())
    with connection.begin():
        row = connection.execute(newest.limit(1)).first()
        noted = noted_head(connection)
    head = Head() if row is None else Head(row.sequence, row.hash)
    if noted != head_text(head):
        raise CorruptJournal(
            f"The journal ends at row {head.sequence}, but another row was the last one written: "
            "rows were removed or changed. `python main.py verify` says which; put a copy of the "
            "database in its place."
        )
    return head
