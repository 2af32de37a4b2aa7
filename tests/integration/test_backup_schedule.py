"""Copies by the desk's clock: hourly, told when they fail, and never in trading's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.backup_schedule import FIRST_S, BackupSchedule, copying
from app.settings import Settings
from core.clock import ManualClock
from core.errors import StorageError
from core.events import Fault
from core.types import SECOND_NS
from storage.copies import copies_in, new_copy
from tests.storage_desk import NOW_NS, deposit_unit, opened

HOUR_S = 3_600


class Stage:
    """A schedule with everything around it in reach: copies are empty files, notes a list."""

    def __init__(self, folder: Path, every_h: int) -> None:
        self._folder = folder
        self.clock = ManualClock(NOW_NS)
        self.fails: Exception | None = None
        self.cannot_note = False
        self.may_finish = asyncio.Event()
        self.may_finish.set()
        self.calls: list[int] = []
        self.noted: list[Fault] = []
        self.told: list[Fault] = []
        self.schedule = BackupSchedule(
            clock=self.clock,
            folder=folder,
            every_h=every_h,
            make=self._make,
            report=self._report,
        )

    async def after(self, seconds: float) -> None:
        """Lets the time pass, and everyone who was waiting for it act."""
        for step in (0.0, seconds):
            self.clock.advance(step)
            for _ in range(5):
                await asyncio.sleep(0)

    async def _make(self) -> None:
        self.calls.append((self.clock.now_ns() - NOW_NS) // SECOND_NS)
        await self.may_finish.wait()
        if self.fails is not None:
            raise self.fails
        new_copy(self._folder, self.clock.now_ns(), ".db").path.touch()

    async def _report(self, fault: Fault, is_told: bool) -> None:
        if self.cannot_note:
            raise StorageError("The disk is full.")
        self.noted.append(fault)
        self.told += [fault] if is_told else []


@asynccontextmanager
async def scheduled(folder: Path, every_h: int = 1) -> AsyncIterator[Stage]:
    async with asyncio.TaskGroup() as group:
        stage = Stage(folder, every_h)
        running = group.create_task(stage.schedule.run())
        yield stage
        running.cancel()


async def test_the_first_copy_is_made_when_the_desk_has_settled_then_hourly(
    tmp_path: Path,
) -> None:
    async with scheduled(tmp_path) as stage:
        await stage.after(FIRST_S - 1)
        assert stage.calls == []
        await stage.after(1)
        for _ in range(3):
            await stage.after(HOUR_S)
        assert stage.calls == [60 + HOUR_S * at for at in range(4)]
        assert stage.told == []


async def test_a_restarted_desk_waits_for_the_hour_of_the_newest_copy(tmp_path: Path) -> None:
    new_copy(tmp_path, NOW_NS - 1_800 * SECOND_NS, ".db").path.touch()
    async with scheduled(tmp_path) as stage:
        await stage.after(1_799)
        assert stage.calls == []
        await stage.after(1)
        assert stage.calls == [1_800]


async def test_no_copies_are_made_when_they_are_turned_off(tmp_path: Path) -> None:
    async with scheduled(tmp_path, every_h=0) as stage:
        await stage.after(100 * HOUR_S)
        assert stage.calls == []


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (StorageError("The copy does not hold."), "The copy does not hold."),
        (ValueError("secret"), "ValueError"),
    ],
)
async def test_failures_are_journaled_told_once_and_tried_again(
    tmp_path: Path, error: Exception, detail: str
) -> None:
    async with scheduled(tmp_path) as stage:
        stage.fails = error
        await stage.after(FIRST_S)
        await stage.after(HOUR_S)
        assert [(fault.where, fault.detail) for fault in stage.noted] == [("backup", detail)] * 2
        assert stage.told == stage.noted[:1]

        stage.fails = None
        await stage.after(HOUR_S)
        stage.fails = error
        await stage.after(HOUR_S)
        assert len(stage.noted) == 3
        assert stage.told == [stage.noted[0], stage.noted[2]]


async def test_a_failure_that_cannot_be_journaled_does_not_end_the_schedule(
    tmp_path: Path,
) -> None:
    async with scheduled(tmp_path) as stage:
        stage.fails, stage.cannot_note = StorageError("The copy does not hold."), True
        await stage.after(FIRST_S)
        await stage.after(HOUR_S)
        assert len(stage.calls) == 2
        stage.cannot_note = False
        await stage.after(HOUR_S)
        assert len(stage.told) == 1


async def test_a_copy_is_made_at_once_when_it_is_asked_for(tmp_path: Path) -> None:
    async with scheduled(tmp_path, every_h=0) as stage:
        stage.may_finish.clear()
        stage.schedule.request()
        await stage.after(0)
        assert (await stage.schedule.state()).is_copying
        stage.may_finish.set()
        await stage.after(5)
        state = await stage.schedule.state()
        assert stage.calls == [0]
        assert not state.is_copying
        assert state.newest is not None
        assert state.newest.name == copies_in(tmp_path)[0].path.name


async def test_asking_twice_makes_one_copy_and_the_schedule_goes_by_it(tmp_path: Path) -> None:
    async with scheduled(tmp_path) as stage:
        await stage.after(30)
        stage.schedule.request()
        stage.schedule.request()
        await stage.after(FIRST_S - 30)
        await stage.after(HOUR_S - 31)
        assert stage.calls == [30]
        await stage.after(FIRST_S)
        assert len(stage.calls) == 2


async def test_what_failed_is_said_until_a_copy_holds(tmp_path: Path) -> None:
    async with scheduled(tmp_path) as stage:
        stage.fails = StorageError("The copy does not hold.")
        await stage.after(FIRST_S)
        assert (await stage.schedule.state()).fault == "The copy does not hold."
        stage.fails = None
        stage.schedule.request()
        await stage.after(1)
        assert (await stage.schedule.state()).fault == ""


async def test_a_desk_copies_itself_in_a_process_of_its_own(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    url = settings.database_url.get_secret_value()
    async with opened(tmp_path, url=url) as database:
        await database.journal.commit(deposit_unit())
        async with asyncio.timeout(60):
            await copying(settings)()
    assert len(copies_in(tmp_path / "backups")) == 1


async def test_what_the_process_said_is_what_failed(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path / "nothing")
    with pytest.raises(StorageError, match="no database at"):
        async with asyncio.timeout(60):
            await copying(settings)()
