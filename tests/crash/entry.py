"""The desk as it is, on ports that kill the process at a chosen moment.

    python -m tests.crash.entry 'submitted' exit

The product knows nothing of this: the wrappers stand around the broker, the journal and the outbox
that the composition root is given.
"""

import asyncio
import dataclasses
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from rich.console import Console

# What takes seconds to import, at once: `tests.desk_process` forks desks from here.
import app.chat  # noqa: F401
from app.desk import Adapters
from app.logs import configure_logging
from app.run import run_desk
from app.settings import load_settings
from core.events import FillBooked, OrderPlaced
from core.market import MarketEvent
from core.orders import BrokerEvent, Fill, Order, WorkingOrder
from core.ports import Broker, Clock, OutboxRow, Snapshot, Unit
from core.trading import Position
from core.types import AccountId, ClientId, Purpose
from exchanges.factory import Venue, make_broker
from storage.database import Database, open_database
from storage.journal import SqlJournal
from storage.outbox import SqlOutbox


class Step(StrEnum):
    """Where an order and its alert can be when the machine goes dark."""

    INTENT = "intent committed"
    SUBMITTED = "submitted"
    FILLED = "filled"
    JOURNALED = "journaled"
    QUEUED = "alert queued"
    TRIED = "alert tried"
    SENT = "alert sent but unmarked"


@dataclass(frozen=True, slots=True)
class At:
    """At a step of the first order that opens, or closes, a position; or that takes a rung of its
    ladder."""

    step: Step
    purpose: Purpose
    is_rung: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Some time after a position or an order was first seen, while one is open: at any instant,
    from a thread of its own."""

    seconds: float


Plan = At | After | None


class Death:
    """Ends the process as a power cut does."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._timer: threading.Timer | None = None
        self._is_open = False
        self.purposes: dict[ClientId, Purpose] = {}
        self.rungs: set[ClientId] = set()

    def reach(self, step: Step, purpose: Purpose, order: ClientId | None = None) -> None:
        is_rung = order in self.rungs
        if self._plan == At(step, purpose) or (is_rung and self._plan == At(step, purpose, True)):
            die()

    def holds(self, *, is_open: bool) -> None:
        """Told of every commit: is a position or an order open after it?"""
        self._is_open = is_open
        if is_open and self._timer is None and isinstance(self._plan, After):
            self._timer = threading.Timer(self._plan.seconds, self._strike)
            self._timer.daemon = True
            self._timer.start()

    def _strike(self) -> None:
        """Nothing open any more: the time begins anew with the next position."""
        if self._is_open:
            die()
        self._timer = None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Delegate:
    """Does what the inner one does, but for what a subclass says."""

    def __init__(self, inner: object, death: Death) -> None:
        self._inner: Any = inner
        self._death = death

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class DyingBroker(Delegate):
    def submit(self, order: Order) -> None:
        self._inner.submit(order)
        self._death.purposes[order.client_id] = order.purpose
        self._death.reach(Step.SUBMITTED, order.purpose, order.client_id)

    def on_market(self, event: MarketEvent) -> Sequence[BrokerEvent]:
        results: Sequence[BrokerEvent] = self._inner.on_market(event)
        for result in results:
            if isinstance(result, Fill):
                purpose = self._death.purposes[result.client_id]
                self._death.reach(Step.FILLED, purpose, result.client_id)
        return results


class DyingJournal(Delegate):
    def __init__(self, inner: object, death: Death) -> None:
        super().__init__(inner, death)
        self._open: set[object] = set()

    async def load(self, account: AccountId) -> Snapshot | None:
        snapshot: Snapshot | None = await self._inner.load(account)
        if snapshot is not None:
            self._follow(snapshot.positions, snapshot.orders)
        return snapshot

    async def commit(self, unit: Unit) -> None:
        await self._inner.commit(unit)
        sent = (working.order for working in unit.orders)
        self._death.rungs |= {order.client_id for order in sent if order.rung is not None}
        for record in unit.records:
            if isinstance(record, OrderPlaced):
                self._death.reach(Step.INTENT, record.purpose, record.client_id)
            elif isinstance(record, FillBooked):
                purpose = self._death.purposes[record.client_id]
                self._death.reach(Step.JOURNALED, purpose, record.client_id)
        self._open -= set(unit.closed)
        self._follow(unit.positions, unit.orders)

    def _follow(self, positions: Iterable[Position], orders: Iterable[WorkingOrder]) -> None:
        self._open |= {(position.agent, position.instrument) for position in positions}
        for working in orders:
            (self._open.discard if working.state.is_final else self._open.add)(
                working.order.client_id
            )
        self._death.holds(is_open=bool(self._open))


class DyingOutbox(Delegate):
    """Knows which alert is of an entry: the first of its trade."""

    def __init__(self, inner: object, death: Death) -> None:
        super().__init__(inner, death)
        self._seen: dict[int, Purpose] = {}

    async def due(self, limit: int) -> Sequence[OutboxRow]:
        rows: Sequence[OutboxRow] = await self._inner.due(limit)
        for row in rows:
            is_entry = row.owed.name == "paper_position_opened"
            self._seen[row.id] = Purpose.ENTRY if is_entry else Purpose.EXIT
            self._death.reach(Step.QUEUED, self._seen[row.id])
        return rows

    async def trying(self, row_id: int) -> None:
        await self._inner.trying(row_id)
        self._death.reach(Step.TRIED, self._seen[row_id])

    async def sent(self, row_id: int, message_id: int) -> None:
        self._death.reach(Step.SENT, self._seen[row_id])
        await self._inner.sent(row_id, message_id)


def dying(plan: Plan) -> Adapters:
    """The desk's own adapters, around which the process dies as planned."""
    death = Death(plan)

    @asynccontextmanager
    async def opened(url: str, clock: Clock, *, lock_path: Path) -> AsyncIterator[Database]:
        async with open_database(url, clock, lock_path=lock_path) as database:
            yield dataclasses.replace(
                database,
                journal=cast("SqlJournal", DyingJournal(database.journal, death)),
                outbox=cast("SqlOutbox", DyingOutbox(database.outbox, death)),
            )

    def broker(venue: Venue, *, seed: int) -> Broker:
        return cast("Broker", DyingBroker(make_broker(venue, seed=seed), death))

    return Adapters(open_database=opened, make_broker=broker)


def run(plan: Plan) -> None:
    """As `main.py run` does; without a plan nothing is wrapped."""
    settings = load_settings(env_file=None)
    configure_logging(settings)
    adapters = None if plan is None else dying(plan)
    asyncio.run(run_desk(settings, Console().print, adapters))


def run_apart(environment: dict[str, str], plan: Plan, log: Path) -> None:
    """In a process that was forked for it: what it says goes to a file of its own, and asked by
    SIGUSR1, how many tasks it has."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGUSR1, tell_tasks)
    run(plan)


def tell_tasks(_signal: int, _frame: object) -> None:
    os.write(1, f"tasks: {len(asyncio.all_tasks())}\n".encode())


def main() -> None:
    arguments = sys.argv[1:]
    plan = At(Step(arguments[0]), Purpose(arguments[1])) if arguments else None
    run(plan)


if __name__ == "__main__":
    main()
