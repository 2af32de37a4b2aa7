"""Tasks on the workers of a Dask scheduler. Needs the extra `sweep`."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from itertools import islice
from queue import Empty, Queue
from typing import TypeVar, cast

from distributed import (
    Client,
    Future,
    KilledWorker,
    Security,
)
from distributed.client import ClosedClientError
from distributed.comm.core import connect

from backtest.sweep.delivery import Delivery, carried
from backtest.sweep.parcel import Parcel
from core.errors import DzentraError, InputError, WorkersLost

ADDRESS = re.compile(r"(tcp|tls)://[^/:\s]+:\d{1,5}|(tcp|tls)://\[[0-9a-fA-F:]+\]:\d{1,5}")
CONNECT_S, JOIN_S = 5.0, 10.0
LOOK_S = 1.0
ALONE_LOOKS = 60
"""So often it is looked for a worker, in vain, before a search stops."""
AHEAD = 4
"""Tasks for each thread of a worker that the scheduler is given at once."""
LIBRARY = logging.getLogger("distributed")

TaskT = TypeVar("TaskT")
AnswerT = TypeVar("AnswerT")


class Cluster:
    """What a search asks of a scheduler. Raises WorkersLost when it or its workers are gone."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address

    def workers(self) -> int:
        """Threads of all workers; at least one, and in time."""
        with self._listening():
            try:
                self._client.wait_for_workers(1, timeout=JOIN_S)
            except TimeoutError as error:
                raise WorkersLost(f"no worker has joined {self._address}") from error
            return sum(self._threads().values())

    def ask_all(self, question: Callable[..., str], *about: str) -> Mapping[str, str | Exception]:
        """The answer of each worker by its address, or what went wrong there."""
        with self._listening():
            told = self._client.run(question, *about, on_error="return")
        return cast("Mapping[str, str | Exception]", told)

    @contextmanager
    def holding(self, parcel: Parcel) -> Iterator[None]:
        """The parcel is at the workers meanwhile, and stays with each until it ends."""
        name = f"dzentra-{parcel.digest}-{self._client.id}"
        with self._listening():
            self._client.register_plugin(Delivery(parcel), name=name)
        try:
            yield
        finally:
            if self._client.status == "running":
                with self._listening():
                    self._client.unregister_worker_plugin(name)

    def answers(
        self, do: Callable[[TaskT], AnswerT], tasks: Iterable[tuple[str, TaskT]]
    ) -> Iterator[AnswerT]:
        """As they are done. A name stands for what its task comes to: the scheduler does one of a
        name once, and again only where a worker ended before it had answered."""
        most = AHEAD * self.workers()
        todo, waiting = iter(tasks), dict[str, Future[object]]()
        done: Queue[Future[object]] = Queue(most)
        try:
            while True:
                with self._listening():
                    for name, task in islice(todo, most - len(waiting)):
                        waiting[name] = self._client.submit(*carried(do, task), key=name)
                        waiting[name].add_done_callback(done.put)
                    if not waiting:
                        return
                    future = self._next(done)
                    del waiting[str(future.key)]
                    answer = self._answer(future)
                yield cast("AnswerT", answer)
        finally:
            for future in waiting.values():
                future.release()

    def _next(self, done: "Queue[Future[object]]") -> "Future[object]":
        alone = 0
        while alone < ALONE_LOOKS:
            try:
                return done.get(timeout=LOOK_S)
            except Empty:
                alone = 0 if self._threads() else alone + 1
        raise WorkersLost(f"{self._address} has had no worker for a minute")

    def _answer(self, future: "Future[object]") -> object:
        if future.status != "error":
            return future.result()
        match future.exception():
            case DzentraError() as error:
                raise error
            case KilledWorker():
                raise WorkersLost("one and the same set ended several workers; is memory left?")
            case error:
                raise WorkersLost(f"a worker failed ({type(error).__name__}: {error})")

    @contextmanager
    def _listening(self) -> Iterator[None]:
        try:
            yield
        except (OSError, CancelledError, ClosedClientError) as error:
            raise WorkersLost(f"the scheduler at {self._address} is gone") from error

    def _threads(self) -> Mapping[str, int]:
        found = self._client.scheduler_info()["workers"]
        return {name: worker["nthreads"] for name, worker in found.items()}


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Raises InputError for what is no address, and WorkersLost when nobody answers there or the
    connection breaks."""
    security = _security(address)
    # What the library has to say while a connection breaks is said in one sentence.
    level = LIBRARY.level
    LIBRARY.setLevel(logging.CRITICAL)
    try:
        asyncio.run(_knock(address, security))
        with _client(address, security) as client:
            yield Cluster(client, address)
    finally:
        LIBRARY.setLevel(level)


def _client(address: str, security: Security) -> Client:
    try:
        return Client(address, timeout=CONNECT_S, security=security, set_as_default=False)
    except OSError as error:
        raise WorkersLost(f"no Dask scheduler answers at {address}") from error


async def _knock(address: str, security: Security) -> None:
    """A client would wait for ever at an address where somebody listens and says nothing."""
    try:
        async with asyncio.timeout(CONNECT_S):
            comm = await connect(address, **security.get_connection_args("client"))
            await comm.close()
    except OSError as error:
        raise WorkersLost(f"no Dask scheduler answers at {address}") from error


def _security(address: str) -> Security:
    """As the library's own settings have it. Raises InputError for what is no address, and for
    encryption without certificates."""
    if ADDRESS.fullmatch(address) is None:
        raise InputError(f"{address} is no scheduler; write tcp://host:8786 or tls://host:8786")
    security = Security()
    if address.startswith("tls:") and not security.get_tls_config_for_role("client").get("ca_file"):
        raise InputError(
            "tls:// needs certificates: set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, "
            "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY"
        )
    return security
