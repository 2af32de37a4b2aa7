"""The composition root: everything of a desk but its chat, wired and running."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from analytics.desk import TradeAnalyst
from app.accounts import Accounts, OpenVenue
from app.alarms import AlarmSide, build_alarms
from app.backup_schedule import BackupSchedule, backup_schedule
from app.fault_log import DeskFaults, FaultLog
from app.house import DeskHouse, LogTail, log_tail
from app.machine import machine_health
from app.manual import Manual, build_manual, usual_drift
from app.market_clock import simulated_clock
from app.opening import Terms
from app.people import build_membership
from app.pictures import build_pictures
from app.plugin_news import PluginNews
from app.plugins import open_plugins
from app.sandbox import open_sandbox
from app.settings import Settings
from app.watching import Watching, build_watching
from charts.gallery import Gallery
from core.clock import SystemClock
from core.ports import (
    Analytics,
    AutoTrading,
    Broker,
    Clock,
    Confirming,
    Gatekeeper,
    JournalBook,
    Overview,
    Pictures,
    Preferences,
    RiskControl,
    Sandbox,
)
from core.ports.control import ControlDesk
from core.ports.people import People
from core.ports.strategies import StrategyBook, StrategyCatalogue
from core.ports.system import SystemDesk
from core.types import AccountId, UserId
from engine.bus import EventBus
from exchanges.factory import LIVE_EXCHANGES, Venue, make_broker, open_live, open_venue
from plugins.reloading import Reloading
from services.analytics import AnalyticsService
from services.auto import AutoTradeService
from services.confirm import ConfirmService
from services.control import ControlService
from services.drafts import Drafts
from services.overview import DeskService
from services.risk import RiskService
from services.seats import Seats
from services.stored import StoredPositions
from services.strategies import StrategyService
from services.system import SystemService
from storage.database import Database, open_database
from strategies.registry import builtin_strategies

log = logging.getLogger(__name__)

VERSION = "0.1.0"
DESK = AccountId("desk")
"""The journal's name for what belongs to no account: access and faults of the desk."""


class OpenDatabase(Protocol):
    """Opens what is durable; `storage.database.open_database` is one."""

    def __call__(
        self, url: str, clock: Clock, *, lock_path: Path
    ) -> AbstractAsyncContextManager[Database]: ...


class MakeBroker(Protocol):
    """Makes the broker of a venue; `exchanges.factory.make_broker` is one."""

    def __call__(self, venue: Venue, *, seed: int) -> Broker: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """What a desk stands on: the machine's clock, a database, a broker for each venue."""

    clock: SystemClock = field(default_factory=SystemClock)
    open_database: OpenDatabase = open_database
    make_broker: MakeBroker = make_broker


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a chat or another face of the desk is given."""

    settings: Settings
    clock: SystemClock
    database: Database
    bus: EventBus
    accounts: Accounts
    auto: AutoTrading
    confirming: Confirming
    risk: RiskControl
    journal: JournalBook
    analytics: Analytics
    preferences: Preferences
    overview: Overview
    gate: Gatekeeper
    system: SystemDesk
    pictures: Pictures
    people: People
    control: ControlDesk
    alarms: AlarmSide
    manual: Manual
    watching: Watching
    strategies: StrategyBook
    sandbox: Sandbox | None = None


@asynccontextmanager
async def build_desk(
    settings: Settings,
    *,
    announce: Callable[[str], None],
    on_unwritable: Callable[[UserId], None],
    adapters: Adapters | None = None,
) -> AsyncIterator[Desk]:
    """Opens the database, arms every account's stops, and runs until the context ends. Raises
    StorageError and InputError with a sentence for the operator. `announce` shows the pairing
    code, `on_unwritable` tells a user that nothing can be journaled."""
    adapters = adapters or Adapters()
    clock = adapters.clock
    strategies, news = builtin_strategies(), PluginNews(clock)
    async with (
        log_tail(settings) as tail,
        open_plugins(settings, strategies, clock, news.tell) as plugins,
        _database(settings, adapters) as database,
        _writing(database),
        _venues(settings, database, clock) as venues,
        Gallery() as gallery,
        asyncio.TaskGroup() as group,
        open_sandbox(
            settings, _venues(settings, database, clock), database, clock, group
        ) as sandbox,
    ):
        bus = EventBus()
        accounts = Accounts(
            exchange=settings.exchange,
            group=group,
            database=database,
            bus=bus,
            desk_clock=clock,
            open_venue=venues,
            make_broker=partial(adapters.make_broker, seed=settings.sim_seed),
            strategies=strategies,
            terms=_terms(settings),
            on_unwritable=on_unwritable,
        )
        await accounts.open_all()
        faults = DeskFaults(database.reader, database.users, bus, DESK)
        copies = backup_schedule(settings, clock=clock, report=faults.report)
        upkeep = [
            group.create_task(copies.run(), name="backup"),
            group.create_task(FaultLog(faults, clock, settings).run(), name="faults"),
            group.create_task(news.run(faults.report), name="plugin news"),
        ]
        try:
            desk = await _services(
                settings,
                clock,
                database,
                bus,
                accounts,
                copies,
                gallery,
                announce,
                tail,
                strategies,
            )
            upkeep.append(group.create_task(desk.alarms.watch.run(), name="alarms"))
            if plugins.config.reloads:
                upkeep.append(group.create_task(Reloading(plugins, clock).run(), name="plugins"))
            accounts.open(UserId(owner) for owner in settings.owner_ids)
            yield replace(desk, sandbox=sandbox)
        finally:
            accounts.stop()
            for task in upkeep:
                task.cancel()


def _database(settings: Settings, adapters: Adapters) -> AbstractAsyncContextManager[Database]:
    return adapters.open_database(
        settings.database_url.get_secret_value(),
        adapters.clock,
        lock_path=Path(settings.data_dir) / "desk.lock",
    )


def _terms(settings: Settings) -> Terms:
    return Terms(
        balance=settings.paper_balance,
        timeframe=settings.timeframe,
        leverage=settings.default_leverage,
        strategy="TREND",
    )


@asynccontextmanager
async def _writing(database: Database) -> AsyncIterator[None]:
    """Writes from before the first who has something to write until after the last."""
    async with asyncio.TaskGroup() as group:
        writer = group.create_task(database.writer.run(), name="writer")
        try:
            yield
        finally:
            writer.cancel()


@asynccontextmanager
async def _venues(
    settings: Settings, database: Database, clock: SystemClock
) -> AsyncIterator[OpenVenue]:
    """Each account gets its own simulated or replayed market; simulated ones agree on the time. A
    market on the network is one for all."""
    if settings.exchange in LIVE_EXCHANGES:
        async with open_live(
            settings.exchange,
            clock,
            symbols=settings.symbols,
            rest_url=settings.exchange_rest_url,
            ws_url=settings.exchange_ws_url,
            is_testnet=settings.binance_testnet,
        ) as venue:
            yield lambda _: venue()
        return
    simulated = await simulated_clock(database.settings, clock, settings.sim_speed or 1)

    async def opened(since_ns: int) -> Venue:
        """In a thread: recorded candles are read at once."""
        return await asyncio.to_thread(
            open_venue,
            settings.exchange,
            clock,
            symbols=settings.symbols,
            clock=simulated,
            since_ns=since_ns,
            sim_seed=settings.sim_seed,
            replay_path=settings.replay_path,
            replay_speed=settings.replay_speed,
        )

    yield opened


async def _services(
    settings: Settings,
    clock: SystemClock,
    database: Database,
    bus: EventBus,
    accounts: Accounts,
    copies: BackupSchedule,
    gallery: Gallery,
    announce: Callable[[str], None],
    tail: LogTail,
    strategies: StrategyCatalogue,
) -> Desk:
    seats = Seats(database.users, accounts, database.kv)
    risk = RiskService(seats)
    auto = AutoTradeService(seats, risk)
    system = SystemService(
        seats,
        database.reader,
        clock,
        desk=DESK,
        version=VERSION,
        store=database.health,
        machine=partial(machine_health, settings.data_dir),
        copies=copies,
        wire=accounts.wire,
        has_sandbox=settings.debug_enabled,
    )
    drafts = Drafts(database.kv, max_drift=usual_drift(settings))
    members = await build_membership(
        seats, accounts, database, clock, settings, drafts=drafts, announce=announce, log=DESK
    )
    manual = build_manual(seats, drafts, database.reader)
    watching = build_watching(seats, database.kv, database.reader, TradeAnalyst(), clock)
    topics = {**manual.topics, **members.topics, **watching.topics}
    return Desk(
        settings=settings,
        clock=clock,
        database=database,
        bus=bus,
        accounts=accounts,
        auto=auto,
        confirming=ConfirmService(seats, risk, clock, system, topics),
        risk=risk,
        journal=members.journal,
        analytics=AnalyticsService(seats, database.reader, TradeAnalyst(), clock),
        preferences=members.preferences,
        overview=DeskService(seats, database.reader, clock, version=VERSION),
        gate=members.gate,
        system=system,
        pictures=build_pictures(seats, database.reader, database.kv, clock, gallery),
        people=members.people,
        alarms=build_alarms(seats, database.kv, database.reader, bus, clock),
        control=ControlService(
            seats,
            StoredPositions(database.journal.load),
            DeskHouse(settings, tail, version=VERSION),
        ),
        manual=manual,
        watching=watching,
        strategies=StrategyService(seats, strategies, auto),
    )
