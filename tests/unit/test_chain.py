"""The hash chain: what it covers, and that its bytes never change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import replace
from storage.chain import COVERED, GENESIS, LINKED, Cell, Entry, Head, digest, link
from storage.schema import journal

ENTRY = Entry(
    account="42:PAPER",
    name="signal_ready",
    agent="a1",
    instrument="sim:perp:BTCUSDT",
    at_ns=1_790_000_000_000_000_000,
    wall_ns=1_790_000_000_000_000_001,
    payload='{"title":"бук"}',
    trade_id="t1",
)


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ENTRIES = st.builds(
    Entry,
    **dict.fromkeys(("account", "name", "agent", "instrument", "payload"), TEXT),
    **dict.fromkeys(("at_ns", "wall_ns"), st.integers()),
    **dict.fromkeys(("trade_id", "next_trade_id"), st.none() | TEXT),
)


def linked(head: Head, entries: list[Entry]) -> tuple[Head, list[dict[str, Cell]]]:
    """As `link`, the cells of the rows by their names."""
    after, rows = link(head, entries)
    return after, [dict(zip(LINKED, row, strict=True)) for row in rows]


def test_a_row_is_in_the_order_of_its_table() -> None:
    assert list(LINKED) == [column.name for column in journal.columns]


@given(st.lists(ENTRIES))
def test_a_row_that_is_read_back_has_the_hash_it_was_written_with(entries: list[Entry]) -> None:
    _, rows = linked(Head(), entries)
    assert [digest(row) for row in rows] == [row["hash"] for row in rows]


def test_rows_number_themselves_and_name_the_row_before() -> None:
    head, rows = linked(Head(7, "f" * 64), [ENTRY, replace(ENTRY, name="fault")])

    assert [row["sequence"] for row in rows] == [8, 9]
    assert rows[0]["prev_hash"] == "f" * 64
    assert rows[1]["prev_hash"] == rows[0]["hash"]
    assert head == Head(9, str(rows[1]["hash"]))


def test_nothing_added_leaves_the_head_where_it_is() -> None:
    assert link(Head(3, "a" * 64), []) == (Head(3, "a" * 64), [])


def test_a_journal_split_in_commits_is_the_same_journal() -> None:
    entries = [replace(ENTRY, at_ns=at) for at in range(5)]
    middle, first = link(Head(), entries[:2])
    end, second = link(middle, entries[2:])

    assert link(Head(), entries) == (end, first + second)


@pytest.mark.parametrize("column", COVERED)
def test_every_column_is_covered(column: str) -> None:
    _, (row,) = linked(Head(), [ENTRY])
    changed: object = 5 if isinstance(row[column], int) else "x"

    assert digest({**row, column: changed}) != row["hash"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"agent": "ab", "instrument": "c"}, {"agent": "a", "instrument": "bc"}),
        ({"trade_id": None}, {"trade_id": ""}),
        ({"trade_id": None}, {"trade_id": "null"}),
        ({"trade_id": "t", "next_trade_id": None}, {"trade_id": None, "next_trade_id": "t"}),
        ({"at_ns": 1}, {"at_ns": "1"}),
        ({"at_ns": 1}, {"at_ns": 1.0}),
    ],
)
def test_rows_that_read_alike_differ(left: dict[str, object], right: dict[str, object]) -> None:
    _, (row,) = linked(Head(), [ENTRY])

    assert digest({**row, **left}) != digest({**row, **right})


def test_the_bytes_of_the_chain_are_fixed() -> None:
    _, (row,) = linked(Head(), [ENTRY])

    assert GENESIS == "0" * 64
    assert row["hash"] == "d8dab065c7ea60f16c715835860a7628faeef8ceed1f297073b8c0375d7d8990"
