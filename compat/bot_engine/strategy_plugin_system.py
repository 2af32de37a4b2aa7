from indicators.base import IndicatorPlugin
from strategies.plugin import StrategyPlugin

__all__ = ["IndicatorPlugin", "StrategyPlugin"]
