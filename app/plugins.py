"""The desk's plugins: found at its start, loaded beside it, watched while it runs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from app.settings import Settings
from core.clock import SystemClock
from plugins.config import CONFIG_FILE, load_config
from plugins.discovery import Places
from plugins.factory import offer
from plugins.hosting import Surroundings
from plugins.log import LOG_FILE, close_log, open_log
from plugins.manager import PluginManager
from plugins.nursery import Nursery
from strategies.registry import StrategyRegistry


@asynccontextmanager
async def open_plugins(
    settings: Settings,
    registry: StrategyRegistry,
    clock: SystemClock,
    told: Callable[[str], None],
) -> AsyncIterator[PluginManager]:
    """Their strategies are in the registry at once; each is tried on a thread of its own, and who
    asks it before that waits there. Raises PluginError for a wrong `plugin_config.json`."""
    places = places_of(settings)
    config = load_config(places.root / CONFIG_FILE)
    handler = open_log(places.root / LOG_FILE, config.level)
    nursery = Nursery()
    around = Surroundings(nursery=nursery, clock=clock, config=config, told=told)
    manager = PluginManager(places, around, partial(offer, registry))
    try:
        manager.start_loading()
        yield manager
    finally:
        await asyncio.to_thread(manager.close)
        await asyncio.to_thread(nursery.close)
        close_log(handler)


def places_of(settings: Settings) -> Places:
    return Places(Path(), settings.data_dir / "plugins", settings.plugin_dirs)
