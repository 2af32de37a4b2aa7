"""Studies under way: one for each member, in turn, and what becomes of them."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from core.clock import ManualClock
from core.errors import InputError
from core.types import AccountId, Mode, UserId
from core.views.studies import RunState
from services.study_runs import MOST_WAITING, Run, StudyRuns
from tests.fake_chat import FakeValues, settle
from tests.screens.study_samples import WISH
from tests.study_stage import FakeBench, MemoryShelf

ANN, BOB = UserId(1), UserId(2)


def asked(user: UserId = ANN) -> Run:
    return Run(user, AccountId("a"), Mode.PAPER, WISH)


@dataclass(slots=True)
class House:
    bench: FakeBench = field(default_factory=FakeBench)
    shelf: MemoryShelf = field(default_factory=MemoryShelf)
    values: FakeValues = field(default_factory=FakeValues)
    clock: ManualClock = field(default_factory=lambda: ManualClock(1_700_000_000_000_000_000))

    def runs(self) -> StudyRuns:
        return StudyRuns(self.bench, self.shelf, self.values, self.clock)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[StudyRuns]:
        runs = self.runs()
        async with asyncio.TaskGroup() as group:
            work = group.create_task(runs.run())
            yield runs
            work.cancel()


async def state(runs: StudyRuns, user: UserId = ANN) -> RunState:
    run = await runs.of(user)
    return RunState.NONE if run is None else run.state


async def test_what_came_of_it_is_kept_as_its_members() -> None:
    house = House()
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
        run = await runs.of(ANN)
        assert run is not None
        assert run.state is RunState.DONE
        assert house.shelf.studies[run.done].account == "a"


async def test_a_member_has_one_at_a_time() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
        with pytest.raises(InputError) as refused:
            await runs.begin(asked())
        assert refused.value.code == "study_busy"


async def test_a_second_members_waits_and_is_told_how_many_are_ahead() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked(ANN))
        second = asked(BOB)
        await runs.begin(second)
        await settle()
        assert (await state(runs, BOB), runs.ahead(second)) == (RunState.WAITING, 1)
        assert len(house.bench.asked) == 1


async def test_one_too_many_is_refused() -> None:
    runs = House().runs()
    for number in range(MOST_WAITING):
        await runs.begin(asked(UserId(100 + number)))
    with pytest.raises(InputError) as refused:
        await runs.begin(asked(ANN))
    assert refused.value.code == "study_queue"


async def test_cancelled_in_the_middle_nothing_is_kept() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
        assert await runs.stop(ANN)
        await settle()
        assert await state(runs) is RunState.CANCELLED
        assert house.shelf.studies == {}


async def test_cancelled_while_it_waits_it_never_begins() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked(ANN))
        await runs.begin(asked(BOB))
        await runs.stop(BOB)
        await runs.stop(ANN)
        await settle()
        assert await state(runs, BOB) is RunState.CANCELLED
        assert len(house.bench.asked) <= 1


async def test_a_strategy_that_raises_is_told_in_its_own_words() -> None:
    house = House()
    house.bench.error = InputError("boom", code="study_failed", why="boom")
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
        run = await runs.of(ANN)
        assert run is not None
        assert run.trouble is not None
        assert (run.state, run.trouble.code) == (RunState.FAILED, "study_failed")
        assert run.trouble.values == (("why", "boom"),)


async def test_a_disk_without_room_is_told() -> None:
    house = House()
    house.shelf.is_full = True
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
        run = await runs.of(ANN)
        assert run is not None
        assert run.trouble is not None
        assert run.trouble.code == "study_unkept"


async def test_an_unknown_failure_does_not_end_the_next_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = House()
    house.bench.error = RuntimeError("a bug")
    async with house.working() as runs:
        await runs.begin(asked(ANN))
        await settle()
        house.bench.error = None
        await runs.begin(asked(BOB))
        await settle()
        assert await state(runs, ANN) is RunState.FAILED
        assert await state(runs, BOB) is RunState.DONE
    assert "a study failed" in caplog.text


async def test_a_desk_that_was_restarted_says_that_it_was_interrupted() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
    after = house.runs()
    assert await state(after) is RunState.INTERRUPTED


async def test_a_finished_one_is_not_interrupted_by_a_restart() -> None:
    house = House()
    async with house.working() as runs:
        await runs.begin(asked())
        await settle()
    assert await state(house.runs()) is RunState.NONE


async def test_names_rise_even_when_the_clock_stands_still() -> None:
    house = House()
    async with house.working() as runs:
        for user in (ANN, BOB):
            await runs.begin(dataclasses.replace(asked(user)))
            await settle()
        assert len(house.shelf.studies) == 2


async def test_a_download_goes_on_beside_anothers_study() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(asked(ANN))
        load = dataclasses.replace(asked(BOB), is_load=True)
        await runs.begin(load)
        await settle()
        assert (load.state, runs.ahead(load)) == (RunState.RUNNING, 0)
        await runs.stop(BOB)
        await settle()
        assert (load.state, load.lacks) == (RunState.CANCELLED, True)
        assert await state(runs, ANN) is RunState.RUNNING


async def test_what_was_downloaded_lacks_no_more() -> None:
    house = House()
    async with house.working() as runs:
        load = dataclasses.replace(asked(), is_load=True)
        await runs.begin(load)
        await settle()
    assert (load.state, load.rows, load.lacks) == (RunState.LOADED, house.bench.rows, False)
    assert house.values.values == {}


async def test_a_download_that_the_desks_end_cut_off_can_be_gone_on_with() -> None:
    house = House()
    house.bench.holds = True
    async with house.working() as runs:
        await runs.begin(dataclasses.replace(asked(), is_load=True))
        await settle()
    again = await house.runs().of(ANN)
    assert again is not None
    assert (again.state, again.is_load, again.lacks) == (RunState.INTERRUPTED, True, True)
    assert again.wish == WISH
