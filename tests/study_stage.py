"""Studies without a process: a bench that answers at once or waits, a shelf in memory."""

import asyncio
from collections.abc import Callable, Sequence

from app.studies import StudySide, build_studies
from core.errors import InputError, StorageError
from core.pictures import Picture, PictureSpec
from core.ports import Clock, JournalReader, KeyValue
from core.ports.strategies import StrategyCatalogue
from core.studies import Study, StudyKind, StudyWish
from core.types import Timeframe
from core.values import replace
from services.seats import Seats
from tests.screens import study_samples as samples


class FakeBench:
    """Answers with a sample of the kind that is asked for; while `holds`, not before it is
    stopped."""

    def __init__(self) -> None:
        self.asked: list[StudyWish] = []
        self.loaded: list[StudyWish] = []
        self.error: Exception | None = None
        self.holds = False
        self.finer: Sequence[Timeframe] = (Timeframe.M1,)
        self.load_error: Exception | None = None
        self.rows = 43_200

    async def run(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> Study:
        self.asked.append(wish)
        told(0.4)
        if self.holds:
            await stop.wait()
        if stop.is_set():
            raise InputError("It was stopped", code="study_stopped")
        if self.error is not None:
            raise self.error
        return replace(samples.BY_KIND[wish.kind], wish=wish, id="")

    async def load(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> int:
        """With it what was lacking is there."""
        self.loaded.append(wish)
        told(0.6)
        if self.holds:
            await stop.wait()
        if stop.is_set():
            raise InputError("It was stopped", code="study_stopped")
        if self.load_error is not None:
            raise self.load_error
        self.error = None
        return self.rows

    def details(self, symbol: str, timeframe: Timeframe, *, is_spot: bool) -> Sequence[Timeframe]:
        return self.finer


class MemoryShelf:
    """Full when it is told to be."""

    def __init__(self, *studies: Study) -> None:
        self.studies = {study.id: study for study in studies}
        self.is_full = False

    async def put(self, study: Study) -> None:
        if self.is_full:
            raise StorageError("takes no more: No space left on device")
        self.studies[study.id] = study

    async def heads(self) -> Sequence[Study]:
        found = sorted(self.studies.values(), key=lambda study: study.id, reverse=True)
        return [replace(study, curve=(), trades=()) for study in found]

    async def get(self, name: str) -> Study | None:
        return self.studies.get(name)

    async def remove(self, name: str) -> None:
        self.studies.pop(name, None)


class DrawsAll:
    """Every picture is one byte, named by what is on it."""

    async def draw(self, spec: PictureSpec) -> Picture | None:
        return Picture(type(spec).__name__, b"P")


def study_side(
    seats: Seats,
    catalogue: StrategyCatalogue,
    values: KeyValue,
    journal: JournalReader,
    clock: Clock,
    *,
    bench: FakeBench | None = None,
    shelf: MemoryShelf | None = None,
) -> StudySide:
    return build_studies(
        seats,
        catalogue,
        bench or FakeBench(),
        shelf or kept_shelf(),
        values,
        journal,
        DrawsAll(),
        clock,
    )


def kept_shelf() -> MemoryShelf:
    """One of each kind, as the fake account's, and one of the command line."""
    return MemoryShelf(*(samples.BY_KIND[kind] for kind in StudyKind), samples.BY_COMMAND)
