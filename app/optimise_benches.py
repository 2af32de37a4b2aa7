"""Where the tests of a search are run: here, or in processes of this machine."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import active_children, get_context
from typing import Protocol

from app.history import History, Wish
from app.leash import leash, start_server
from app.optimise_tests import Job, sets_over, tested
from backtest.sweep.outcomes import Outcome
from backtest.sweep.search import Testers
from backtest.sweep.space import Parameters
from core.errors import WorkersLost

PRELOADED = ("app.optimise_tests", "llvmlite.binding")
"""What the server of processes imports once for all of them, where it is there."""
AHEAD = 4
"""Sets for each process that are handed out at once."""

Span = tuple[int, int]


class Bench(Protocol):
    """Gives testers for any stretch of one history; `data` is the digest of it."""

    @property
    def data(self) -> str: ...
    def over(self, span: Span, history: History) -> Testers:
        """`history` is what is read here; tests that are run elsewhere read their own."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """One after the other, in this process."""

    history: History
    job: Job
    workers: int = 1

    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        yield from sets_over(self.history, self.job, sets)


@dataclass(frozen=True, slots=True)
class LocalBench:
    """In as many processes as there are workers."""

    wish: Wish
    data: str
    pool: ProcessPoolExecutor
    workers: int

    def over(self, span: Span, history: History) -> Testers:
        job = Job(self.wish, span, self.data)
        if self.workers == 1:
            return Here(history, job)
        return LocalTesters(job, self.pool, self.workers)


@dataclass(frozen=True, slots=True)
class LocalTesters:
    """Each process reads the history once; a few sets wait for each. Raises WorkersLost when one
    of them is ended from outside."""

    job: Job
    pool: ProcessPoolExecutor
    workers: int

    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        todo, waiting = iter(sets), set[Future[Outcome]]()
        try:
            while True:
                ahead = islice(todo, self.workers * AHEAD - len(waiting))
                waiting |= {self.pool.submit(tested, self.job, each) for each in ahead}
                if not waiting:
                    return
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        except BrokenProcessPool as error:
            raise WorkersLost("a process of the search was ended; is there memory left?") from error


@contextmanager
def local_bench(wish: Wish, data: str, workers: int) -> Iterator[LocalBench]:
    """Its processes begin when they are needed, and end with it; what waits is left undone. A
    search that is broken off leaves undone what is being done, too: a set may take minutes."""
    context = get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED])
    if workers > 1:
        # It imports while the history is read here.
        start_server()
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=leash)
    try:
        yield LocalBench(wish, data, pool, workers)
    except BaseException:
        for process in set(active_children()) - others:
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
