"""Studies: who runs them, who keeps them, and the use case that the chat sees."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from core.pictures import Picture
from core.studies import Study, StudyWish
from core.types import AgentId, Timeframe, UserId
from core.views.screens import ExportView
from core.views.studies import BesideView, RunView, StudiesView, StudyView


class StudyBench(Protocol):
    """Runs one study off the loop, in a process of its own."""

    async def run(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> Study:
        """`told` hears the share that is done; `stop` ends it at once. Raises InputError for what
        cannot be studied, was stopped (`study_stopped`), took too long or died. The study has no
        owner and no id yet. Candles that the archive lacks are `study_no_data` or, where it has a
        part of the days, `study_part_data`."""
        ...

    async def load(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> int:
        """Downloads the candles of a wish that the archive lacks, and answers how many rows came.
        What has come is kept, however it ends. Raises InputError as `run` does."""
        ...

    def details(self, symbol: str, timeframe: Timeframe, *, is_spot: bool) -> Sequence[Timeframe]:
        """Finer candles, longest first, that its history has or that can be downloaded."""
        ...


class StudyShelf(Protocol):
    """Keeps studies over restarts, so many of them; those of the command line have no account."""

    async def put(self, study: Study) -> None:
        """On disk when it returns; raises StorageError and then there is nothing of it."""
        ...

    async def heads(self) -> Sequence[Study]:
        """Newest first, without curves and trades."""
        ...

    async def get(self, name: str) -> Study | None: ...
    async def remove(self, name: str) -> None: ...


class Studies(Protocol):
    """What a member may have studied. Raises InputError for what cannot be."""

    async def now(self, user: UserId, detail: str | None = None) -> RunView:
        """`detail` was chosen for the next study: a timeframe, or '' for the usual; None for that
        of the last."""
        ...

    async def begin(
        self, user: UserId, kind: str, arg: str, *, agent: AgentId, detail: str = ""
    ) -> str:
        """Queues a study of the agent: `arg` is the days of a backtest, the method of a search.
        Answers the code of a toast."""
        ...

    async def load(self, user: UserId) -> str:
        """Queues the download of what the last study lacked, or goes on with it."""
        ...

    async def again(self, user: UserId) -> str:
        """Queues the last study over what the archive has of its days."""
        ...

    async def stop(self, user: UserId) -> str: ...
    async def kept(self, user: UserId, page: int, beside: str = "") -> StudiesView: ...
    async def one(self, user: UserId, name: str) -> StudyView: ...
    async def beside(self, user: UserId, left: str, right: str) -> BesideView: ...
    async def remove(self, user: UserId, name: str) -> str: ...
    async def apply(self, user: UserId, name: str) -> str:
        """Gives the best parameters of a search to its agent."""
        ...

    async def file(self, user: UserId, name: str, form: str) -> ExportView:
        """`form` is csv, json or html."""
        ...

    async def picture(self, user: UserId, name: str) -> Picture | None: ...
    async def both(self, user: UserId, left: str, right: str) -> Picture | None: ...
