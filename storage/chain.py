"""The hash chain of the journal: each row vouches for itself and for the row before it."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from json.encoder import encode_basestring as _text
from operator import attrgetter, itemgetter

from core.values import Frozen

GENESIS = "0" * 64


class Head(Frozen, frozen=True):
    """The last link: what the next row continues."""

    sequence: int = 0
    hash: str = GENESIS


class Entry(Frozen, frozen=True, kw_only=True):
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


_ENTRY = Entry.__struct_fields__
_values = attrgetter(*_ENTRY)
COVERED = ("sequence", "prev_hash", *_ENTRY)
LINKED = ("sequence", *_ENTRY, "prev_hash", "hash")
Cell = int | str | None
Linked = tuple[Cell, ...]
"""A row of the journal, in the order of LINKED, which is its table's."""
_LIST = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)
_cells = itemgetter(*COVERED)


def digest(row: Mapping[str, object]) -> str:
    """The hash of a row: SHA-256 of its other columns as one canonical JSON list.

    A list keeps the columns' borders and types, so that no two rows share their bytes. Bytes
    that are no UTF-8 (a damaged file) are kept as they are.
    """
    return _hash(_LIST.encode(_cells(row)))


def link(head: Head, entries: Iterable[Entry]) -> tuple[Head, list[Linked]]:
    """The rows that continue the chain from `head`, and the new head."""
    sequence, before = head.sequence, head.hash
    rows: list[Linked] = []
    for entry in entries:
        sequence += 1
        values = _values(entry)
        account, name, agent, instrument, at_ns, wall_ns, payload, trade, next_trade = values
        cells = (
            f'[{sequence},"{before}",{_text(account)},{_text(name)},{_text(agent)},'
            f"{_text(instrument)},{at_ns},{wall_ns},{_text(payload)},{_trades(trade, next_trade)}]"
        )
        own = _hash(cells)
        rows.append((sequence, *values, before, own))
        before = own
    return Head(sequence, before), rows


def _trades(one: str | None, other: str | None) -> str:
    if one is None and other is None:
        return "null,null"
    return f"{_LIST.encode(one)},{_LIST.encode(other)}"


def _hash(cells: str) -> str:
    return sha256(cells.encode("utf-8", "surrogateescape")).hexdigest()
