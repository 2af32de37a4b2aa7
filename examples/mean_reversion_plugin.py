"""Mean reversion: a price far from its average tends to come back."""

from typing import Any

import numpy as np
import pandas as pd
from bot_engine.strategies.base_strategy import BaseStrategy
from bot_engine.strategy_plugin_system import StrategyPlugin


class MeanReversionStrategy(BaseStrategy):
    """Buys far below the average and sells far above it, in standard deviations."""

    def __init__(self, **kwargs: Any):
        super().__init__()
        self.name = "Mean Reversion"
        self.description = "Z-score of the close against its average"
        self.period = kwargs.get("period", 20)
        self.entry = kwargs.get("entry", 2.0)

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        result_df = df.copy()
        window = df["close"].rolling(window=self.period)
        deviation = window.std()
        score = ((df["close"] - window.mean()) / deviation.where(deviation > 0)).fillna(0.0)
        result_df["signal"] = np.select([score <= -self.entry, score >= self.entry], [1, -1], 0)
        result_df["signal_strength"] = (score.abs() / (2 * self.entry)).clip(0.0, 1.0)
        return result_df

    def get_parameters(self) -> dict[str, Any]:
        return {"period": self.period, "entry": self.entry}

    def set_parameters(self, parameters: dict[str, Any]) -> None:
        for key, value in parameters.items():
            if key == "period" and not (5 <= value <= 100):
                raise ValueError(f"Period must be between 5 and 100, got {value}")
            if hasattr(self, key):
                setattr(self, key, value)


class MeanReversionPlugin(StrategyPlugin):
    """Tells Dzentra of it."""

    def get_strategy_class(self) -> type[BaseStrategy]:
        return MeanReversionStrategy

    def get_metadata(self) -> dict[str, Any]:
        return {
            "id": "mean_reversion_strategy",
            "name": "Mean Reversion",
            "version": "1.0.0",
            "author": "Dzentra",
            "description": "Z-score of the close against its average",
            "type": "strategy",
            "parameters": {
                "period": {
                    "type": "int",
                    "default": 20,
                    "min": 5,
                    "max": 100,
                    "description": "Candles of the average",
                },
                "entry": {
                    "type": "float",
                    "default": 2.0,
                    "min": 0.5,
                    "max": 5.0,
                    "description": "Standard deviations away from it",
                },
            },
        }
