"""Studies in the chat: asked for, watched, cancelled, looked at, compared, applied, taken back."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.errors import InputError
from core.types import Access, Timeframe
from core.values import replace
from tests.fake_chat import ANN, settle
from tests.floor_stage import FloorStage
from tests.integration.test_watch_screens import stage, text_of
from tests.keyboard import data_of, wanted
from tests.samples import AGENT
from tests.screens.study_samples import BACKTEST, DRIFT, SEARCH

__all__ = ["stage"]


@pytest.fixture
async def working(stage: FloorStage) -> AsyncIterator[FloorStage]:
    """Somebody runs what is asked for."""
    async with asyncio.TaskGroup() as group:
        runs = group.create_task(stage.studying.runs.run())
        yield stage
        runs.cancel()


def phrase(stage: FloorStage, key: str) -> str:
    return stage.texts["en"].t(key)


async def test_the_strategy_screen_tests_these_parameters_in_one_press(
    working: FloorStage,
) -> None:
    await working.say("/auto")
    await working.press("v1:strat:open:@a1")
    await working.press("v1:study:run:30@a1")
    await settle()
    (wish,) = working.bench.asked
    assert (wish.strategy, wish.agent) == ("TREND", AGENT)
    assert wish.parameters == working.floor.roster[AGENT].parameters
    await working.pass_time(6)
    assert phrase(working, "study.hold") in await text_of(working)


async def test_cancel_in_the_middle_stops_it_and_says_so(working: FloorStage) -> None:
    working.bench.holds = True
    await working.say("/backtest")
    await working.press("v1:study:run:90@a1")
    await settle()
    await working.press("v1:study:open")
    assert "40%" in await text_of(working)
    before = dict(working.shelf.studies)
    await working.press("v1:study:stop")
    await settle()
    await working.press("v1:study:open")
    assert phrase(working, "study.state.cancelled") in await text_of(working)
    assert working.shelf.studies == before


async def test_a_second_test_waits_for_the_first_ones_end(working: FloorStage) -> None:
    working.bench.holds = True
    await working.say("/backtest")
    await working.press("v1:study:run:90@a1")
    await settle()
    await working.press("v1:study:check:@a1")
    assert phrase(working, "input.study_busy") in await text_of(working)
    assert len(working.bench.asked) == 1


async def test_results_are_listed_opened_compared_and_removed(stage: FloorStage) -> None:
    await stage.say("/backtest")
    await stage.press("v1:study:list:1")
    await stage.press(f"v1:study:show:{BACKTEST.id}")
    assert phrase(stage, "study.hold") in await text_of(stage)
    await stage.press(f"v1:study:compare:{BACKTEST.id}.{DRIFT.id}")
    assert phrase(stage, "study.row.factor") in await text_of(stage)
    await stage.press(f"v1:study:drop:{BACKTEST.id}")
    assert BACKTEST.id not in stage.shelf.studies


async def test_a_result_comes_as_a_file_in_each_form(stage: FloorStage) -> None:
    await stage.say("/backtest")
    for form in ("csv", "json", "html"):
        await stage.press(f"v1:study:file:{form}.{BACKTEST.id}")
        await asyncio.sleep(0)
    assert stage.studying is not None
    made = [
        await stage.studying.studies.file(ANN, BACKTEST.id, form)
        for form in ("csv", "json", "html")
    ]
    assert [each.name.rpartition(".")[2] for each in made] == ["csv", "json", "html"]
    assert all(each.content for each in made)


async def test_the_best_set_is_applied_after_a_question_and_taken_back_in_one_press(
    stage: FloorStage,
) -> None:
    await stage.say("/backtest")
    await stage.press(f"v1:study:show:{SEARCH.id}")
    await stage.press(f"v1:study:apply:{SEARCH.id}")
    assert stage.floor.roster[AGENT].parameters == {}
    (yes,) = [each for each in stage.live().buttons if each.startswith("v1:conf:yes")]
    await stage.press(yes)
    assert stage.floor.roster[AGENT].parameters == {"fast": 30, "slow": 50}
    (back,) = [each for each in stage.live().buttons if "strat:revert" in each]
    await stage.press(back)
    assert stage.floor.roster[AGENT].parameters == {}


async def test_a_viewer_looks_and_neither_starts_nor_applies(working: FloorStage) -> None:
    working.gate.users[ANN] = replace(working.gate.users[ANN], access=Access.VIEWER)
    await working.say("/backtest")
    assert not [each for each in working.live().buttons if "study:run" in each]
    for press in (
        *("study:run:30@a1", "study:check:@a1", "study:search:grid@a1", "study:drift:@a1"),
        *(f"study:apply:{SEARCH.id}", f"study:drop:{SEARCH.id}", "study:stop"),
        *("study:load", "study:again"),
    ):
        await working.press(f"v1:{press}")
    await settle()
    assert working.bench.asked == []
    assert working.floor.roster[AGENT].parameters == {}
    assert SEARCH.id in working.shelf.studies


async def test_a_result_that_is_gone_shows_those_that_are_there(stage: FloorStage) -> None:
    await stage.say("/backtest")
    await stage.press("v1:study:show:00000000dead")
    assert phrase(stage, "input.study_gone") in await text_of(stage)


async def shown(stage: FloorStage) -> list[str]:
    return data_of(await wanted(stage, ANN))


def lacking(code: str = "study_no_data", days: str = "31") -> InputError:
    return InputError("no history", code=code, symbol="BTCUSDT", days=days)


async def test_days_that_lack_are_downloaded_in_place_and_then_tested(
    working: FloorStage,
) -> None:
    working.bench.error = lacking()
    await working.say("/backtest")
    await working.press("v1:study:run:30@a1")
    await settle()
    await working.press("v1:study:open")
    assert "No history of BTCUSDT for these days here yet" in await text_of(working)
    assert "v1:study:load" in await shown(working)
    await working.press("v1:study:load")
    await settle()
    await working.press("v1:study:open")
    assert "43 200 new rows" in await text_of(working)
    await working.press("v1:study:again")
    await settle()
    assert working.bench.loaded == working.bench.asked[:1]
    assert working.bench.asked[1] == replace(working.bench.asked[0], takes_part=True)


async def test_a_download_that_is_cancelled_is_gone_on_with(working: FloorStage) -> None:
    working.bench.error = lacking("study_part_data", "1")
    await working.say("/backtest")
    await working.press("v1:study:run:7@a1")
    await settle()
    await working.press("v1:study:open")
    assert "v1:study:again" in await shown(working)
    working.bench.holds = True
    await working.press("v1:study:load")
    await settle()
    await working.press("v1:study:open")
    assert "60%" in await text_of(working)
    await working.press("v1:study:stop")
    await settle()
    await working.press("v1:study:open")
    assert phrase(working, "study.load.cancelled") in await text_of(working)
    assert "v1:study:load" in await shown(working)


async def test_why_a_download_failed_is_said_in_place(working: FloorStage) -> None:
    working.bench.error, working.bench.load_error = (
        lacking(),
        InputError("full", code="load_full", folder="/data"),
    )
    await working.say("/backtest")
    await working.press("v1:study:run:7@a1")
    await settle()
    await working.press("v1:study:load")
    await settle()
    await working.press("v1:study:open")
    assert phrase(working, "input.load_full") in await text_of(working)
    assert "v1:study:load" in await shown(working)


async def test_nothing_is_downloaded_where_nothing_lacks(working: FloorStage) -> None:
    await working.say("/backtest")
    await working.press("v1:study:load")
    assert phrase(working, "input.load_nothing") in await text_of(working)
    assert working.bench.loaded == []


async def test_a_detail_is_chosen_for_the_next_tests_and_stays_chosen(
    working: FloorStage,
) -> None:
    working.bench.finer = (Timeframe.S15, Timeframe.S1)
    await working.say("/backtest")
    await working.press("v1:study:detail:1s@a1")
    assert "v1:study:run:30.1s@a1" in await shown(working)
    await working.press("v1:study:run:7.1s@a1")
    await settle()
    (wish,) = working.bench.asked
    assert wish.detail is Timeframe.S1
    await working.press("v1:study:open")
    assert "v1:study:run:30.1s@a1" in await shown(working)
    await working.press("v1:study:detail:auto@a1")
    await working.press("v1:study:check:@a1")
    await settle()
    assert working.bench.asked[1].detail is None


async def test_a_detail_that_is_not_there_is_the_usual(working: FloorStage) -> None:
    await working.say("/backtest")
    await working.press("v1:study:search:grid.1s@a1")
    await settle()
    assert working.bench.asked[0].detail is None
