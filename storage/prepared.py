"""Statements for many rows, made once into what the driver takes.

SQLAlchemy looks at every row of every batch again, which takes longer than the database does.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from operator import itemgetter

from sqlalchemy import Connection, Dialect, Insert, Table

from storage.change import Row
from storage.statements import append_to

Cells = tuple[object, ...]

TOGETHER = 80
"""Rows of one statement: a driver lets others have the processor after each. The journal's twelve
columns stay below the 999 places that an old SQLite takes."""
_NUMBERED = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Prepared:
    """`cells_of` brings a row into the order of the text's places, each value as the driver wants
    it."""

    text: str
    cells_of: Callable[[Row], Cells]

    def write(self, on: Connection, rows: Iterable[Row]) -> None:
        on.exec_driver_sql(self.text, [self.cells_of(row) for row in rows])


def append_many(
    on: Connection, table: Table, columns: Sequence[str], rows: Sequence[Cells]
) -> None:
    """Rows of so many columns, in their order and as the driver wants them."""
    one = prepared(on, append_to(table), columns).text
    whole = len(rows) - len(rows) % TOGETHER
    for at in range(0, whole, TOGETHER):
        together = chain.from_iterable(rows[at : at + TOGETHER])
        on.exec_driver_sql(_of_many(one, len(columns)), tuple(together))
    if whole < len(rows):
        on.exec_driver_sql(one, rows[whole:])


@cache
def _of_many(text: str, width: int) -> str:
    """The text of one row's insert for TOGETHER rows, its places numbered on where they have
    numbers."""
    head, values = text.rsplit(" VALUES ", 1)
    each = (_moved(values, by) for by in range(0, TOGETHER * width, width))
    return f"{head} VALUES {', '.join(each)}"


def _moved(values: str, by: int) -> str:
    return _NUMBERED.sub(lambda place: f"${int(place[1]) + by}", values)


def prepared(on: Connection, statement: Insert, columns: Sequence[str]) -> Prepared:
    """The statement for rows of these columns; kept as long as the connection."""
    key = (statement, *columns)
    found = on.info.get(key)
    if not isinstance(found, Prepared):
        found = on.info[key] = _prepared(statement, columns, on.dialect)
    return found


def _prepared(statement: Insert, columns: Sequence[str], dialect: Dialect) -> Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(columns), for_executemany=True)
    names, types = compiled.positiontup or (), statement.table.c
    ways = [types[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    return Prepared(str(compiled), _cells(names, ways))


def _cells(
    names: Sequence[str], ways: Sequence[Callable[[object], object] | None]
) -> Callable[[Row], Cells]:
    """A table here has two columns or more."""
    take: Callable[[Row], Cells] = itemgetter(*names)
    changed = [(at, way) for at, way in enumerate(ways) if way is not None]
    if not changed:
        return take

    def cells_of(row: Row) -> Cells:
        cells = list(take(row))
        for at, way in changed:
            cells[at] = way(cells[at])
        return tuple(cells)

    return cells_of
