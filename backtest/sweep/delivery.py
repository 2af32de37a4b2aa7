"""How work and history come to the workers of a Dask cluster. Needs the extra `sweep`."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from distributed import Worker, WorkerPlugin, get_worker

from backtest.sweep.parcel import Parcel

TaskT = TypeVar("TaskT")


def carried(do: Callable[[TaskT], object], task: TaskT) -> tuple[Callable[[bytes], object], bytes]:
    """A function and its argument as they travel. The scheduler opens what it is given, and need
    not have Dzentra: a function within another is sent whole."""

    def call(packed: bytes) -> object:
        work, about = pickle.loads(packed)
        answer: object = work(about)
        return answer

    return call, pickle.dumps((do, task))


class Delivery(WorkerPlugin):
    """Brings a parcel to every worker once, also to those that join later."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel

    def setup(self, worker: Worker) -> None:
        self._parcel.unpack(_folder(worker, self._parcel.digest))


def delivered(digest: str) -> Path:
    """Where a parcel lies on the worker that asks."""
    return _folder(get_worker(), digest)


def _folder(worker: Worker, digest: str) -> Path:
    return Path(worker.local_directory) / f"dzentra-{digest}"
