"""The plugins of a desk: found, read, tried, offered, reloaded and removed."""

import dataclasses
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from core.errors import PluginError
from core.values import Frozen
from plugins.config import PluginConfig
from plugins.discovery import Found, Places, discover, is_candidate
from plugins.hosting import HostedPlugin, Status, Surroundings
from plugins.metadata import Kind, Metadata
from plugins.news import News
from plugins.reading import check_needs, read_metadata
from plugins.signing import check_signed
from plugins.source import Source, read_source
from plugins.switches import Switches

log = logging.getLogger(__name__)

VERSION = "0.1.0"
"""Of Dzentra, for plugins that name a range of it."""


class Refusal(Frozen, frozen=True):
    """A file that could have been a plugin, and why it is none."""

    path: Path
    reason: str


class PluginManager:
    """Holds every plugin by its id. What cannot be read is a refusal; what fails later is a status
    of its plugin; nothing here raises into the desk. `changed` hears of each plugin that came,
    became another or went."""

    def __init__(
        self,
        places: Places,
        around: Surroundings,
        changed: Callable[[HostedPlugin], None] = lambda _plugin: None,
    ) -> None:
        self.places = places
        self._around = around
        self._changed = changed
        self._plugins: dict[str, HostedPlugin] = {}
        self._refused: dict[Path, str] = {}
        self._switches = Switches(places.store)
        self._changing = threading.RLock()

    @property
    def config(self) -> PluginConfig:
        return self._around.config

    @property
    def plugins(self) -> tuple[HostedPlugin, ...]:
        return tuple(self._plugins.values())

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Files that are none, and plugins that did not pass."""
        failed = (each for each in self.plugins if each.status is Status.REFUSED)
        return (
            *(Refusal(path, reason) for path, reason in self._refused.items()),
            *(Refusal(each.source.path, each.reason) for each in failed),
        )

    def of(self, kind: Kind) -> Iterator[HostedPlugin]:
        return (each for each in self.plugins if each.metadata.kind is kind)

    def get(self, name: str) -> HostedPlugin:
        """Raises PluginError for an unknown id."""
        found = self._plugins.get(name)
        if found is None:
            known = ", ".join(self._plugins) or "none"
            raise PluginError(f"No plugin is named {name}; there are: {known}")
        return found

    # --- coming and going

    def find(self) -> tuple[HostedPlugin, ...]:
        """Reads every file without running one; those that are new wait to be loaded."""
        return tuple(new for found in discover(self.places) if (new := self.accept(found)))

    def load_all(self) -> None:
        """Finds and loads, and returns when all are tried: for scripts and commands."""
        fresh = self.find()
        for plugin in fresh:
            plugin.start_loading()
        for plugin in fresh:
            plugin.loaded()
            self._changed(plugin)

    def start_loading(self) -> None:
        """Finds, and loads each on its own thread: the desk does not wait."""
        for plugin in self.find():
            self._changed(plugin)
            plugin.start_loading(self._changed)

    def add(self, path: Path) -> HostedPlugin:
        """Loads a file now. Raises PluginError with the reason it cannot be used."""
        plugin = self.accept(Found(path))
        if plugin is None:
            raise PluginError(self._refused.get(path, f"{path.name} is loaded already"))
        plugin.load()
        self._changed(plugin)
        if not plugin.is_usable:
            raise PluginError(plugin.reason)
        return plugin

    def remove(self, name: str) -> None:
        """Ends its worker; agents on it hold, their positions stay protected."""
        with self._changing:
            plugin = self.get(name)
            del self._plugins[name]
            plugin.close()
            self._changed(plugin)

    def reload(self, path: Path) -> None:
        """What a changed file asks for: new, another version, or gone. The version before goes on
        when the new one fails."""
        with self._changing:
            users = [each for each in self.plugins if path.resolve() in _files(each)]
            for plugin in users:
                self._renew(plugin, Found(plugin.source.path, plugin.source.module))
            if not users and is_candidate(path) and path.is_file():
                self.bring(Found(path))

    def bring(self, found: Found) -> None:
        """A file that was not there before; refused, the owner hears why."""
        with self._changing:
            plugin = self.accept(found)
            if plugin is not None:
                plugin.load()
                self._changed(plugin)

    def move(self, name: str, found: Found) -> None:
        """A plugin whose newer version lies elsewhere; the one before goes on when that fails."""
        with self._changing:
            self._renew(self.get(name), found)

    def again(self, name: str) -> None:
        """Reads and tries a plugin anew, changed or not. Raises PluginError; then what was goes
        on."""
        with self._changing:
            plugin = self.get(name)
            if plugin.status is Status.OFF:
                raise PluginError(f"{name} is switched off")
            source, metadata = self._same(plugin, Found(plugin.source.path, plugin.source.module))
            plugin.take(source, metadata)
            self._changed(plugin)

    def turn(self, name: str, *, is_on: bool) -> None:
        """Switches one on or off, for every later start, too. Raises PluginError: it is unknown,
        or was switched on and does not pass."""
        with self._changing:
            plugin = self.get(name)
            self._switches.turn(name, is_on=is_on)
            if is_on:
                plugin.turn_on()
                plugin.load()
            else:
                plugin.turn_off()
            self._changed(plugin)
        if is_on and not plugin.is_usable:
            raise PluginError(plugin.reason)

    def apart(self) -> "PluginManager":
        """One with nothing loaded, to try what was fetched beside the plugins that run."""
        return PluginManager(self.places, self._around)

    def govern(self, config: PluginConfig) -> None:
        """Another configuration: those it refuses are asked no more, others come back."""
        with self._changing:
            self._around = dataclasses.replace(self._around, config=config)
            for plugin in self.plugins:
                self._judge(plugin)
            self.start_loading()

    def _judge(self, plugin: HostedPlugin) -> None:
        try:
            check_signed(plugin.source, self.config)
        except PluginError as error:
            plugin.refuse(str(error))
        else:
            if plugin.status is not Status.REFUSED:
                return
            plugin.turn_on()
            plugin.start_loading(self._changed)
        self._changed(plugin)

    def close(self) -> None:
        """Ends every worker; the nursery stays with whoever opened it."""
        for plugin in self.plugins:
            plugin.close()

    def tell(self, sentence: str) -> None:
        """To the owner."""
        self._around.told(sentence)

    # --- steps

    def accept(self, found: Found) -> HostedPlugin | None:
        """Reads a file without running it; None for one that is refused or there already."""
        if any(found.path.resolve() == each.source.path.resolve() for each in self.plugins):
            return None
        try:
            source, metadata = self.read(found)
            self._check_room(metadata, source)
        except PluginError as error:
            self._refuse(found.path, str(error))
            return None
        self._refused.pop(found.path, None)
        plugin = self._plugins[metadata.id] = HostedPlugin(source, metadata, self._around)
        if metadata.id in self._switches.off():
            plugin.turn_off()
        return plugin

    def _refuse(self, path: Path, reason: str) -> None:
        if self._refused.get(path) != reason:
            self.tell(News("refused", f"Plugin file {path.name} is refused: {reason}"))
        self._refused[path] = reason

    def read(self, found: Found) -> tuple[Source, Metadata]:
        """Without running it. Raises PluginError."""
        source = read_source(found.path, found.module)
        metadata = read_metadata(source)
        check_needs(source, metadata, host=VERSION)
        check_signed(source, self.config)
        return source, metadata

    def _check_room(self, metadata: Metadata, source: Source) -> None:
        other = self._plugins.get(metadata.id)
        if other is not None:
            raise PluginError(f"{metadata.id} is the id of {other.source.path} already")
        if len(self._plugins) >= self.config.max_plugins:
            raise PluginError(
                f"{self.config.max_plugins} plugins are loaded, and max_plugins allows no more"
            )

    def _renew(self, plugin: HostedPlugin, found: Found) -> None:
        if not found.path.is_file():
            sentence = f"Plugin {plugin.id}: its file is gone, {_goes_on(plugin)}"
            self.tell(News("gone", sentence))
            return
        try:
            source, metadata = self._same(plugin, found)
            if source == plugin.source and plugin.is_usable:
                return
            if plugin.status is Status.OFF:
                plugin.adopt(source, metadata)
            else:
                plugin.take(source, metadata)
        except PluginError as error:
            self.tell(News("kept", f"Plugin {plugin.id}: {_kept(plugin)}: {error}"))
            return
        self._changed(plugin)

    def _same(self, plugin: HostedPlugin, found: Found) -> tuple[Source, Metadata]:
        """What stands there now of this very plugin."""
        source, metadata = self.read(found)
        if metadata.id != plugin.id:
            raise PluginError(f"its id became {metadata.id}; restart to take it as new")
        return source, metadata


def _files(plugin: HostedPlugin) -> frozenset[Path]:
    return frozenset(each.resolve() for each in plugin.source.files)


def _kept(plugin: HostedPlugin) -> str:
    if not plugin.is_usable:
        return "its changed file is refused"
    return f"its changed file is refused, {_goes_on(plugin)}"


def _goes_on(plugin: HostedPlugin) -> str:
    return f"version {plugin.metadata.version} goes on"
