"""Studies under way: one for each member, one after another; what was going on when the desk ended
is told as interrupted."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.codec import decode, encode
from core.errors import InputError, StorageError
from core.ports import Clock, KeyValue
from core.ports.studies import StudyBench, StudyShelf
from core.studies import StudyWish
from core.types import AccountId, Mode, Timeframe, UserId
from core.values import replace
from core.views.studies import RunState, Trouble

log = logging.getLogger(__name__)

MOST_WAITING = 16
LACKS = frozenset({"study_no_data", "study_part_data"})
LOAD = "load:"
"""Before what is kept of a download, and not of a study."""
UNDERWAY = frozenset({RunState.WAITING, RunState.RUNNING})


@dataclass(slots=True)
class Run:
    """One study of a member, from when it was asked for; `done` is the id of what it came to.
    `is_load`: what it lacks is downloaded instead, so many `rows` of it."""

    user: UserId
    account: AccountId
    mode: Mode
    wish: StudyWish
    is_load: bool = False
    rows: int = 0
    state: RunState = RunState.WAITING
    share: float = 0.0
    trouble: Trouble | None = None
    done: str = ""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, share: float) -> None:
        self.share = max(self.share, min(share, 1.0))

    @property
    def is_underway(self) -> bool:
        return self.state in UNDERWAY

    @property
    def lacks(self) -> bool:
        """Is there something to be downloaded for it, as far as is known?"""
        if self.is_load:
            return not self.is_underway and self.state is not RunState.LOADED
        return self.trouble is not None and self.trouble.code in LACKS


class StudyRuns:
    """`run()` works until cancelled: on studies one after another, and beside them on downloads,
    which wait for a venue."""

    def __init__(
        self, bench: StudyBench, shelf: StudyShelf, values: KeyValue, clock: Clock
    ) -> None:
        self._bench = bench
        self._shelf = shelf
        self._values = values
        self._clock = clock
        self._studies: asyncio.Queue[Run] = asyncio.Queue(MOST_WAITING)
        self._loads: asyncio.Queue[Run] = asyncio.Queue(MOST_WAITING)
        self._newest: dict[UserId, Run] = {}
        self._last_ms = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._work(self._studies))
            group.create_task(self._work(self._loads))

    async def _work(self, waiting: asyncio.Queue[Run]) -> None:
        while True:
            await self._do(await waiting.get())

    async def of(self, user: UserId) -> Run | None:
        """The newest of a member; one that the desk's end cut off is interrupted."""
        if user not in self._newest:
            text = await self._values.get(_key(user))
            if text is not None and (cut := _cut_off(user, text)) is not None:
                self._newest.setdefault(user, cut)
        return self._newest.get(user)

    def details(self, symbol: str, timeframe: Timeframe, *, is_spot: bool) -> Sequence[Timeframe]:
        """`StudyBench.details` of the bench they are done on."""
        return self._bench.details(symbol, timeframe, is_spot=is_spot)

    def ahead(self, run: Run) -> int:
        """How many come before it."""
        alike = [other for other in self._underway() if other.is_load is run.is_load]
        underway = [id(other) for other in alike]
        return underway.index(id(run)) if id(run) in underway else 0

    async def begin(self, run: Run) -> None:
        """Raises InputError while one of the member is under way, and when too many wait."""
        newest = self._newest.get(run.user)
        if newest is not None and newest.is_underway:
            raise InputError("One study at a time: stop it or wait", code="study_busy")
        try:
            (self._loads if run.is_load else self._studies).put_nowait(run)
        except asyncio.QueueFull as error:
            raise InputError("Too many wait already: try later", code="study_queue") from error
        self._newest.pop(run.user, None)
        self._newest[run.user] = run
        kept = encode(replace(run.wish, lived=()))
        await self._values.put(_key(run.user), f"{LOAD}{kept}" if run.is_load else kept)

    async def stop(self, user: UserId) -> bool:
        """False when nothing is under way."""
        run = await self.of(user)
        if run is None or not run.is_underway:
            return False
        run.stop.set()
        if run.state is RunState.WAITING:
            await self._ended(run, RunState.CANCELLED)
        return True

    def _underway(self) -> Sequence[Run]:
        """In the order in which they were asked for."""
        return [run for run in self._newest.values() if run.is_underway]

    async def _do(self, run: Run) -> None:
        if run.state is not RunState.WAITING:
            return
        run.state = RunState.RUNNING
        try:
            ended = await (self._loaded(run) if run.is_load else self._studied(run))
        except InputError as error:
            await self._failed(run, error)
        except StorageError as error:
            log.warning("a study could not be kept: %s", error)
            told = InputError(str(error), code="study_unkept", why=str(error)[:120])
            await self._failed(run, told)
        except Exception:
            # The border of studies: one that fails in a way nobody knew does not end the others.
            log.exception("a study failed")
            await self._failed(run, InputError("It failed: see the log", code="study_died"))
        else:
            run.share = 1.0
            await self._ended(run, ended)

    async def _studied(self, run: Run) -> RunState:
        made = await self._bench.run(run.wish, run.tell, run.stop)
        kept = replace(
            made,
            id=self._name(),
            account=run.account,
            mode=run.mode,
            made_ns=self._clock.now_ns(),
        )
        await self._shelf.put(kept)
        run.done = kept.id
        return RunState.DONE

    async def _loaded(self, run: Run) -> RunState:
        run.rows = await self._bench.load(run.wish, run.tell, run.stop)
        return RunState.LOADED

    async def _failed(self, run: Run, error: InputError) -> None:
        if error.code == "study_stopped":
            await self._ended(run, RunState.CANCELLED)
            return
        values = tuple((str(name), str(value)) for name, value in error.values.items())
        run.trouble = Trouble(error.code, str(error), values)
        await self._ended(run, RunState.FAILED)

    async def _ended(self, run: Run, state: RunState) -> None:
        run.state = state
        try:
            await self._values.delete(_key(run.user))
        except StorageError as error:
            log.warning("the end of a study is not noted: %s", error)

    def _name(self) -> str:
        """Of milliseconds, in base 16: it rises with time, and no two are the same."""
        self._last_ms = max(self._clock.now_ns() // 1_000_000, self._last_ms + 1)
        return f"{self._last_ms:012x}"


def _cut_off(user: UserId, text: str) -> Run | None:
    """A run as it stood when the desk ended; None for a text that is none."""
    is_load = text.startswith(LOAD)
    try:
        wish = decode(StudyWish, text.removeprefix(LOAD))
    except InputError:
        return None
    cut = RunState.INTERRUPTED
    return Run(user, AccountId(""), Mode.PAPER, wish, is_load=is_load, state=cut)


def _key(user: UserId) -> str:
    return f"study:{user}"
