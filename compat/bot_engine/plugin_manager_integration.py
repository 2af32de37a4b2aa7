import atexit
from functools import cache
from typing import TYPE_CHECKING, Any

from plugins.factory import Info
from plugins.integration import PluginManagerIntegration
from strategies.base import BaseStrategy

if TYPE_CHECKING:
    import pandas as pd


@cache
def get_plugin_manager() -> PluginManagerIntegration:
    """The plugins of the folder the program was started in; the same one every time."""
    manager = PluginManagerIntegration()
    atexit.register(manager.close)
    return manager


def install_plugin(plugin_file: str) -> str | None:
    return get_plugin_manager().install_plugin(plugin_file)


def get_available_strategies() -> Info:
    return get_plugin_manager().get_available_strategies()


def get_available_indicators() -> Info:
    return get_plugin_manager().get_available_indicators()


def create_strategy(strategy_name: str, **kwargs: object) -> BaseStrategy:
    return get_plugin_manager().create_strategy(strategy_name, **kwargs)


def calculate_indicator(indicator_name: str, data: "pd.DataFrame", **kwargs: Any) -> Any:
    return get_plugin_manager().calculate_indicator(indicator_name, data, **kwargs)


def get_system_overview() -> dict[str, Any]:
    return get_plugin_manager().get_system_overview()
