"""The composition root: everything of a desk but its chat, wired and running."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from exchanges.factory import make_broker, make_market

from app.accounts import Accounts, Venue
from app.market_clock import simulated_clock
from app.opening import Terms, account_id
from app.settings import Settings
from core.clock import SystemClock
from core.instrument import Instrument
from core.ports import (
    AutoTrading,
    Broker,
    Confirming,
    Gatekeeper,
    JournalBook,
    MarketData,
    Overview,
    Preferences,
    RiskControl,
)
from core.types import AccountId, UserId
from engine.bus import EventBus
from services.access import AccessService
from services.auto import AutoTradeService
from services.confirm import ConfirmService
from services.journal import JournalService
from services.overview import DeskService
from services.risk import RiskService
from services.seats import Seats
from services.settings import SettingsService
from services.strangers import StrangerLog
from storage.database import Database, open_database
from strategies.registry import builtin_strategies

log = logging.getLogger(__name__)

VERSION = "0.1.0"
DESK = AccountId("desk")
"""The journal's name for what belongs to no account: access and faults of the desk."""


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
    preferences: Preferences
    overview: Overview
    gate: Gatekeeper


@asynccontextmanager
async def build_desk(
    settings: Settings,
    *,
    announce: Callable[[str], None],
    on_unwritable: Callable[[UserId], None],
) -> AsyncIterator[Desk]:
    """Opens the database, arms every account's stops, and runs until the context ends. Raises
    StorageError and InputError with a sentence for the operator. `announce` shows the pairing
    code, `on_unwritable` tells a user that nothing can be journaled."""
    clock = SystemClock()
    url = settings.database_url.get_secret_value()
    lock_path = Path(settings.data_dir) / "desk.lock"
    async with (
        open_database(url, clock, lock_path=lock_path) as database,
        asyncio.TaskGroup() as group,
    ):
        running = [group.create_task(database.writer.run(), name="writer")]
        bus = EventBus()
        accounts = Accounts(
            group=group,
            database=database,
            bus=bus,
            desk_clock=clock,
            venue=await _venue(settings, database, clock),
            strategies=builtin_strategies(),
            terms=Terms(
                balance=settings.paper_balance,
                timeframe=settings.timeframe,
                leverage=settings.default_leverage,
                strategy="TREND",
            ),
            on_unwritable=on_unwritable,
        )
        await accounts.open_all()
        try:
            yield await _services(settings, clock, database, bus, accounts, announce)
        finally:
            accounts.stop()
            for task in running:
                task.cancel()


async def _venue(settings: Settings, database: Database, clock: SystemClock) -> Venue:
    market_clock = await simulated_clock(database.settings, clock, settings.sim_speed or 1)

    def market() -> MarketData:
        return make_market(
            settings.exchange,
            clock=market_clock,
            symbols=settings.symbols,
            seed=settings.sim_seed,
            replay_path=settings.replay_path,
        )

    def broker(instruments: tuple[Instrument, ...]) -> Broker:
        return make_broker(instruments, seed=settings.sim_seed)

    return Venue(clock=market_clock, market=market, broker=broker)


async def _services(
    settings: Settings,
    clock: SystemClock,
    database: Database,
    bus: EventBus,
    accounts: Accounts,
    announce: Callable[[str], None],
) -> Desk:
    seats = Seats(database.users, accounts)
    risk = RiskService(seats)
    gate = AccessService(
        database.users,
        StrangerLog(database.reader, clock, DESK),
        clock,
        owners=frozenset(UserId(owner) for owner in settings.owner_ids),
        account_of=account_id,
        announce=announce,
    )
    await gate.start()
    return Desk(
        settings=settings,
        clock=clock,
        database=database,
        bus=bus,
        accounts=accounts,
        auto=AutoTradeService(seats, risk),
        confirming=ConfirmService(seats, risk, clock),
        risk=risk,
        journal=JournalService(seats, database.reader),
        preferences=SettingsService(seats, database.users, database.reader, clock),
        overview=DeskService(seats, database.reader, clock, version=VERSION),
        gate=gate,
    )
