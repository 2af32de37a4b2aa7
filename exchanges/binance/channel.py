"""Keeps the streams of one socket coming: reconnects, hands over before the venue cuts."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from core.ports import Clock
from core.types import HOUR_NS, SECOND_NS
from exchanges.binance.backoff import Backoff
from exchanges.binance.connection import Connection
from exchanges.binance.plan import SocketPlan
from exchanges.binance.watchdog import Watchdog

log = logging.getLogger(__name__)

LOOK_S = 0.25
LIFE_NS = 23 * HOUR_NS
OVERLAP_NS = 5 * SECOND_NS
SPARE_PATIENCE_NS = 60 * SECOND_NS
Open = Callable[[], Connection]


@dataclass(slots=True)
class _Life:
    connection: Connection
    task: asyncio.Task[None]


class Channel:
    """One socket at a time, two while one hands over to the next.

    States: waiting (until `_opens_ns`), open, handing over. The venue cuts every socket at 24 h
    and warns before a shutdown: a spare one is opened in time, both deliver for a while (what
    comes twice is dropped by its id), then the old one is left.
    """

    def __init__(
        self,
        plan: SocketPlan,
        clock: Clock,
        backoff: Backoff,
        open_one: Open,
        on_break: Callable[[SocketPlan], None],
        group: asyncio.TaskGroup,
    ) -> None:
        self.watchdog = Watchdog({stream.name: stream.kind.value for stream in plan.streams})
        self.reconnects = 0
        self._plan, self._clock, self._backoff = plan, clock, backoff
        self._open_one, self._on_break, self._group = open_one, on_break, group
        self._main: _Life | None = None
        self._spare: _Life | None = None
        self._opens_ns = 0
        self._spare_from_ns = 0
        self._asking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Looks after the socket until cancelled."""
        try:
            while True:
                self._look(self._clock.monotonic_ns())
                await self._clock.sleep(LOOK_S)
        finally:
            lives = [life.task for life in (self._main, self._spare) if life is not None]
            for task in (*lives, *self._asking):
                task.cancel()

    def heard(self, connection: Connection, stream: str) -> None:
        """A stream spoke, in time."""
        now_ns = self._clock.monotonic_ns()
        connection.delivers_since_ns = connection.delivers_since_ns or now_ns
        if self._main is not None and self._main.connection is connection:
            self.watchdog.heard(stream, now_ns)
            self._backoff.reset()

    def _look(self, now_ns: int) -> None:
        if self._spare is not None:
            self._look_at_spare(self._spare, now_ns)
        if self._main is None:
            if now_ns >= self._opens_ns:
                self._main = self._start()
                self.watchdog.opened(now_ns)
        elif self._main.connection.ended:
            self._lost(self._main.connection.ended, now_ns)
        else:
            self._look_at_main(self._main, now_ns)

    def _look_at_main(self, main: _Life, now_ns: int) -> None:
        connection = main.connection
        is_ending = now_ns - connection.opened_ns > LIFE_NS or connection.heard.is_leaving
        if is_ending and self._spare is None and now_ns >= self._spare_from_ns:
            log.info("%s is replaced in time", self._plan.route or "the socket")
            self._spare = self._start()
            self._spare.connection.heard.is_spare = True
        verdict = self.watchdog.judge(now_ns)
        if verdict.reason:
            main.task.cancel()
            self._lost(verdict.reason, now_ns)
        elif verdict.again and connection.is_open:
            task = self._group.create_task(connection.ask_again(verdict.again))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)

    def _look_at_spare(self, spare: _Life, now_ns: int) -> None:
        since_ns = spare.connection.delivers_since_ns
        if spare.connection.ended or (
            not since_ns and now_ns - spare.connection.opened_ns > SPARE_PATIENCE_NS
        ):
            spare.task.cancel()
            self._spare = None
            self._spare_from_ns = now_ns + round(self._backoff.next_s() * SECOND_NS)
        elif since_ns and now_ns - since_ns >= OVERLAP_NS:
            self._promote(spare, now_ns)

    def _promote(self, spare: _Life, now_ns: int) -> None:
        if self._main is not None:
            self._main.task.cancel()
        spare.connection.heard.is_spare = False
        self._main, self._spare = spare, None
        self.watchdog.opened(now_ns)

    def _lost(self, reason: str, now_ns: int) -> None:
        """The socket is gone: the spare one takes over, or a new one is opened after a while."""
        log.warning("%s broke: %s", self._plan.route or "the socket", reason)
        self.reconnects += 1
        self._main = None
        self._on_break(self._plan)
        if self._spare is not None:
            self._promote(self._spare, now_ns)
        else:
            self._opens_ns = now_ns + round(self._backoff.next_s() * SECOND_NS)

    def _start(self) -> _Life:
        connection = self._open_one()
        return _Life(connection, self._group.create_task(connection.run()))
