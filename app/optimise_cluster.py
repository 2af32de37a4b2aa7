"""The tests of a search on a Dask cluster."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from app.history import History, Wish
from app.optimise_benches import Bench, Span
from app.optimise_names import base_of, code_hash, code_of, strategies_of
from app.optimise_tests import Job, tested
from backtest.sweep.outcomes import Outcome, key_of
from backtest.sweep.parcel import Parcel
from backtest.sweep.search import Testers
from backtest.sweep.space import Parameters
from core.errors import InputError
from core.values import Frozen, replace

if TYPE_CHECKING:
    from backtest.sweep.cluster import Cluster


class Task(Frozen, frozen=True):
    """One set; `code` is the version of the program that asks, `places` say where the history lies
    in what was delivered."""

    job: Job
    parameters: Parameters
    code: str
    places: tuple[str, ...]


def done_here(task: Task) -> Outcome:
    """On a worker. Raises InputError on one that runs another program."""
    from backtest.sweep.delivery import delivered

    job = task.job
    if code_of(job.wish) != task.code:
        raise other_code("a worker")
    folder = delivered(job.data)
    here = replace(job.wish, data=tuple(folder / place for place in task.places))
    return tested(replace(job, wish=here), task.parameters)


@dataclass(frozen=True, slots=True)
class ClusterBench:
    """`wish` names no file of this machine."""

    wish: Wish
    parcel: Parcel
    cluster: "Cluster"
    workers: int

    @property
    def data(self) -> str:
        return self.parcel.digest

    def over(self, span: Span, _history: History) -> Testers:
        return ClusterTesters(self, span)


@dataclass(frozen=True, slots=True)
class ClusterTesters:
    """Each task is named by its parameters, the plan, the data and the code."""

    bench: ClusterBench
    span: Span

    @property
    def workers(self) -> int:
        return self.bench.workers

    def run(self, sets: Sequence[Parameters]) -> Iterator[Outcome]:
        yield from self.bench.cluster.answers(done_here, self._tasks(sets))

    def _tasks(self, sets: Sequence[Parameters]) -> Iterator[tuple[str, Task]]:
        wish, parcel = self.bench.wish, self.bench.parcel
        base, code = base_of(wish, self.span, parcel.digest), code_of(wish)
        job = Job(wish, self.span, parcel.digest)
        for each in sets:
            yield f"dzentra-{key_of(base, each)}", Task(job, each, code, parcel.data)


@contextmanager
def cluster_bench(address: str, wish: Wish, parcel: Parcel) -> Iterator[Bench]:
    """Raises InputError without the library, for what is no address, and for workers that run
    another program; WorkersLost when nobody answers."""
    if find_spec("distributed") is None:
        raise InputError(
            "A cluster needs distributed: pip install -r requirements-sweep.txt, here and there"
        )
    from backtest.sweep.cluster import connected

    with connected(address) as cluster:
        workers = cluster.workers()
        _check_code(cluster, wish)
        with cluster.holding(parcel):
            yield ClusterBench(replace(wish, data=()), parcel, cluster, workers)


def _check_code(cluster: "Cluster", wish: Wish) -> None:
    """Before anything is sent."""
    mine, told = code_of(wish), cluster.ask_all(code_hash, *strategies_of(wish))
    others = [name for name, theirs in told.items() if theirs != mine]
    if others:
        raise other_code(", ".join(sorted(others)))


def other_code(where: str) -> InputError:
    return InputError(
        f"Another Dzentra, other plugins or none at all on {where}: "
        "bring it to this version, start it again in its folder, and go on"
    )
