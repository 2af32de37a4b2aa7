"""Momentum: follow a move that is faster than usual, while volume confirms it."""

from typing import Any

import numpy as np
import pandas as pd
from bot_engine.strategies.base_strategy import BaseStrategy
from bot_engine.strategy_plugin_system import StrategyPlugin


class MomentumStrategy(BaseStrategy):
    """Buys a rate of change above a threshold, sells one below it."""

    def __init__(self, **kwargs: Any):
        super().__init__()
        self.name = "Advanced Momentum"
        self.description = "Rate of change with volume confirmation"
        self.lookback = kwargs.get("lookback", 14)
        self.threshold = kwargs.get("threshold", 0.002)
        self.volume_period = kwargs.get("volume_period", 20)

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        result_df = df.copy()
        momentum = df["close"].pct_change(self.lookback, fill_method=None)
        usual = df["volume"].rolling(window=self.volume_period).mean()
        is_confirmed = df["volume"] >= usual
        rises = is_confirmed & (momentum > self.threshold)
        falls = is_confirmed & (momentum < -self.threshold)
        result_df["signal"] = np.select([rises, falls], [1, -1], 0)
        strength = (momentum.abs() / (4 * self.threshold)).clip(0.0, 1.0)
        result_df["signal_strength"] = strength.fillna(0.0)
        return result_df

    def calculate_position_size(self, signal_strength: float) -> float:
        """Half of what risk allows for a weak signal, all of it for the strongest."""
        return 0.5 + 0.5 * signal_strength

    def get_parameters(self) -> dict[str, Any]:
        return {
            "lookback": self.lookback,
            "threshold": self.threshold,
            "volume_period": self.volume_period,
        }

    def set_parameters(self, parameters: dict[str, Any]) -> None:
        for key, value in parameters.items():
            if hasattr(self, key):
                setattr(self, key, value)


class MomentumStrategyPlugin(StrategyPlugin):
    """Tells Dzentra of it."""

    def get_strategy_class(self) -> type[BaseStrategy]:
        return MomentumStrategy

    def get_metadata(self) -> dict[str, Any]:
        return {
            "id": "momentum_strategy",
            "name": "Advanced Momentum",
            "version": "1.0.0",
            "author": "Dzentra",
            "description": "Rate of change with volume confirmation",
            "type": "strategy",
            "parameters": {
                "lookback": {
                    "type": "int",
                    "default": 14,
                    "min": 2,
                    "max": 100,
                    "description": "Candles the change is over",
                },
                "threshold": {
                    "type": "float",
                    "default": 0.002,
                    "min": 0.0001,
                    "max": 0.1,
                    "description": "Least change, as a share of the price",
                },
                "volume_period": {
                    "type": "int",
                    "default": 20,
                    "min": 2,
                    "max": 200,
                    "description": "Candles the usual volume is over",
                },
            },
        }
