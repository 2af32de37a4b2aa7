"""Strategies and indicators by name, ours and those of plugins: what the guide's authors call."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.errors import InputError, PluginError
from indicators.catalogue import Catalogue
from plugins.columns import frame_answer, frame_request
from plugins.hosting import HostedPlugin, Status
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.remote import StrategyMaker
from strategies.base import BaseStrategy
from strategies.registry import StrategyRegistry

if TYPE_CHECKING:
    import pandas as pd

Info = dict[str, dict[str, Any]]
ALIASES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "bollinger_bands": ("bollinger", {"std_dev": "width"}),
}
"""Indicators that the guide calls otherwise than we, and their parameters."""


def offer(registry: StrategyRegistry, plugin: HostedPlugin, *, repainting: bool = False) -> None:
    """Puts a plugin's strategy among the others; one that looks ahead only where that is said, and
    what is refused nowhere."""
    if plugin.metadata.kind is not Kind.STRATEGY:
        return
    hidden = plugin.status is Status.REPAINTS and not repainting
    if hidden or plugin.status is Status.REFUSED:
        registry.forget(plugin.id)
        return
    about = plugin.metadata.description or plugin.metadata.name
    registry.register(plugin.id, StrategyMaker(plugin), about, plugin.facts.parameters)


class StrategyFactory:
    """Strategies by name."""

    def __init__(self, manager: PluginManager, registry: StrategyRegistry) -> None:
        self._manager = manager
        self._registry = registry

    def get_available_strategies(self) -> Info:
        """Of each name what its metadata says."""
        plugins = {each.id: each for each in self._manager.of(Kind.STRATEGY)}
        found: Info = {}
        for entry in self._registry.entries():
            bounds = {each.name: each.metadata() for each in entry.parameters}
            found[entry.name] = {
                "id": entry.name,
                "name": entry.name,
                "description": entry.description,
                "type": "strategy",
                "parameters": bounds,
            }
        for name, plugin in plugins.items():
            if plugin.is_usable:
                found[name] = dict(plugin.metadata.told())
        return found

    def create_strategy(self, strategy_name: str, **kwargs: object) -> BaseStrategy:
        """Raises InputError for an unknown name or a parameter out of bounds, PluginError with the
        plugin's own words."""
        if strategy_name in {each.id for each in self._manager.of(Kind.STRATEGY)}:
            plugin = self._manager.get(strategy_name)
            if not plugin.is_usable:
                raise PluginError(f"Plugin {plugin.id} is {plugin.status}: {plugin.reason}")
            made = StrategyMaker(plugin)(**kwargs)
            made.settle()
            return made
        strategy = self._registry.create(strategy_name)
        if not isinstance(strategy, BaseStrategy):
            raise InputError(f"{strategy_name} is no strategy of this kind")
        if kwargs:
            strategy.set_parameters(kwargs)
        return strategy


class IndicatorManager:
    """Indicators by name."""

    def __init__(self, manager: PluginManager, catalogue: Catalogue) -> None:
        self._manager = manager
        self._catalogue = catalogue

    def get_available_indicators(self) -> Info:
        found: Info = {each.name: dict(each.metadata()) for each in self._catalogue.entries()}
        for alias, (name, _) in ALIASES.items():
            found[alias] = {**found[name], "id": alias}
        for plugin in self._manager.of(Kind.INDICATOR):
            if plugin.is_usable:
                found[plugin.id] = dict(plugin.metadata.told())
        return found

    def calculate_indicator(self, indicator_name: str, data: "pd.DataFrame", **kwargs: Any) -> Any:
        """A Series, a DataFrame or named Series of the frame's index. Raises PluginError and
        InputError."""
        if indicator_name in {each.id for each in self._manager.of(Kind.INDICATOR)}:
            return _asked(self._manager.get(indicator_name), data, kwargs)
        name, renamed = ALIASES.get(indicator_name, (indicator_name, {}))
        wanted = {renamed.get(key, key): value for key, value in kwargs.items()}
        columns = {str(each): data[each] for each in data.columns}
        return _named(self._catalogue.get(name).calculate(columns, **wanted), data.index)


def _asked(plugin: HostedPlugin, data: "pd.DataFrame", values: dict[str, Any]) -> Any:
    from core.parameters import settled

    bounded = {each.name for each in plugin.facts.parameters}
    checked = settled(
        plugin.facts.parameters,
        {name: value for name, value in values.items() if name in bounded},
        owner=plugin.id,
    )
    request = frame_request({"op": "calculate", "values": {**values, **checked}}, data)
    answer = plugin.ask(request)
    frame = frame_answer(answer, data.index)
    return _shaped(frame, str(answer.header.get("shape")))


def _shaped(frame: "pd.DataFrame", shape: str) -> Any:
    if shape == "series":
        return frame.iloc[:, 0]
    return frame if shape == "frame" else {str(name): frame[name] for name in frame.columns}


def _named(columns: Mapping[str, Any], index: "pd.Index") -> Any:
    import pandas as pd

    named = {name: pd.Series(values, index=index, name=name) for name, values in columns.items()}
    return next(iter(named.values())) if len(named) == 1 else named
