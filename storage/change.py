"""What one caller wants written, and how the wants of many become few statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import Table, Update

from core.errors import StorageError
from storage.chain import Entry

Value = int | str | bool | Decimal | None
Row = Mapping[str, Value]
Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """The row of a key from now on; None deletes it. The key is in the order of the table's."""

    table: Table
    key: Key
    row: Row | None


@dataclass(frozen=True, slots=True)
class Append:
    """A row that stays as it is; a second one with the same unique columns is refused."""

    table: Table
    row: Row


@dataclass(frozen=True, slots=True)
class Mark:
    """A change of some columns of one row, by a statement that many marks share."""

    statement: Update
    row: Row


@dataclass(frozen=True, slots=True)
class Balance:
    """The row of an account, refused unless its wallet is still what this change started from."""

    account: str
    before: Decimal
    after: Decimal
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Written in one commit or not at all."""

    entries: tuple[Entry, ...] = ()
    balance: Balance | None = None
    puts: tuple[Put, ...] = ()
    appends: tuple[Append, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class Batch:
    """Changes merged in their order: each key keeps its last row, each table its rows together."""

    entries: list[Entry] = field(default_factory=list)
    balances: dict[str, Balance] = field(default_factory=dict)
    upserts: dict[Table, list[Row]] = field(default_factory=dict)
    appends: dict[Table, list[Row]] = field(default_factory=dict)
    deletes: dict[Table, list[Key]] = field(default_factory=dict)
    marks: dict[Update, list[Row]] = field(default_factory=dict)

    def add_balance(self, balance: Balance) -> None:
        """Joins two changes of one wallet; the second must start where the first ended."""
        earlier = self.balances.get(balance.account)
        if earlier is not None and earlier.after != balance.before:
            raise wallet_moved(balance.account)
        before = balance.before if earlier is None else earlier.before
        self.balances[balance.account] = Balance(
            balance.account, before, balance.after, balance.row
        )

    def add_puts(self, puts: Mapping[tuple[Table, Key], Row | None]) -> None:
        for (table, key), row in puts.items():
            if row is None:
                self.deletes.setdefault(table, []).append(key)
            else:
                self.upserts.setdefault(table, []).append(row)


def merge(changes: Iterable[Change]) -> Batch:
    """One batch of many changes; raises StorageError when two do not follow one another."""
    batch = Batch()
    puts: dict[tuple[Table, Key], Row | None] = {}
    for change in changes:
        batch.entries.extend(change.entries)
        if change.balance is not None:
            batch.add_balance(change.balance)
        for put in change.puts:
            puts[put.table, put.key] = put.row
        for append in change.appends:
            batch.appends.setdefault(append.table, []).append(append.row)
        for mark in change.marks:
            batch.marks.setdefault(mark.statement, []).append(mark.row)
    batch.add_puts(puts)
    return batch


def wallet_moved(account: str) -> StorageError:
    return StorageError(
        f"The wallet of account {account} is not what this change started from; nothing of the "
        "change was written."
    )
