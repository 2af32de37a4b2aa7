"""The use cases of a desk, put together on what it stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from analytics.desk import TradeAnalyst
from app.accounts import Accounts
from app.alarms import AlarmSide, build_alarms
from app.backup_schedule import BackupSchedule
from app.house import DeskHouse
from app.machine import machine_health
from app.manual import Manual, build_manual, usual_drift
from app.people import Membership, build_membership
from app.pictures import build_pictures
from app.plugin_care import PluginCare, build_plugin_care
from app.reporting import Reporting, build_reporting
from app.settings import Settings
from app.studies import StudySide, build_studies, desk_bench
from app.tail import LogTail
from app.watching import Watching, build_watching
from charts.gallery import Gallery
from core.clock import SystemClock
from core.ports import (
    Analytics,
    AutoTrading,
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
from core.ports.ladder import LadderBook
from core.ports.people import People
from core.ports.plugins import PluginDesk, PluginHouse, PluginKeeping
from core.ports.strategies import StrategyBook, StrategyCatalogue
from core.ports.system import SystemDesk
from core.ports.watching import Readings
from core.types import AccountId
from engine.bus import EventBus
from services.agent_results import AgentResults
from services.analytics import AnalyticsService
from services.auto import AutoTradeService
from services.confirm import ConfirmService, Topic
from services.control import ControlService
from services.drafts import Drafts
from services.ladder import LadderService
from services.lookback import Lookback
from services.overview import DeskService
from services.risk import RiskService
from services.seats import Seats
from services.stored import StoredPositions
from services.strategies import StrategyService
from services.system import SystemService
from storage.database import Database
from storage.studies import study_folder

VERSION = "0.1.0"
DESK = AccountId("desk")
"""The journal's name for what belongs to no account: access and faults of the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the use cases stand on."""

    settings: Settings
    clock: SystemClock
    database: Database
    bus: EventBus
    accounts: Accounts
    copies: BackupSchedule
    gallery: Gallery
    tail: LogTail
    strategies: StrategyCatalogue
    plugins: PluginHouse
    readings: Readings


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
    reporting: Reporting
    manual: Manual
    watching: Watching
    strategies: StrategyBook
    studying: StudySide
    ladders: LadderBook
    plugins: PluginDesk
    plugin_keeping: PluginKeeping
    sandbox: Sandbox | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """The parts that bring questions of their own, asked before something is done."""

    manual: Manual
    members: Membership
    watching: Watching
    plugins: PluginCare
    studying: StudySide

    @property
    def topics(self) -> Mapping[str, Topic]:
        sides = (self.manual, self.members, self.watching, self.plugins, self.studying)
        return {name: topic for side in sides for name, topic in side.topics.items()}


async def build_use_cases(on: Ground, announce: Callable[[str], None]) -> Desk:
    """`announce` shows the pairing code."""
    data = on.database
    seats = Seats(data.users, on.accounts, data.kv)
    risk = RiskService(seats)
    auto = AutoTradeService(seats, risk)
    system = _system(on, seats)
    sides = await _sides(on, seats, announce)
    return Desk(
        settings=on.settings,
        clock=on.clock,
        database=data,
        bus=on.bus,
        accounts=on.accounts,
        auto=auto,
        confirming=ConfirmService(seats, risk, on.clock, system, sides.topics),
        risk=risk,
        journal=sides.members.journal,
        analytics=AnalyticsService(seats, data.reader, TradeAnalyst(), on.clock, data.tallies),
        preferences=sides.members.preferences,
        overview=DeskService(seats, data.reader, on.clock, version=VERSION),
        gate=sides.members.gate,
        system=system,
        pictures=build_pictures(seats, data.reader, data.kv, on.clock, on.gallery),
        people=sides.members.people,
        alarms=build_alarms(seats, data.kv, data.reader, on.bus, on.clock),
        reporting=build_reporting(seats, data.users, data.reader, data.kv, on.bus, on.clock),
        control=_control(on, seats),
        manual=sides.manual,
        watching=sides.watching,
        ladders=LadderService(seats, data.reader),
        strategies=_strategies(on, seats, auto),
        studying=sides.studying,
        plugins=sides.plugins.desk,
        plugin_keeping=sides.plugins.keeping,
    )


async def _sides(on: Ground, seats: Seats, announce: Callable[[str], None]) -> _Sides:
    data, lookback = on.database, Lookback(on.clock)
    drafts = Drafts(data.kv, max_drift=usual_drift(on.settings))
    return _Sides(
        manual=build_manual(seats, drafts, data.reader, lookback),
        members=await _members(on, seats, drafts, announce),
        watching=build_watching(
            seats, data.kv, data.reader, TradeAnalyst(), on.clock, lookback, on.readings
        ),
        plugins=build_plugin_care(seats, on.plugins, data.reader, on.clock, log=DESK),
        studying=_studying(on, seats),
    )


async def _members(
    on: Ground, seats: Seats, drafts: Drafts, announce: Callable[[str], None]
) -> Membership:
    return await build_membership(
        seats,
        on.accounts,
        on.database,
        on.clock,
        on.settings,
        drafts=drafts,
        announce=announce,
        log=DESK,
    )


def _strategies(on: Ground, seats: Seats, auto: AutoTradeService) -> StrategyService:
    results = AgentResults(on.database.reader, TradeAnalyst(), on.clock)
    return StrategyService(seats, on.strategies, auto, results)


def _studying(on: Ground, seats: Seats) -> StudySide:
    return build_studies(
        seats,
        on.strategies,
        desk_bench(on.settings),
        study_folder(on.settings.data_dir),
        on.database.kv,
        on.database.reader,
        on.gallery,
        on.clock,
    )


def _system(on: Ground, seats: Seats) -> SystemService:
    return SystemService(
        seats,
        on.database.reader,
        on.clock,
        desk=DESK,
        version=VERSION,
        store=on.database.health,
        machine=partial(machine_health, on.settings.data_dir),
        copies=on.copies,
        wire=on.accounts.wire,
        has_sandbox=on.settings.debug_enabled,
    )


def _control(on: Ground, seats: Seats) -> ControlService:
    return ControlService(
        seats,
        StoredPositions(on.database.journal.load),
        DeskHouse(on.settings, on.tail, version=VERSION),
    )
