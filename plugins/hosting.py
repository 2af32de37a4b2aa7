"""One plugin of the desk: its version, its worker, its figures, and whether it may be asked."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum

from core.errors import PluginError
from core.plugins import PluginTrouble
from core.ports import Clock
from core.values import Frozen
from plugins.config import PluginConfig
from plugins.facts import Facts, facts_from
from plugins.metadata import Metadata
from plugins.metrics import Figures, Metrics
from plugins.news import News
from plugins.nursery import Nursery
from plugins.process import PluginFailed, PluginKilled, Worker
from plugins.source import Source
from plugins.wire import Message

log = logging.getLogger(__name__)

MS_NS = 1_000_000
TROUBLES = 3
"""Failed calls that are remembered."""


class Status(StrEnum):
    WAITING = "waiting"
    ACTIVE = "active"
    REPAINTS = "repaints"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What all plugins of a desk share. `told` hears in one sentence what an owner should know."""

    nursery: Nursery
    clock: Clock
    config: PluginConfig = field(default_factory=PluginConfig)
    told: Callable[[str], None] = log.warning


class Version(Frozen, frozen=True):
    """What was read, and what it turned out to be."""

    source: Source
    facts: Facts


class HostedPlugin:
    """Asked from any thread; its calls follow one another. `ask` blocks, `ask_later` does not."""

    def __init__(self, source: Source, metadata: Metadata, around: Surroundings) -> None:
        self.source = source
        self.metadata = metadata
        self.status = Status.WAITING
        self.reason = ""
        self.metrics = Metrics(is_on=around.config.enable_metrics)
        self.troubles: deque[PluginTrouble] = deque(maxlen=TROUBLES)
        self._around = around
        self._version: Version | None = None
        self._worker: Worker | None = None
        self._is_closed = False
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"plugin {metadata.id}")

    @property
    def id(self) -> str:
        return self.metadata.id

    @property
    def facts(self) -> Facts:
        """Those of its version; before that is loaded what its source says."""
        if self._version is not None:
            return self._version.facts
        return Facts(metadata=self.metadata, parameters=self.metadata.parameters)

    @property
    def is_usable(self) -> bool:
        return self.status in (Status.ACTIVE, Status.REPAINTS)

    def figures(self) -> Figures:
        return self.metrics.figures()

    # --- versions

    def load(self) -> None:
        """The first version, tried; a failure is its status and reason, never an exception. One
        that is switched off stays as it is."""
        if self.status is Status.OFF:
            return
        try:
            self.take(self.source, self.metadata)
        except PluginError as error:
            if self._is_closed:
                return
            self.refuse(str(error))
            self._around.told(News("refused", f"Plugin {self.id} is refused: {error}"))

    def take(self, source: Source, metadata: Metadata) -> None:
        """Another version, tried in a worker of its own and swapped in between two calls. Raises
        PluginError: then the version before goes on."""
        worker, version = self._tried(source, metadata)
        with self._lock:
            old, self._worker = self._worker, worker
            self._version, self.source, self.metadata = version, source, version.facts.metadata
            self.status = Status.REPAINTS if version.facts.ahead else Status.ACTIVE
            self.reason = version.facts.ahead
            self.metrics.forgive()
        if old is not None:
            old.close()
        log.info("plugin %s %s is %s", self.id, self.metadata.version, self.status)
        if self.reason:
            self._around.told(News("ahead", f"Plugin {self.id} looks ahead: {self.reason}"))

    def _tried(self, source: Source, metadata: Metadata) -> tuple[Worker, Version]:
        worker = Worker(self._around.nursery, self._around.clock)
        try:
            answer = self._run(worker, source, is_tried=self._around.config.validate_plugins)
            return worker, Version(source, facts_from(answer, metadata))
        except BaseException:
            worker.close()
            raise

    def _run(self, worker: Worker, source: Source, *, is_tried: bool) -> Message:
        config = self._around.config
        header: dict[str, object] = {
            "op": "load",
            "path": str(source.path),
            "module": source.module,
            "texts": dict(source.modules),
            "memory_mb": config.memory_limit_mb,
            "is_tried": is_tried,
        }
        return worker.ask(Message(header), who=self.id, limit_s=config.plugin_timeout)

    # --- calls

    def ask(self, message: Message) -> Message:
        """Raises PluginError: it is not usable, it failed, or it was ended."""
        with self._lock:
            if not self.is_usable:
                raise PluginError(f"Plugin {self.id} is {self.status}: {self.reason}")
            started_ns = self._around.clock.monotonic_ns()
            try:
                answer = self._ready().ask(
                    message, who=self.id, limit_s=self._around.config.max_execution_s
                )
            except PluginFailed as error:
                self.metrics.failed()
                self._remember(error)
                self._stop_if_hopeless()
                raise
            except PluginKilled as error:
                self._remember(error)
                self._end_worker()
                self.metrics.killed(self._around.clock.monotonic_ns())
                self._stop_if_hopeless()
                raise
            self._measured(self._around.clock.monotonic_ns() - started_ns, message)
            return answer

    async def ask_later(self, make: Callable[[], Message]) -> Message:
        """The same without holding up the loop; the message is made on its thread, too."""
        return await asyncio.wrap_future(self.begin(make))

    def begin(self, make: Callable[[], Message]) -> "Future[Message]":
        """The same, for who may not wait for it."""
        return self._thread.submit(lambda: self.ask(make()))

    def start_loading(self, done: Callable[["HostedPlugin"], None] = lambda _plugin: None) -> None:
        """Loads on its own thread: calls that come meanwhile wait there."""

        def run() -> None:
            self.load()
            done(self)

        self._thread.submit(run)

    def loaded(self) -> None:
        """Returns when what was begun on its thread is done."""
        self._thread.submit(lambda: None).result()

    def refuse(self, reason: str) -> None:
        """It is asked no more; its worker ends with its next version."""
        self.status, self.reason = Status.REFUSED, reason

    def turn_off(self) -> None:
        """Not asked until it is loaded again, which a person asks for."""
        self.status, self.reason = Status.OFF, "an owner switched it off"
        if self._worker is not None:
            self._worker.kill()

    def turn_on(self) -> None:
        """It waits to be loaded."""
        self.status, self.reason = Status.WAITING, ""

    def adopt(self, source: Source, metadata: Metadata) -> None:
        """Another source of one that is switched off: read, not run."""
        self.source, self.metadata = source, metadata

    def release(self) -> None:
        """Out of quarantine: the next call has a new worker of the version that was tried."""
        with self._lock:
            if self.status is not Status.QUARANTINED or self._version is None:
                return
            self._end_worker()
            self.metrics.forgive()
            self.reason = self._version.facts.ahead
            self.status = Status.REPAINTS if self.reason else Status.ACTIVE

    def restart(self) -> None:
        """The next call has a new worker of the same version."""
        with self._lock:
            self._end_worker()

    def _ready(self) -> Worker:
        """Its worker; after it was ended a new one of the same version."""
        if self._worker is None:
            if self._version is None:
                raise PluginFailed(f"{self.id} is not loaded")
            worker = Worker(self._around.nursery, self._around.clock)
            try:
                self._run(worker, self._version.source, is_tried=False)
            except BaseException:
                worker.close()
                raise
            self._worker = worker
        return self._worker

    def _remember(self, error: PluginError) -> None:
        self.troubles.append(PluginTrouble(self._around.clock.now_ns(), str(error)))

    def _measured(self, took_ns: int, message: Message) -> None:
        self.metrics.done(took_ns / MS_NS)
        if self._around.config.log_execution_time:
            op = message.header["op"]
            log.info("plugin %s %s execution_time=%.3f ms", self.id, op, took_ns / MS_NS)

    def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _stop_if_hopeless(self) -> None:
        reason = self.metrics.why_stop(self._around.clock.monotonic_ns())
        if reason and self.is_usable:
            self.status, self.reason = Status.QUARANTINED, reason
            self._around.told(News("quarantined", f"Plugin {self.id} is quarantined: {reason}"))

    def close(self) -> None:
        """Ends its worker; a call that waits for it fails."""
        self._is_closed = True
        self.refuse("it was removed")
        worker = self._worker
        if worker is not None:
            worker.kill()
        if self._lock.acquire(blocking=False):
            self._end_worker()
            self._lock.release()
        self._thread.shutdown(wait=False, cancel_futures=True)
