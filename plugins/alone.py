"""One plugin without a desk: for backtests and other commands over history."""

import weakref

from core.clock import SystemClock
from core.errors import PluginError
from plugins.config import CONFIG_FILE, load_config
from plugins.discovery import Places, discover
from plugins.hosting import HostedPlugin, Surroundings
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.nursery import Nursery
from plugins.remote import RemoteStrategy, StrategyMaker


def lone_strategy(places: Places, name: str) -> RemoteStrategy | None:
    """A strategy whose worker ends with it, also one that looks ahead; None where no plugin is of
    that id, in capitals or not. Raises PluginError with the reason it is refused."""
    nursery = Nursery()
    around = Surroundings(
        nursery=nursery, clock=SystemClock(), config=load_config(places.root / CONFIG_FILE)
    )
    manager = PluginManager(places, around)
    plugin = _found(manager, places, name)
    if plugin is None:
        return None
    plugin.load()
    strategy = StrategyMaker(plugin)()
    weakref.finalize(strategy, _end, manager, nursery)
    if not plugin.is_usable:
        raise PluginError(f"{name} is refused: {plugin.reason}")
    return strategy


def _found(manager: PluginManager, places: Places, name: str) -> HostedPlugin | None:
    """Reads files until it is found; runs none."""
    for found in discover(places):
        try:
            _, metadata = manager.read(found)
        except PluginError as error:
            if found.path.stem.casefold() == name.casefold():
                raise PluginError(f"{name} is refused: {error}") from error
            continue
        is_it = metadata.id.casefold() == name.casefold()
        if is_it and metadata.kind is Kind.STRATEGY:
            return manager.accept(found)
    return None


def _end(manager: PluginManager, nursery: Nursery) -> None:
    manager.close()
    nursery.close()
