"""Indicators that take one closed candle at a time: what the live path runs, without numpy.

Each equals its twin in `indicators.vectorised` bit for bit, and answers None until it has seen
enough. Averages start from their first value; floats hold nothing of it any more after about 18
times the period, Wilder's after twice that.
"""

from indicators.incremental.averages import Ema, Macd, Slope, Sma, Wilder
from indicators.incremental.oscillators import Change, Rsi, Stochastic
from indicators.incremental.ranges import Adx, Atr, Direction, RangeEma, Supertrend
from indicators.incremental.windows import Bands, Bollinger, Channel, Deviation, Donchian, ZScore

__all__ = [
    "Adx",
    "Atr",
    "Bands",
    "Bollinger",
    "Change",
    "Channel",
    "Deviation",
    "Direction",
    "Donchian",
    "Ema",
    "Macd",
    "RangeEma",
    "Rsi",
    "Slope",
    "Sma",
    "Stochastic",
    "Supertrend",
    "Wilder",
    "ZScore",
]
