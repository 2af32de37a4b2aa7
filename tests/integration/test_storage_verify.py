"""`verify` finds what was changed behind the desk's back."""

import random
import re
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import DatabaseTooNew, StorageError
from core.ports import Unit
from core.types import ClientId, OrderSide
from core.values import replace
from storage.verify import VerifyReport, verify
from tests.storage_desk import (
    ACCOUNT,
    AGENT,
    BTC,
    DEPOSIT,
    FEE,
    NOW_NS,
    SPOT,
    account,
    deposit_unit,
    entry,
    entry_unit,
    fill,
    note_unit,
    opened,
    position,
    url_of,
)

ROWS = 34


def check(folder: Path) -> VerifyReport:
    return verify(url_of(folder), lambda done, total: None)


def change(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "desk.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A desk that has stopped: 34 rows in the journal, a position, a ledger."""
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        for number in range(30):
            unit = replace(note_unit(number), account=account(DEPOSIT - FEE))
            await database.journal.commit(unit)
    return tmp_path


def test_an_untouched_database_holds(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    report = verify(url_of(folder), lambda done, total: told.append((done, total)))

    assert report == VerifyReport(rows=ROWS, ok=True)
    assert told[-1] == (ROWS, ROWS)


def test_the_tables_of_an_empty_desk_hold(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database"):
        check(tmp_path)


async def test_a_desk_that_never_traded_holds(tmp_path: Path) -> None:
    async with opened(tmp_path):
        pass
    assert check(tmp_path) == VerifyReport(rows=0, ok=True)


async def test_a_running_desk_can_be_checked(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        assert check(tmp_path) == VerifyReport(rows=1, ok=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("account", "'43:PAPER'"),
        ("name", "'signal_reedy'"),
        ("agent", "''"),
        ("instrument", "'sim:perp:ETHUSDT'"),
        ("at_ns", "at_ns + 1"),
        ("wall_ns", "wall_ns - 1"),
        ("payload", "replace(payload, '0.81', '0.82')"),
        ("trade_id", "'t9'"),
        ("next_trade_id", "''"),
        ("prev_hash", "upper(prev_hash)"),
        ("hash", "substr(hash, 2) || 'x'"),
        ("sequence", "999"),
    ],
)
def test_a_change_of_any_column_is_found(folder: Path, column: str, value: str) -> None:
    change(folder, f"UPDATE journal SET {column} = {value} WHERE sequence = 20")
    report = check(folder)

    assert (report.ok, report.first_bad, report.rows) == (False, 20, 19)
    assert "20" in report.reason


def test_a_removed_row_is_found(folder: Path) -> None:
    change(folder, "DELETE FROM journal WHERE sequence = 12")
    assert check(folder).first_bad == 12


def test_swapped_rows_are_found(folder: Path) -> None:
    change(
        folder,
        "UPDATE journal SET sequence = -1 WHERE sequence = 7",
        "UPDATE journal SET sequence = 7 WHERE sequence = 8",
        "UPDATE journal SET sequence = 8 WHERE sequence = -1",
    )
    assert check(folder).first_bad == 7


@pytest.mark.parametrize("left", [0, 1, ROWS - 1])
def test_a_cut_tail_is_found(folder: Path, left: int) -> None:
    change(folder, f"DELETE FROM journal WHERE sequence > {left}")
    report = check(folder)

    assert (report.ok, report.rows, report.first_bad) == (False, left, left + 1)
    assert "written last" in report.reason


@pytest.mark.parametrize("noted", ["''", "'34'", "'34:abc'", "'x:y'"])
def test_a_changed_note_of_the_head_is_found(folder: Path, noted: str) -> None:
    change(folder, f"UPDATE settings SET value = {noted} WHERE key = 'journal_head'")
    assert not check(folder).ok


def journal_cells(raw: bytes) -> Iterator[range]:
    """Where the rows of the journal stand in the file: from a row's header to its hash."""
    for chained in re.finditer(rb"\{[^{}]*(\{[^{}]*\}[^{}]*)*\}(t1)?[0-9a-f]{128}", raw):
        body = raw.rfind(str(ACCOUNT).encode(), 0, chained.start())
        header = next(size for size in range(12, 40) if raw[body - size] == size)
        yield range(body - header, chained.end())


def test_forty_flipped_bytes_are_all_found(folder: Path) -> None:
    draw = random.Random(20261121)
    path = folder / "desk.db"
    sound = path.read_bytes()
    cells = list(journal_cells(sound))
    assert len(cells) == ROWS

    missed = []
    for _ in range(40):
        at = draw.choice(draw.choice(cells))
        flipped = bytearray(sound)
        flipped[at] ^= draw.randrange(1, 256)
        path.write_bytes(flipped)
        if check(folder).first_bad is None:
            missed.append((at, flipped[at]))
    assert missed == []


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE ledger SET amount = '-15.00002501' WHERE kind = 'fee'", "ledger entry 2"),
        ("UPDATE ledger SET kind = 'realised' WHERE kind = 'deposit'", "deposits"),
        ("DELETE FROM ledger WHERE kind = 'fee'", "wallet"),
        ("UPDATE accounts SET wallet = '10000.00000000'", "wallet"),
        (
            "UPDATE accounts SET state = replace(state, '998499997500', '998499997501')",
            "wallet",
        ),
        ("UPDATE fills SET qty = '0.501'", "fills come to 0.501"),
        ("DELETE FROM fills", "fills come to 0"),
        ("DELETE FROM positions", "but 0 is held"),
        ("UPDATE positions SET side = 'SHORT'", "columns differ"),
        ("UPDATE fills SET qty = 'half'", "'half'"),
        ("UPDATE accounts SET state = 'x'", "not a Account"),
    ],
)
def test_sums_that_do_not_hold_are_found(folder: Path, statement: str, reason: str) -> None:
    change(folder, statement)
    report = check(folder)

    assert (report.ok, report.rows, report.first_bad) == (False, ROWS, None)
    assert reason in report.reason


async def test_commission_taken_from_what_was_bought_counts(tmp_path: Path) -> None:
    bought = replace(
        fill(),
        instrument=SPOT.id,
        qty=Decimal("0.500"),
        fee=Decimal("0.00050000"),
        fee_asset="BTC",
    )
    dust = replace(entry("dust", 500_000_000, DEPOSIT, "f1"), asset="BTC")
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        held = replace(position(), instrument=SPOT.id, qty=type(position().qty)(499))
        await database.journal.commit(
            replace(note_unit(), records=(bought,), positions=(held,), ledger=(dust,))
        )
    assert check(tmp_path) == VerifyReport(rows=2, ok=True)


async def test_a_closed_position_leaves_fills_that_come_to_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as database:
        await database.journal.commit(deposit_unit())
        await database.journal.commit(entry_unit())
        sold = replace(fill(2, side=OrderSide.SELL), client_id=ClientId("a1-9"))
        await database.journal.commit(
            Unit(
                account=account(DEPOSIT - FEE),
                wall_ns=NOW_NS,
                records=(sold,),
                closed=((AGENT, BTC.id),),
            )
        )
    assert check(tmp_path).ok


def test_a_newer_database_is_not_judged(folder: Path) -> None:
    change(folder, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew):
        check(folder)


def test_a_foreign_database_is_not_judged(tmp_path: Path) -> None:
    change(tmp_path, "CREATE TABLE notes (text)")
    with pytest.raises(StorageError, match="nothing of Dzentra"):
        check(tmp_path)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"no database" * 1000)
    with pytest.raises(StorageError, match="damaged"):
        check(tmp_path)
