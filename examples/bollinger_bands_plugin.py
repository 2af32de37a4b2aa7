"""Bollinger Bands: an average with a band of standard deviations around it."""

from typing import Any

import pandas as pd
from bot_engine.strategy_plugin_system import IndicatorPlugin


class BollingerBandsIndicator(IndicatorPlugin):
    """Several outputs by name."""

    def __init__(self, period: int = 20, std_dev: float = 2.0, **kwargs: Any):
        self.period = period
        self.std_dev = std_dev

    def calculate(self, data: pd.DataFrame, **kwargs: Any) -> dict[str, pd.Series]:
        price = data["close"]
        sma = price.rolling(window=self.period).mean()
        std = price.rolling(window=self.period).std()
        return {
            "sma": sma,
            "upper_band": sma + (std * self.std_dev),
            "lower_band": sma - (std * self.std_dev),
            "bandwidth": (std * 2 * self.std_dev) / sma,
        }

    def get_metadata(self) -> dict[str, Any]:
        return {
            "id": "bollinger_bands",
            "name": "Bollinger Bands",
            "version": "1.0.0",
            "author": "Dzentra",
            "description": "An average with a band of standard deviations around it",
            "type": "indicator",
            "parameters": {
                "period": {
                    "type": "int",
                    "default": 20,
                    "min": 2,
                    "max": 500,
                    "description": "Candles of the average",
                },
                "std_dev": {
                    "type": "float",
                    "default": 2.0,
                    "min": 0.1,
                    "max": 10.0,
                    "description": "Standard deviations to each side",
                },
            },
        }

    def validate_data(self, data: pd.DataFrame) -> bool:
        required_columns = ["close"]
        return all(col in data.columns for col in required_columns) and len(data) >= self.period
