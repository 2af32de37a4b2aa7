"""The accounts of the desk: each with its own runtime, market, feed and broker."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

from app.opening import Terms, account_id, first_unit, manual_agent, owner_of
from app.rounds import RoundOver, Rounds
from core.errors import InputError, JournalUnwritable, StorageError
from core.market import MarketEvent
from core.ports import Broker, Clock, Snapshot, Strategy, Subscription, Trading, Unit
from core.ports.system import WireProbe
from core.trading import Agent, AlertSettings
from core.types import SECOND_NS, AccountId, InstrumentId, UserId
from core.values import replace
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.runtime import TradeRuntime
from engine.session import Session
from engine.trading import AccountTrading
from exchanges.factory import Relisting, Venue
from storage.database import Database
from strategies.registry import StrategyRegistry

log = logging.getLogger(__name__)

SHORTEST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 4.0
CALM_NS = 60 * SECOND_NS
OPENING_S, RENEWAL_S = 5.0, 1.0
"""How long a person waits for an account to open; storage that is whole takes well under one. And
how often it is asked whether what the venue counts in other units is held no more."""
ARMING_S = 0.5
"""How long all else waits for stops: to be alone with a processor, not for a slow market."""


OpenVenue = Callable[[int], Awaitable[Venue]]
"""Opens the venue of one account, given the last event it has seen (0: none)."""
MakeBroker = Callable[[Venue], Broker]


class Accounts:
    """Opens accounts and keeps each running: a runtime whose commit failed is rebuilt from
    storage. `on_unwritable` is told once when nothing can be journaled any more."""

    def __init__(
        self,
        *,
        exchange: str,
        group: asyncio.TaskGroup,
        database: Database,
        bus: EventBus,
        desk_clock: Clock,
        open_venue: OpenVenue,
        make_broker: MakeBroker,
        strategies: StrategyRegistry,
        terms: Terms,
        on_unwritable: Callable[[UserId], None],
    ) -> None:
        self._exchange = exchange
        self._group = group
        self._database = database
        self._bus = bus
        self._desk_clock = desk_clock
        self._open_venue = open_venue
        self._make_broker = make_broker
        self._strategies = strategies
        self._terms = terms
        self._on_unwritable = on_unwritable
        self._running: dict[AccountId, AccountTrading] = {}
        self._opened: dict[AccountId, asyncio.Event] = {}
        self._armed: dict[AccountId, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._wire: WireProbe | None = None
        self._rounds = Rounds()
        self._renewing: asyncio.Task[None] | None = None

    async def open_all(self) -> None:
        """Starts every account of this exchange that storage knows."""
        for account in await self._database.journal.accounts():
            if account == account_id(owner_of(account), self._exchange):
                self._start(account)

    def open(self, users: Iterable[UserId]) -> None:
        """Starts the accounts of users who have not come yet: their first screen has prices."""
        for user in users:
            self._start(account_id(user, self._exchange))

    async def armed(self) -> None:
        """Until the stops of all that were started are armed, or a moment has passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ARMING_S):
                for account, opened in tuple(self._opened.items()):
                    await opened.wait()
                    await self._armed[account].wait()

    async def trading(self, account: AccountId) -> Trading:
        """The running account; opens it on first use. Raises StorageError while it cannot run."""
        opened = self._start(account)
        try:
            async with asyncio.timeout(OPENING_S):
                await opened.wait()
        except TimeoutError:
            raise StorageError(f"The account {account} cannot be opened now") from None
        return self._running[account]

    def wire(self) -> WireProbe | None:
        """The venue on the network that all accounts share; None where there is none (yet)."""
        return self._wire

    def stop(self) -> None:
        """Ends every account; what was decided is durable already."""
        for task in (*self._tasks, *([self._renewing] if self._renewing else ())):
            task.cancel()

    def _start(self, account: AccountId) -> asyncio.Event:
        opened = self._opened.get(account)
        if opened is None:
            opened = self._opened[account] = asyncio.Event()
            keep = self._keep(account, opened)
            self._tasks.append(self._group.create_task(keep, name=f"account {account}"))
        return opened

    async def _keep(self, account: AccountId, opened: asyncio.Event) -> None:
        """The border of storage's failures: waits, then rebuilds from what is durable. Only a run
        of a while ends a trouble: a full disk may still take a few rows."""
        pause_s, is_told = SHORTEST_PAUSE_S, False
        while True:
            began_ns = self._desk_clock.monotonic_ns()
            try:
                async with self._rounds.joined():
                    session, snapshot = await self._build(account)
                    opened.set()
                    await self._live(session, snapshot)
                return
            except RoundOver:
                continue
            except StorageError as error:
                log.error("account %s stopped: %s", account, error)
                if self._desk_clock.monotonic_ns() - began_ns >= CALM_NS:
                    pause_s, is_told = SHORTEST_PAUSE_S, False
                if isinstance(error, JournalUnwritable) and not is_told:
                    is_told = True
                    self._on_unwritable(owner_of(account))
            await self._desk_clock.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _live(self, session: Session, snapshot: Snapshot) -> None:
        begin = self._group.create_task
        beside = (
            begin(session.consult(), name="consulting"),
            begin(session.catch_up(), name="catching up"),
        )
        try:
            await session.run(snapshot)
        finally:
            for task in beside:
                task.cancel()

    async def _build(self, account: AccountId) -> tuple[Session, Snapshot]:
        found = await self._database.journal.load(account)
        since_ns = 0 if found is None else found.account.last_event_ns
        venue = await self._open_venue(since_ns)
        self._wire = venue.wire
        if venue.relisting is not None and self._renewing is None:
            renewals = self._renewals(venue.relisting)
            self._renewing = self._group.create_task(renewals, name="renewals")
        await self._database.journal.register(venue.instruments)
        snapshot = (
            await self._with_manual(found, venue) if found else await self._begin(account, venue)
        )
        _check_listed(snapshot, venue)
        user = await self._database.users.get(snapshot.account.user)
        alerts = AlertSettings() if user is None else user.alerts
        runtime = self._runtime(snapshot, venue, alerts)
        feed = venue.feed(runtime.is_held)

        def events(wanted: Subscription, since_ns: int) -> AsyncGenerator[MarketEvent, None]:
            return feed.events(wanted, since_ns=since_ns)

        session = Session(runtime, venue.market, events, self._strategy)
        self._armed[account] = session.armed
        self._running[account] = AccountTrading(
            session,
            exchange=venue.market.name,
            strategies=self._strategies.offered,
            health=feed.health,
        )
        return session, snapshot

    async def _renewals(self, relisting: Relisting) -> None:
        """Takes the venue's new units once nothing is held in the old ones, and no order is on its
        way that a pause would lose. The border of storage's failures here: asks again."""
        while True:
            await self._desk_clock.sleep(RENEWAL_S)
            try:
                if relisting.outgrown and await self._is_free(relisting.outgrown):
                    await self._rounds.change(partial(self._renew, relisting))
            except StorageError as error:
                log.warning("new units are not taken yet: %s", error)

    async def _is_free(self, outgrown: frozenset[InstrumentId]) -> bool:
        is_calm = all(trading.is_calm for trading in self._running.values())
        return is_calm and bool(outgrown - await self._database.journal.held())

    async def _renew(self, relisting: Relisting) -> None:
        """What was decided last is durable when a write after it is."""
        await self._database.journal.register(())
        names = ", ".join(sorted(relisting.outgrown))
        relisting.renew(but=await self._database.journal.held())
        log.warning("the venue's new units are taken: %s", names)

    def _runtime(self, snapshot: Snapshot, venue: Venue, alerts: AlertSettings) -> TradeRuntime:
        account = snapshot.account
        return TradeRuntime(
            engine=ExecutionEngine(snapshot, venue.instruments, sources=venue.sources),
            broker=self._make_broker(venue),
            journal=self._database.journal,
            bus=self._bus,
            clock=venue.clock,
            desk_clock=self._desk_clock,
            alerts=Alerts(account.user, account.mode, alerts, snapshot.agents),
            pace=venue.pace,
        )

    def _strategy(self, agent: Agent) -> Strategy:
        return self._strategies.create(agent.strategy, agent.parameters)

    async def _with_manual(self, snapshot: Snapshot, venue: Venue) -> Snapshot:
        """An account from before people could trade by hand is given the agent that does. That one
        is on no instrument of its own: a listed one stands for it."""
        account, listed = snapshot.account, {held.id for held in venue.instruments}
        manual = next((agent for agent in snapshot.agents if agent.is_manual), None)
        if manual is not None and manual.instrument in listed:
            return snapshot
        if manual is None:
            made = manual_agent(account, venue.instruments[0], venue.clock.now_ns())
        else:
            made = replace(manual, instrument=venue.instruments[0].id)
        unit = Unit(account=account, wall_ns=self._desk_clock.now_ns(), agents=(made,))
        await self._database.journal.commit(unit)
        agents = {agent.id: agent for agent in (*snapshot.agents, made)}
        return replace(snapshot, agents=tuple(agents.values()))

    async def _begin(self, account: AccountId, venue: Venue) -> Snapshot:
        """A new account: its deposit and its first agent, journaled."""
        unit = first_unit(
            account,
            venue.instruments,
            self._terms,
            market_ns=venue.clock.now_ns(),
            wall_ns=self._desk_clock.now_ns(),
        )
        await self._database.journal.commit(unit)
        return Snapshot(account=unit.account, agents=unit.agents)


def _check_listed(snapshot: Snapshot, venue: Venue) -> None:
    """Raises InputError when an agent or a position is on an instrument that is not listed: its
    stops could not be judged."""
    listed = {held.id for held in venue.instruments}
    used = {agent.instrument for agent in snapshot.agents}
    used |= {position.instrument for position in snapshot.positions}
    if missing := sorted(used - listed):
        raise InputError(
            f"{', '.join(missing)} is traded by {snapshot.account.id} but not listed: "
            "add its symbol to SYMBOLS"
        )
