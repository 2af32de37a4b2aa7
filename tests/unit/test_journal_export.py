"""The journal as a file."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from core.errors import InputError
from core.events import Audit
from core.ports import JournalEntry
from core.types import AgentId
from core.values import replace
from services.export import MOST_ROWS, as_csv, as_json, moment
from services.journal import EXPORT_PAGE
from tests.samples import TRADER
from tests.unit.test_journal_marks import Shelf
from tests.unit.test_journal_service import closed, opened, placed


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def test_trades_have_a_column_for_each_figure() -> None:
    shelf = Shelf()
    shelf.journal.put(closed("t1"))
    made = await shelf.book().export(TRADER, "trades", "", "csv")
    (row,) = table(made.content)
    assert made.name == "dzentra-paper-trades.csv"
    assert (row["trade_id"], row["side"], row["net"]) == ("t1", "LONG", "18.38")
    assert (row["reason"], row["opened_at"]) == ("TP", "1970-01-01T00:00:00.000Z")


async def test_a_file_holds_every_page_oldest_first() -> None:
    shelf = Shelf()
    for number in range(EXPORT_PAGE + 7):
        shelf.journal.put(closed(f"t{number}"))
    made = await shelf.book().export(TRADER, "all", "", "csv")
    assert made.rows == EXPORT_PAGE + 7
    assert [int(row["sequence"]) for row in table(made.content)] == [*range(1, EXPORT_PAGE + 8)]
    assert not made.is_cut


async def test_a_file_holds_what_the_screen_shows() -> None:
    shelf = Shelf()
    shelf.journal.put(closed("t0"))
    await shelf.book().clear(TRADER)
    shelf.journal.put(replace(closed("t1"), agent=AgentId("u1-1")))
    shelf.journal.put(replace(closed("t2"), agent=AgentId("u1-2")))
    shelf.journal.put(placed())
    made = await shelf.book().export(TRADER, "trades", "u1-2", "json")
    (row,) = json.loads(made.content)
    assert row["record"]["result"]["trade_id"] == "t2"


async def test_json_carries_each_record_as_it_was_journaled() -> None:
    shelf = Shelf()
    shelf.journal.put(opened("t1"))
    shelf.journal.put(closed("t1"), payload="{")
    first, broken = json.loads((await shelf.book().export(TRADER, "all", "", "json")).content)
    assert Decimal(first["record"]["entry"]) == Decimal("66800.0")
    assert broken["record"] == "{"


@pytest.mark.parametrize("kind", ["trades", "all"])
def test_an_empty_journal_is_a_file_too(kind: str) -> None:
    assert table(as_csv(kind, [])) == []
    assert json.loads(as_json(kind, [])) == []


@pytest.mark.parametrize("typed", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3"])
def test_no_cell_is_a_formula(typed: str) -> None:
    shelf = Shelf()
    shelf.journal.put(replace(Audit(at_ns=1, user=1, what="x"), agent=AgentId(typed)))
    (row,) = table(as_csv("all", shelf.journal.rows))
    assert row["agent"] == f"'{typed}"


def test_a_loss_is_a_number() -> None:
    shelf = Shelf()
    shelf.journal.put(closed("t1", net="-12.30"))
    (row,) = table(as_csv("trades", shelf.journal.rows))
    assert row["net"] == "-12.30"


def test_an_unreadable_trade_is_a_row_without_figures() -> None:
    shelf = Shelf()
    shelf.journal.put(closed("t1"), payload="{")
    (row,) = table(as_csv("trades", shelf.journal.rows))
    assert (row["sequence"], row["net"]) == ("1", "")


async def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(InputError):
        await Shelf().book().export(TRADER, "all", "", "xlsx")


def test_times_are_utc_to_the_millisecond() -> None:
    assert moment(1_790_000_000_123_456_789) == "2026-09-21T14:13:20.123Z"


@pytest.mark.parametrize("make", [as_csv, as_json])
def test_a_full_file_of_the_longest_rows_stays_under_what_telegram_takes(
    make: Callable[[str, Sequence[JournalEntry]], bytes],
) -> None:
    shelf = Shelf()
    shelf.journal.put(closed("u1001-1-000123"))
    (row,) = shelf.journal.rows
    assert len(make("all", [row] * 1_000)) / 1_000 * MOST_ROWS < 50_000_000
