"""The desk's own condition: every part asked, troubles named, a copy made when asked for."""

import asyncio
from collections.abc import Callable

from core.codec import decode
from core.errors import ExchangeError, InputError, StorageError
from core.events import Fault
from core.health import CopyState, MachineHealth, StoreHealth, WireHealth
from core.ports import Clock, JournalEntry, JournalReader
from core.ports.system import (
    ChatProbe,
    Copies,
    MachineProbe,
    StoreProbe,
    SystemDesk,
    WireProbe,
)
from core.trading import FeedHealth
from core.types import DAY_NS, SECOND_NS, Access, AccountId, FeedStatus, UserId
from core.views.system import ErrorView, SystemView
from services.seats import Seat, Seats

ASK_S = 6.0
MOST_OFFSET_MS = 1_000
SLOW_MS = 1_000
MOST_OWED = 100
LEAST_FREE = 500 * 2**20
PAGE = 100
"""So many errors are counted; a day with more has `PAGE` of them."""


class SystemService(SystemDesk):
    """Reads, asks, and has copies made. Uptime counts from when the service was made."""

    def __init__(
        self,
        seats: Seats,
        journal: JournalReader,
        clock: Clock,
        *,
        desk: AccountId,
        version: str,
        store: StoreProbe,
        machine: MachineProbe,
        copies: Copies,
        wire: Callable[[], WireProbe | None],
        has_sandbox: bool,
    ) -> None:
        self._seats = seats
        self._journal = journal
        self._clock = clock
        self._desk = desk
        self._version = version
        self._store = store
        self._machine = machine
        self._copies = copies
        self._wire = wire
        self._chat: ChatProbe | None = None
        self._has_sandbox = has_sandbox
        self._started_ns = clock.monotonic_ns()

    def watch_chat(self, probe: ChatProbe) -> None:
        self._chat = probe

    async def view(self, user: UserId) -> SystemView:
        seat = await self._seats.of(user)
        feed = seat.trading.feed(seat.agent.instrument)
        wire = self._wire()
        told = wire.health() if wire is not None else None
        store, copies, machine = await self._stored(), await self._copies.state(), self._machine()
        errors = await self._errors(seat)
        return SystemView(
            now_ns=self._clock.now_ns(),
            utc_offset_min=seat.user.utc_offset_min,
            exchange=seat.trading.exchange,
            feed=feed,
            uptime_s=(self._clock.monotonic_ns() - self._started_ns) // SECOND_NS,
            version=self._version,
            machine=machine,
            copies=copies,
            wire=told,
            store=store,
            chat=self._chat() if self._chat is not None else None,
            errors=len(errors),
            last_error=_error(errors[0]) if errors else None,
            troubles=troubles(feed, told, store, copies, machine),
            access=seat.user.access,
            has_sandbox=self._has_sandbox,
        )

    async def check(self, user: UserId) -> str:
        seat = await self._seats.of(user)
        wire = self._wire()
        if wire is not None:
            try:
                async with asyncio.timeout(ASK_S):
                    await wire.ask()
            except (ExchangeError, TimeoutError):
                return "no_answer"
        health = await seat.trading.check_feed(seat.agent.id)
        return f"feed_{health.status.lower()}"

    async def back_up(self, user: UserId) -> str:
        await self._seats.of(user, Access.OWNER)
        self._copies.request()
        return "copying"

    async def _stored(self) -> StoreHealth | None:
        try:
            async with asyncio.timeout(ASK_S):
                return await self._store.health()
        except (StorageError, TimeoutError):
            return None

    async def _errors(self, seat: Seat) -> list[JournalEntry]:
        """Faults of the last 24 hours, newest first; an owner is told of the desk's too."""
        beside = self._desk if seat.user.access.allows(Access.OWNER) else None
        found = await self._journal.page(
            seat.user.account, (Fault.topic,), offset=0, limit=PAGE, beside=beside
        )
        since_ns = self._clock.now_ns() - DAY_NS
        return [entry for entry in found if entry.wall_ns >= since_ns]


def troubles(
    feed: FeedHealth,
    wire: WireHealth | None,
    store: StoreHealth | None,
    copies: CopyState,
    machine: MachineHealth,
) -> tuple[str, ...]:
    """What is wrong, the worst first."""
    found = {
        "store_silent": store is None,
        "disk_low": machine.free_bytes < LEAST_FREE,
        "feed_over": feed.is_over,
        "feed_stale": feed.status is FeedStatus.STALE and not feed.is_over,
        "wire_blocked": wire is not None and wire.blocked_s > 0,
        "feed_rest": feed.status is FeedStatus.FALLBACK,
        "store_slow": store is not None and max(store.answer_ms, store.lag_ms) >= SLOW_MS,
        "outbox": store is not None and store.owed > MOST_OWED,
        "clock": wire is not None and abs(wire.offset_ms) >= MOST_OFFSET_MS,
        "copy_failed": bool(copies.fault),
    }
    return tuple(code for code, is_so in found.items() if is_so)


def _error(entry: JournalEntry) -> ErrorView:
    try:
        fault = decode(Fault, entry.payload)
    except InputError:
        return ErrorView(at_ns=entry.wall_ns, where="unreadable")
    return ErrorView(at_ns=entry.wall_ns, where=fault.where, detail=fault.detail)
