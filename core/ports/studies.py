"""Studies: who runs them, who keeps them, and the use case that the chat sees."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from core.pictures import Picture
from core.studies import Study, StudyWish
from core.types import AgentId, UserId
from core.views.screens import ExportView
from core.views.studies import BesideView, RunView, StudiesView, StudyView


class StudyBench(Protocol):
    """Runs one study off the loop, in a process of its own."""

    async def run(
        self, wish: StudyWish, told: Callable[[float], None], stop: asyncio.Event
    ) -> Study:
        """`told` hears the share that is done; `stop` ends it at once. Raises InputError for what
        cannot be studied, was stopped (`study_stopped`), took too long or died. The study has no
        owner and no id yet."""
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

    async def now(self, user: UserId) -> RunView: ...
    async def begin(self, user: UserId, kind: str, arg: str, *, agent: AgentId) -> str:
        """Queues a study of the agent: `arg` is the days of a backtest, the method of a search.
        Answers the code of a toast."""
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
