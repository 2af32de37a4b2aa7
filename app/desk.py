"""The composition root: everything of a desk but its chat, wired and running."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.accounts import Accounts, OpenVenue
from app.opening import Terms
from app.plugin_news import PluginNews
from app.plugins import open_plugins
from app.settings import Settings
from app.tail import LogTail, log_tail
from app.venues import open_venues
from charts.gallery import Gallery
from core.clock import SystemClock
from core.ports import Broker, Clock
from core.types import UserId
from engine.bus import EventBus
from exchanges.factory import Venue, make_broker
from plugins.manager import PluginManager
from storage.database import Database, open_database
from strategies.registry import StrategyRegistry, builtin_strategies

if TYPE_CHECKING:
    from app.use_cases import Desk

Furnish = Callable[["Opened", Callable[[str], None]], AbstractAsyncContextManager["Desk"]]


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
class Opened:
    """What is open when accounts are, and before there is a use case."""

    settings: Settings
    clock: SystemClock
    database: Database
    bus: EventBus
    accounts: Accounts
    group: asyncio.TaskGroup
    gallery: Gallery
    tail: LogTail
    strategies: StrategyRegistry
    plugins: PluginManager
    news: PluginNews


@asynccontextmanager
async def build_desk(
    settings: Settings,
    *,
    announce: Callable[[str], None],
    on_unwritable: Callable[[UserId], None],
    adapters: Adapters | None = None,
) -> AsyncIterator["Desk"]:
    """Opens the database, arms every account's stops, and runs until the context ends. Raises
    StorageError and InputError with a sentence for the operator. `announce` shows the pairing
    code, `on_unwritable` tells a user that nothing can be journaled. What stops do not need is not
    even imported before they are armed, and then beside them."""
    async with _open(settings, adapters or Adapters(), on_unwritable) as opened:
        await opened.accounts.armed()
        furnish = await asyncio.to_thread(_load_rest)
        async with furnish(opened, announce) as desk:
            desk.accounts.open(UserId(owner) for owner in settings.owner_ids)
            yield desk


def _load_rest() -> Furnish:
    from app.furnishing import furnished

    return furnished


@asynccontextmanager
async def _open(
    settings: Settings, adapters: Adapters, on_unwritable: Callable[[UserId], None]
) -> AsyncIterator[Opened]:
    clock, bus = adapters.clock, EventBus()
    strategies, news = builtin_strategies(), PluginNews(clock)
    async with (
        log_tail(settings) as tail,
        open_plugins(settings, strategies, clock, news.tell) as plugins,
        _database(settings, adapters) as database,
        _writing(database),
        open_venues(settings, database, clock) as venues,
        Gallery() as gallery,
        asyncio.TaskGroup() as group,
    ):
        accounts = _accounts(
            settings, adapters, database, group, bus, venues, strategies, on_unwritable
        )
        await accounts.open_all()
        try:
            yield Opened(
                settings=settings,
                clock=clock,
                database=database,
                bus=bus,
                accounts=accounts,
                group=group,
                gallery=gallery,
                tail=tail,
                strategies=strategies,
                plugins=plugins,
                news=news,
            )
        finally:
            accounts.stop()


def _database(settings: Settings, adapters: Adapters) -> AbstractAsyncContextManager[Database]:
    return adapters.open_database(
        settings.database_url.get_secret_value(),
        adapters.clock,
        lock_path=settings.lock_path,
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


def _accounts(
    settings: Settings,
    adapters: Adapters,
    database: Database,
    group: asyncio.TaskGroup,
    bus: EventBus,
    venues: OpenVenue,
    strategies: StrategyRegistry,
    on_unwritable: Callable[[UserId], None],
) -> Accounts:
    return Accounts(
        exchange=settings.exchange,
        group=group,
        database=database,
        bus=bus,
        desk_clock=adapters.clock,
        open_venue=venues,
        make_broker=partial(adapters.make_broker, seed=settings.sim_seed),
        strategies=strategies,
        terms=_terms(settings),
        on_unwritable=on_unwritable,
    )
