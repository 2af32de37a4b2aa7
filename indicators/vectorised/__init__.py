"""The twins of `indicators.incremental` over whole columns, equal to them bit for bit.

Columns are float64 arrays without holes (`indicators.columns.over_runs` cuts at holes); rows of
which too little is known are NaN. Windows are computed at once; a recurrence has no such form and
takes the very steps of its twin (`indicators.recurrences`), so that both have one formula.
"""

from indicators.vectorised.averages import ema, macd, slope, sma, wilder
from indicators.vectorised.oscillators import change, rsi, stochastic
from indicators.vectorised.ranges import adx, atr, range_ema, supertrend, true_range
from indicators.vectorised.windows import bollinger, deviation, donchian, highest, lowest, zscore

__all__ = [
    "adx",
    "atr",
    "bollinger",
    "change",
    "deviation",
    "donchian",
    "ema",
    "highest",
    "lowest",
    "macd",
    "range_ema",
    "rsi",
    "slope",
    "sma",
    "stochastic",
    "supertrend",
    "true_range",
    "wilder",
    "zscore",
]
