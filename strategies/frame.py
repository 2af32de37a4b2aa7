"""Candles as a DataFrame and its signals back: the only place of strategies that loads pandas."""

from collections.abc import Sequence
from math import isfinite

import pandas as pd

from core.errors import DzentraError
from core.market import Candle

COLUMNS = ("open", "high", "low", "close", "volume")


class BadSignals(DzentraError):
    """A strategy answered with something that is no signal; nothing trades on it."""


def candle_frame(candles: Sequence[Candle]) -> pd.DataFrame:
    """Rows by opening time in UTC; prices in ticks and volume in steps, as floats."""
    index = pd.DatetimeIndex([candle.open_ns for candle in candles], tz="UTC", name="time")
    data = {name: [float(getattr(candle, name)) for candle in candles] for name in COLUMNS}
    return pd.DataFrame(data, index=index)


def last_signal(frame: pd.DataFrame) -> tuple[int, float]:
    """The signal and strength of the newest row; raises BadSignals when they are none."""
    if frame.empty or not {"signal", "signal_strength"} <= set(frame.columns):
        raise BadSignals("generate_signals must add the columns signal and signal_strength")
    signal, strength = float(frame["signal"].iloc[-1]), float(frame["signal_strength"].iloc[-1])
    if signal not in (-1.0, 0.0, 1.0):
        raise BadSignals(f"signal must be 1, -1 or 0, not {signal}")
    if not isfinite(strength) or not 0 <= strength <= 1:
        raise BadSignals(f"signal_strength must be 0..1, not {strength}")
    return int(signal), strength
