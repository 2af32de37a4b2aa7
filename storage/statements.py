"""The statements of the writer, one for each table and purpose, built once."""

from functools import cache

from sqlalchemy import Delete, Insert, Table, bindparam, delete, insert
from sqlalchemy.dialects import postgresql, sqlite

from storage.schema import accounts
from storage.types import ExactDecimal

Upsert = postgresql.Insert | sqlite.Insert


@cache
def append_to(table: Table) -> Insert:
    return insert(table)


@cache
def upsert_into(table: Table, dialect: str) -> Upsert:
    """Inserts a row or replaces the one with its key."""
    statement = inserting(table, dialect)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={item.name: statement.excluded[item.name] for item in table.c if not item.primary_key},
    )


@cache
def upsert_account(dialect: str) -> Upsert:
    """Inserts an account, or replaces it while its wallet is still `before`; else no row."""
    statement = inserting(accounts, dialect)
    columns = (item.name for item in accounts.c if not item.primary_key)
    return statement.on_conflict_do_update(
        index_elements=[accounts.c.id],
        set_={name: statement.excluded[name] for name in columns},
        where=accounts.c.wallet == bindparam("before", type_=ExactDecimal),
    )


def inserting(table: Table, dialect: str) -> Upsert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def delete_from(table: Table) -> Delete:
    """Deletes the row of a key, given as `key_0`, `key_1`, ..."""
    keys = enumerate(table.primary_key)
    return delete(table).where(*(column == bindparam(f"key_{at}") for at, column in keys))
