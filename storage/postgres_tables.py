"""Which tables of a server's database are ours, and how they make room for others."""

from sqlalchemy import Connection, inspect, text

from core.errors import StorageError
from storage.schema import metadata

_OURS = frozenset({"alembic_version", *metadata.tables})


def our_tables(connection: Connection) -> list[str]:
    """Ours, with their schema, as SQL writes them. Raises StorageError when there are none."""
    tables = _tables(connection, _schema(connection))
    if not tables:
        raise StorageError("The database holds nothing of Dzentra's.")
    return tables


def set_aside(connection: Connection, moment: str) -> str:
    """Moves our tables to a new schema and answers its name; empty when there are none."""
    aside = f"replaced_{moment.lower()}"
    with connection.begin():
        tables = _tables(connection, _schema(connection))
        if not tables:
            return ""
        connection.execute(text(f'CREATE SCHEMA "{aside}"'))
        _move(connection, tables, aside)
    return aside


def take_back(connection: Connection, aside: str) -> None:
    """Undoes `set_aside`."""
    if not aside:
        return
    with connection.begin():
        _move(connection, _tables(connection, aside), _schema(connection))
        connection.execute(text(f'DROP SCHEMA "{aside}"'))


def _move(connection: Connection, tables: list[str], schema: str) -> None:
    for table in tables:
        connection.execute(text(f'ALTER TABLE {table} SET SCHEMA "{schema}"'))


def _tables(connection: Connection, schema: str) -> list[str]:
    there = inspect(connection).get_table_names(schema=schema)
    return [f'"{schema}"."{table}"' for table in sorted(there) if table in _OURS]


def _schema(connection: Connection) -> str:
    """Where tables are made when nothing else is said."""
    return inspect(connection).default_schema_name or "public"
