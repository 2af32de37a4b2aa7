"""Studies in a folder: kept over restarts, listed by their heads, never half there."""

from pathlib import Path

import pytest

from core.errors import StorageError
from core.values import replace
from storage.studies import MOST, StudyFolder, study_folder
from tests.screens.study_samples import BACKTEST, DRIFT, HONESTY, SEARCH


@pytest.mark.parametrize("study", [BACKTEST, HONESTY, SEARCH, DRIFT])
async def test_what_was_kept_is_read_back_by_another_desk(study: object, tmp_path: Path) -> None:
    assert isinstance(study, type(BACKTEST))
    await study_folder(tmp_path).put(study)
    assert await study_folder(tmp_path).get(study.id) == study


async def test_a_list_is_newest_first_and_without_curves(tmp_path: Path) -> None:
    shelf = StudyFolder(tmp_path)
    for study in (HONESTY, BACKTEST, SEARCH):
        await shelf.put(study)
    heads = await shelf.heads()
    assert [head.id for head in heads] == [SEARCH.id, HONESTY.id, BACKTEST.id]
    assert not any(head.curve for head in heads)


async def test_the_oldest_make_room(tmp_path: Path) -> None:
    shelf = StudyFolder(tmp_path)
    for number in range(MOST + 2):
        await shelf.put(replace(BACKTEST, id=f"{number:012x}", curve=()))
    heads = await shelf.heads()
    assert len(heads) == MOST
    assert await shelf.get(f"{0:012x}") is None


async def test_one_that_was_removed_is_gone(tmp_path: Path) -> None:
    shelf = StudyFolder(tmp_path)
    await shelf.put(BACKTEST)
    await shelf.remove(BACKTEST.id)
    assert await shelf.get(BACKTEST.id) is None
    assert await shelf.heads() == []


async def test_a_disk_without_room_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.studies.os.fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        await StudyFolder(tmp_path).put(BACKTEST)
    assert await StudyFolder(tmp_path).heads() == []


async def test_a_torn_file_and_a_forged_name_are_no_study(tmp_path: Path) -> None:
    shelf = StudyFolder(tmp_path)
    await shelf.put(BACKTEST)
    (tmp_path / f"{BACKTEST.id}.study.json").write_text("{", encoding="utf-8")
    assert await shelf.get(BACKTEST.id) is None
    assert await shelf.get("../secret") is None
