"""Relative strength after Wilder, smoothed once more."""

from typing import Any

import pandas as pd
from bot_engine.strategy_plugin_system import IndicatorPlugin


class CustomRsiIndicator(IndicatorPlugin):
    """0..100; the smoothing trades promptness for calm."""

    def __init__(self, period: int = 14, smoothing: int = 3, **kwargs: Any):
        self.period = period
        self.smoothing = smoothing

    def calculate(self, data: pd.DataFrame, **kwargs: Any) -> pd.Series:
        change = data["close"].diff()
        gain = change.clip(lower=0.0).ewm(alpha=1 / self.period, adjust=False).mean()
        loss = (-change.clip(upper=0.0)).ewm(alpha=1 / self.period, adjust=False).mean()
        total = gain + loss
        strength = (100 * gain / total.where(total > 0)).fillna(50.0)
        return strength.rolling(window=self.smoothing).mean().rename("custom_rsi")

    def get_metadata(self) -> dict[str, Any]:
        return {
            "id": "custom_rsi",
            "name": "Custom RSI",
            "version": "1.0.0",
            "author": "Dzentra",
            "description": "Relative strength after Wilder, smoothed once more",
            "type": "indicator",
            "parameters": {
                "period": {
                    "type": "int",
                    "default": 14,
                    "min": 2,
                    "max": 200,
                    "description": "Candles of the averages",
                },
                "smoothing": {
                    "type": "int",
                    "default": 3,
                    "min": 1,
                    "max": 50,
                    "description": "Candles of the last average",
                },
            },
        }

    def validate_data(self, data: pd.DataFrame) -> bool:
        return "close" in data.columns and len(data) > self.period
