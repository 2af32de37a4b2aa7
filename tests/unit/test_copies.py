"""Which copies of a database are kept, and what counts as one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.types import SECOND_NS
from storage.copies import Copy, copies_in, moment_of, new_copy, outlived

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def copy_of(at: datetime) -> Copy:
    return new_copy(Path("copies"), round(at.timestamp()) * SECOND_NS, ".db")


def kept_of(copies: list[Copy]) -> list[str]:
    gone = set(outlived(copies))
    return [copy.moment for copy in sorted(copies) if copy not in gone]


def test_a_year_of_hours_leaves_24_hours_14_days_and_6_months() -> None:
    copies = [copy_of(NOON - timedelta(hours=back)) for back in range(365 * 24)]
    kept = kept_of(copies)

    hours = [moment_of(copy_of(NOON - timedelta(hours=back)).at_ns) for back in range(24)]
    days = [f"202611{day:02}T230000Z" for day in range(8, 21)]
    months = [f"2026{month}T230000Z" for month in ("0630", "0731", "0831", "0930", "1031")]
    assert kept == sorted({*hours, *days, *months})
    assert len(kept) == 24 + 12 + 5


def test_of_one_hour_the_newest_is_kept() -> None:
    copies = [copy_of(NOON + timedelta(minutes=minute)) for minute in range(60)]
    assert kept_of(copies) == ["20261121T125900Z"]


def test_a_desk_that_was_off_for_long_keeps_what_it_had() -> None:
    old = [copy_of(NOON - timedelta(days=400, hours=back)) for back in range(10)]
    assert outlived([*old, copy_of(NOON)]) == []


def test_doing_it_again_removes_nothing_more() -> None:
    copies = [copy_of(NOON - timedelta(hours=back)) for back in range(0, 24 * 200, 5)]
    kept = [copy for copy in copies if copy not in set(outlived(copies))]
    assert outlived(kept) == []


def test_what_else_lies_in_the_folder_is_no_copy(tmp_path: Path) -> None:
    names = [
        "dzentra-20261121T120000Z.db",
        "dzentra-20261121T110000Z.dump",
        "dzentra-20261121T120000Z.db.sha256",
        "dzentra-20261121T130000Z.db.partial",
        "dzentra-20261399T120000Z.db",
        "dzentra-before-the-move.db",
        "notes.txt",
    ]
    for name in names:
        (tmp_path / name).touch()
    assert [copy.path.name for copy in copies_in(tmp_path)] == [names[1], names[0]]


def test_a_folder_that_is_not_there_holds_no_copies(tmp_path: Path) -> None:
    assert copies_in(tmp_path / "none") == []


@pytest.mark.parametrize("at", [NOON, datetime(2030, 2, 28, 23, 59, 59, tzinfo=UTC)])
def test_a_name_tells_the_moment(at: datetime) -> None:
    assert copy_of(at).at_ns == round(at.timestamp()) * SECOND_NS
