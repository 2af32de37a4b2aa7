"""`main.py backup` and `restore` as a user calls them."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands import cli
from storage.copies import copies_in, remove
from storage.studies import study_folder
from tests.screens.study_samples import BACKTEST, HONESTY, SEARCH
from tests.storage_desk import deposit_unit, entry_unit, opened


def asked(folder: Path, *words: str) -> tuple[int, str]:
    answer = CliRunner(env={"DATA_DIR": str(folder), "DATABASE_URL": ""}).invoke(cli, words)
    return answer.exit_code, answer.output


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command sets up the logs of the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of a desk that has stopped."""

    async def trade() -> None:
        url = f"sqlite+aiosqlite:///{tmp_path}/dzentra.db"
        async with opened(tmp_path, url=url) as database:
            await database.journal.commit(deposit_unit())
            await database.journal.commit(entry_unit())

    monkeypatch.chdir(tmp_path)
    asyncio.run(trade())
    return tmp_path


def test_a_copy_is_made_and_put_back(folder: Path) -> None:
    code, said = asked(folder, "backup")
    assert code == 0
    assert "Copies kept: 1" in said

    (folder / "dzentra.db").unlink()
    code, said = asked(folder, "restore")
    assert (code, "Restored" in said, "kept" in said) == (0, True, False)
    assert asked(folder, "verify")[0] == 0


def test_a_named_copy_is_put_back_and_what_was_there_is_named(folder: Path) -> None:
    asked(folder, "backup")
    (copy,) = (folder / "backups").glob("*.db")
    code, said = asked(folder, "restore", str(copy))
    assert code == 0
    (kept,) = folder.glob("dzentra.db.replaced-*")
    assert str(kept) in said


def test_a_bad_copy_ends_with_1(folder: Path) -> None:
    asked(folder, "backup")
    (copy,) = (folder / "backups").glob("*.db")
    copy.write_bytes(copy.read_bytes()[:-1] + b"?")
    code, said = asked(folder, "restore")
    assert code == 1
    assert "checksum" in said


def test_without_copies_the_way_out_is_named(folder: Path) -> None:
    code, said = asked(folder, "restore")
    assert code == 1
    assert "python main.py restore FILE" in said


async def test_a_running_desk_ends_a_restore_with_2(tmp_path: Path) -> None:
    async with opened(tmp_path, url=f"sqlite+aiosqlite:///{tmp_path}/dzentra.db") as database:
        await database.journal.commit(deposit_unit())
        assert asked(tmp_path, "backup")[0] == 0
        code, said = asked(tmp_path, "restore")
    assert code == 2
    assert "Another desk" in said


def kept(folder: Path) -> list[str]:
    return [head.id for head in study_folder(folder).heads_now()]


def test_studies_go_with_a_copy_and_come_back(folder: Path) -> None:
    shelf = study_folder(folder)
    for study in (BACKTEST, SEARCH):
        shelf.put_now(study)
    code, said = asked(folder, "backup")
    assert (code, "with 2 studies" in said) == (0, True)

    shutil.rmtree(folder / "studies")
    shelf.put_now(HONESTY)
    code, said = asked(folder, "restore")
    assert (code, "Studies brought back: 2" in said) == (0, True)
    assert sorted(kept(folder)) == sorted([BACKTEST.id, SEARCH.id, HONESTY.id])
    assert [shelf.get_now(each.id) for each in (BACKTEST, SEARCH)] == [BACKTEST, SEARCH]


def test_a_study_that_is_there_is_not_touched_by_a_restore(folder: Path) -> None:
    study_folder(folder).put_now(BACKTEST)
    asked(folder, "backup")
    assert "Studies brought back: 0" in asked(folder, "restore")[1]
    assert kept(folder) == [BACKTEST.id]


def test_a_damaged_study_of_a_copy_is_left_out(folder: Path) -> None:
    for study in (BACKTEST, SEARCH):
        study_folder(folder).put_now(study)
    asked(folder, "backup")
    shutil.rmtree(folder / "studies")
    (whole,) = (folder / "backups").glob(f"*.studies/{SEARCH.id}.study.json")
    whole.write_text(whole.read_text()[:-9])
    assert "Studies brought back: 1" in asked(folder, "restore")[1]
    assert kept(folder) == [BACKTEST.id]


def test_a_study_removed_from_the_desk_stays_in_the_copy(folder: Path) -> None:
    study_folder(folder).put_now(BACKTEST)
    asked(folder, "backup")
    for path in (folder / "studies").iterdir():
        path.unlink()
    (whole,) = (folder / "backups").glob(f"*.studies/{BACKTEST.id}.study.json")
    assert whole.read_text()


def test_the_studies_of_a_copy_go_with_it(folder: Path) -> None:
    study_folder(folder).put_now(BACKTEST)
    asked(folder, "backup")
    (copy,) = copies_in(folder / "backups")
    remove(copy)
    assert not list((folder / "backups").iterdir())
