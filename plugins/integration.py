"""The plugin system as the guide's authors meet it: one object and a few functions on it.

For scripts and tests: everything here waits for the plugins it asks.
"""

import os
import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from core.clock import SystemClock
from core.errors import PluginError
from indicators.catalogue import builtin_indicators
from plugins.config import CONFIG_FILE, load_config
from plugins.discovery import Places
from plugins.factory import IndicatorManager, Info, StrategyFactory, offer
from plugins.hosting import Surroundings
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.nursery import Nursery
from plugins.templates import make
from strategies.base import BaseStrategy
from strategies.registry import builtin_strategies

if TYPE_CHECKING:
    import pandas as pd


class PluginManagerIntegration:
    """All plugins of a folder, loaded. Close it, or use it as a context."""

    def __init__(self, root: Path | None = None) -> None:
        places = places_of(root or Path.cwd())
        self._nursery = Nursery()
        around = Surroundings(
            nursery=self._nursery,
            clock=SystemClock(),
            config=load_config(places.root / CONFIG_FILE),
        )
        self._registry = builtin_strategies()
        self.plugin_manager = PluginManager(
            places, around, lambda plugin: offer(self._registry, plugin)
        )
        self.strategy_factory = StrategyFactory(self.plugin_manager, self._registry)
        self.indicator_manager = IndicatorManager(self.plugin_manager, builtin_indicators())
        self.plugin_manager.load_all()

    def __enter__(self) -> "PluginManagerIntegration":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def create_custom_strategy_template(self, name: str) -> str:
        """The path of a new strategy that loads as it is. Raises PluginError."""
        return str(make(name, Kind.STRATEGY, self.plugin_manager.places.written).plugin)

    def install_plugin(self, plugin_file: str) -> str | None:
        """Copies a file where plugins lie and loads it: its id, or None with the reason in the
        log of plugins."""
        try:
            return self._installed(Path(plugin_file))
        except (PluginError, OSError) as error:
            self.plugin_manager.tell(f"{plugin_file} is not installed: {error}")
            return None

    def _installed(self, file: Path) -> str:
        """Tried where it lies, copied only when it passes."""
        manager, places = self.plugin_manager, self.plugin_manager.places
        found = manager.add(file)
        if file.resolve().parent in {each.resolve() for each in places.folders}:
            return found.id
        is_strategy = found.metadata.kind is Kind.STRATEGY
        folder = places.written if is_strategy else places.indicators
        folder.mkdir(parents=True, exist_ok=True)
        for each in found.source.files:
            shutil.copy2(each, folder / each.name)
        manager.remove(found.id)
        return manager.add(folder / file.name).id

    def create_strategy(self, strategy_name: str, **kwargs: object) -> BaseStrategy:
        return self.strategy_factory.create_strategy(strategy_name, **kwargs)

    def get_available_strategies(self) -> Info:
        return self.strategy_factory.get_available_strategies()

    def calculate_indicator(self, indicator_name: str, data: "pd.DataFrame", **kwargs: Any) -> Any:
        return self.indicator_manager.calculate_indicator(indicator_name, data, **kwargs)

    def get_available_indicators(self) -> Info:
        return self.indicator_manager.get_available_indicators()

    def get_system_overview(self) -> dict[str, Any]:
        """Counts, every plugin's state and figures, and what was refused, and why."""
        manager = self.plugin_manager
        return {
            "total_plugins": len(manager.plugins),
            "strategies": len(self.get_available_strategies()),
            "indicators": len(self.get_available_indicators()),
            "plugins": {
                each.id: {
                    "version": each.metadata.version,
                    "status": each.status.value,
                    "reason": each.reason,
                    "calls": each.figures().calls,
                    "errors": each.figures().errors,
                    "p50_ms": each.figures().p50_ms,
                    "p99_ms": each.figures().p99_ms,
                }
                for each in manager.plugins
            },
            "refused": {str(each.path): each.reason for each in manager.refusals},
            "python": sys.version.split()[0],
        }

    def close(self) -> None:
        self.plugin_manager.close()
        self._nursery.close()


def places_of(root: Path) -> Places:
    """With the folders that PLUGIN_DIRS names, commas between them."""
    named = os.environ.get("PLUGIN_DIRS", "")
    extra = tuple(Path(each.strip()) for each in named.split(",") if each.strip())
    data = Path(os.environ.get("DATA_DIR") or root / "data")
    return Places(root, data / "plugins", extra)
