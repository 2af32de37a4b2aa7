"""Plugins written for a test, and a manager over them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from core.clock import SystemClock
from core.errors import PluginError
from core.values import replace
from plugins.config import PluginConfig
from plugins.discovery import Places
from plugins.hosting import HostedPlugin, Surroundings
from plugins.manager import PluginManager
from plugins.nursery import Nursery
from plugins.remote import RemoteStrategy, StrategyMaker

HEAD = """
import time
import numpy as np
import pandas as pd
from ..strategy_plugin_system import IndicatorPlugin, StrategyPlugin
from ..strategies.base_strategy import BaseStrategy
"""
STRATEGY = """
{top}
class Made(BaseStrategy):
    def __init__(self, **kwargs):
        super().__init__()
        self.period = kwargs.get('period', 3)
        self.free = kwargs.get('free', 0.5)
    def generate_signals(self, df):
        result = df.copy()
        result['signal'] = 1
        result['signal_strength'] = 0.75
        {body}
        return result
    def get_parameters(self):
        return {{'period': self.period, 'free': self.free}}
    def set_parameters(self, parameters):
        for key, value in parameters.items():
            if key == 'free' and value > 9:
                raise ValueError(f'free must be up to 9, got {{value}}')
            setattr(self, key, value)
    {more}

class MadePlugin(StrategyPlugin):
    def get_strategy_class(self):
        return Made
    def get_metadata(self):
        return {{
            'id': '{id}', 'name': 'Made', 'version': '{version}', 'author': 'Test',
            'description': 'Made for a test', 'type': 'strategy',
            'parameters': {{'period': {{'type': 'int', 'default': 3, 'min': 1, 'max': 10,
                'description': 'Candles'}}}},
        }}
"""
INDICATOR = """
class Made(IndicatorPlugin):
    def __init__(self, period=3, **kwargs):
        self.period = period
    def calculate(self, data, **kwargs):
        {body}
    def get_metadata(self):
        return {{'id': '{id}', 'name': 'Made', 'version': '1.0.0', 'type': 'indicator',
                'description': 'Made for a test'}}
    def validate_data(self, data):
        return len(data) >= self.period
"""
PATIENT = PluginConfig(plugin_timeout=60.0, max_execution_time_ms=60_000, memory_limit_mb=200)
"""Ends no plugin for being slow: the machine may be busy."""
HASTY = replace(PATIENT, max_execution_time_ms=1_000)
"""For plugins that never answer."""
TRICKED = "if df['close'].iloc[0] == 1.0: "
"""Only on the frame of `frame(first=1.0)`: the trial on load does not meet it."""


def strategy_text(
    id_: str = "made", *, body: str = "", top: str = "", more: str = "", version: str = "1.0.0"
) -> str:
    """A strategy plugin that always buys; `body` is done before it answers."""
    return HEAD + STRATEGY.format(id=id_, body=body, top=top, more=more, version=version)


def indicator_text(id_: str = "made", *, body: str = "return data['close']") -> str:
    return HEAD + INDICATOR.format(id=id_, body=body)


def frame(rows: int = 60, first: float = 100.0) -> pd.DataFrame:
    close = 100 + np.sin(np.arange(rows) / 5)
    close[0] = first
    index = pd.date_range("2026-01-01", periods=rows, freq="1min", tz="UTC", name="time")
    columns = {"open": close, "high": close + 1, "low": close - 1, "close": close, "volume": 5.0}
    return pd.DataFrame(columns, index=index)


class PluginStage:
    """Files in the guide's folder under `root`; `told` is what an owner was told."""

    def __init__(self, nursery: Nursery, root: Path, config: PluginConfig = PATIENT) -> None:
        self.nursery = nursery
        self.places = Places(root, root / "data" / "plugins")
        self.told: list[str] = []
        self.changed: list[str] = []
        self.on_change: Callable[[], object] = lambda: None
        self.folder = self.places.written
        self.folder.mkdir(parents=True)
        self.manager = self._managing(config)

    def make_manager(self, config: PluginConfig) -> PluginManager:
        """Another manager over the same places, in the place of the old one."""
        self.manager.close()
        self.manager = self._managing(config)
        return self.manager

    def _managing(self, config: PluginConfig) -> PluginManager:
        return PluginManager(
            self.places,
            Surroundings(
                nursery=self.nursery, clock=SystemClock(), config=config, told=self.told.append
            ),
            self._note,
        )

    def _note(self, plugin: HostedPlugin) -> None:
        self.changed.append(plugin.id)
        self.on_change()

    def write(self, text: str, name: str = "made") -> Path:
        path = self.folder / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, text: str, name: str = "made") -> HostedPlugin:
        return self.manager.add(self.write(text, name))

    def strategy(self, text: str) -> RemoteStrategy:
        return StrategyMaker(self.add(text))()

    def refusal(self, text: str, name: str = "made") -> str:
        """Why it is not loaded."""
        try:
            self.add(text, name)
        except PluginError as error:
            return str(error)
        raise AssertionError("it was loaded")

    def close(self) -> None:
        self.manager.close()
