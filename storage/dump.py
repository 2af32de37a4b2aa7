"""What `pg_dump` wrote, read back without a server: its rows as an embedded database."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from core.errors import StorageError
from storage import schema
from storage.embedded import EmbeddedBackend
from storage.postgres_tools import dumped_lines
from storage.types import ExactDecimal

T = TypeVar("T")
Cell = str | int | bool | Decimal | None

_CHUNK = 1_000
_VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32)))
_READ = {
    table.name: table
    for table in (
        _VERSION,
        schema.settings,
        schema.journal,
        schema.accounts,
        schema.instruments,
        schema.ledger,
        schema.fills,
        schema.positions,
    )
}
"""What the chain and the books are made of."""
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def look_into_dump(path: Path, question: Callable[[Connection], T]) -> T:
    """Answers from the rows of a dump. Raises StorageError when it cannot be read."""
    with TemporaryDirectory(prefix="dzentra-") as folder:
        file = Path(folder) / "copy.db"
        try:
            _load(file, dumped_lines(path))
        except (SQLAlchemyError, ValueError, ArithmeticError) as error:
            raise StorageError(f"{path} holds rows that cannot be read.") from error
        return EmbeddedBackend(file).look(question)


def _load(file: Path, lines: Iterator[str]) -> None:
    engine = create_engine(f"sqlite+pysqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    with engine.begin() as connection:
        _VERSION.create(connection)
        schema.metadata.create_all(connection, tables=[*_READ.values()][1:])
        for line in lines:
            if line.startswith("COPY "):
                _load_table(connection, line, lines)
    engine.dispose()


def _load_table(connection: Connection, header: str, lines: Iterator[str]) -> None:
    """`COPY public.users (id, "user") FROM stdin;` and the rows up to a backslash and a dot."""
    name, _, rest = header.removeprefix("COPY ").partition(" (")
    table = _READ.get(name.rpartition(".")[2].strip('"'))
    names = [item.strip(' "') for item in rest.partition(")")[0].split(",")]
    rows = iter(lambda: next(lines).removesuffix("\n"), "\\.")
    if table is None:
        for _ in rows:
            pass
        return
    columns = [table.c[item] for item in names]
    while chunk := list(islice(rows, _CHUNK)):
        values = [dict(zip(names, _cells(columns, row), strict=True)) for row in chunk]
        connection.execute(table.insert(), values)


def _cells(columns: list[Column[Cell]], row: str) -> Iterator[Cell]:
    for column, text in zip(columns, row.split("\t"), strict=True):
        yield None if text == r"\N" else _cell(column, _plain(text))


def _cell(column: Column[Cell], text: str) -> Cell:
    match column.type:
        case ExactDecimal():
            return Decimal(text)
        case Boolean():
            return text == "t"
        case Integer() | BigInteger():
            return int(text)
    return text


def _plain(text: str) -> str:
    """Text without the escapes of COPY."""
    if "\\" not in text:
        return text
    head, *parts = text.split("\\")
    plain, parts = [head], list(parts)
    while parts:
        part = parts.pop(0)
        if part:
            plain.append(_ESCAPED.get(part[0], part[0]) + part[1:])
        else:  # two backslashes are one
            plain.append("\\" + (parts.pop(0) if parts else ""))
    return "".join(plain)
