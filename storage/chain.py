"""The hash chain of the journal: each row vouches for itself and for the row before it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from operator import attrgetter, itemgetter

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: what the next row continues."""

    sequence: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the journal before it has its place in the chain.

    `trade_id` is the trade it tells of; `next_trade_id` the one a flip opened.
    """

    account: str
    name: str
    agent: str
    instrument: str
    at_ns: int
    wall_ns: int
    payload: str
    trade_id: str | None = None
    next_trade_id: str | None = None


Cell = int | str | None
_ENTRY = tuple(item.name for item in fields(Entry))
_values = attrgetter(*_ENTRY)
COVERED = (
    "sequence",
    "prev_hash",
    "account",
    "name",
    "agent",
    "instrument",
    "at_ns",
    "wall_ns",
    "payload",
    "trade_id",
    "next_trade_id",
)
_LIST = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_cells = itemgetter(*COVERED)


def digest(row: Mapping[str, object]) -> str:
    """The hash of a row: SHA-256 of its other columns as one canonical JSON list.

    A list keeps the columns' borders and types, so that no two rows share their bytes. Bytes
    that are no UTF-8 (a damaged file) are kept as they are.
    """
    cells = _LIST.encode(_cells(row))
    return sha256(cells.encode("utf-8", "surrogateescape")).hexdigest()


def link(head: Head, entries: Iterable[Entry]) -> tuple[Head, list[dict[str, Cell]]]:
    """The rows that continue the chain from `head`, and the new head."""
    rows: list[dict[str, Cell]] = []
    for entry in entries:
        row: dict[str, Cell] = dict(zip(_ENTRY, _values(entry), strict=True))
        row["sequence"] = head.sequence + 1
        row["prev_hash"] = head.hash
        head = Head(head.sequence + 1, digest(row))
        row["hash"] = head.hash
        rows.append(row)
    return head, rows
