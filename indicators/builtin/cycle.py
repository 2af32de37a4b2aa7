"""What swings: Ehlers' use of the Hilbert transform."""

from functools import partial

from indicators.base import Category
from indicators.builtin.made import over_talib

_ta = partial(over_talib, Category.CYCLE)

INDICATORS = (
    _ta("HT_DCPERIOD", "cycle_period", "Dominant cycle, candles", "close"),
    _ta("HT_DCPHASE", "cycle_phase", "Phase of the cycle", "close"),
    _ta("HT_SINE", "cycle_sine", "Sine wave", "close", "sine lead"),
    _ta("HT_TRENDMODE", "trend_mode", "Trend or cycle", "close"),
)
