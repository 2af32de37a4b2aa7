"""TREND over a whole frame at once: the same numbers as its live path, bar for bar."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from indicators.vectorised import ema, range_ema, slope
from strategies.trend import BASIS_POINT, FULL_GAP, FULL_TILT, SLOPE_OVER

if TYPE_CHECKING:
    from strategies.trend import TrendStrategy


def trend_signals(trend: "TrendStrategy", df: pd.DataFrame) -> pd.DataFrame:
    """The frame with `signal` and `signal_strength`; its rows are taken as candles in a row."""
    high, low, close = (df[name].astype(float) for name in ("high", "low", "close"))
    slow = ema(close, trend.slow)
    gap = (ema(close, trend.fast) - slow).to_numpy()
    span = range_ema(high, low, close, trend.slow).to_numpy()
    tilted = slope(slow, SLOPE_OVER).to_numpy()
    needed = trend.min_tilt * span
    speaks = np.arange(1, len(df) + 1) >= trend.speaks_after
    moves = (span > 0.0) & (span >= trend.min_range_bp * BASIS_POINT * close.to_numpy())
    is_buy = speaks & moves & (gap > 0.0) & (tilted >= needed)
    is_sell = speaks & moves & (gap < 0.0) & (-tilted >= needed)
    signal = is_buy.astype(int) - is_sell.astype(int)
    return df.assign(signal=signal, signal_strength=_strength(signal, gap, tilted, span))


def _strength(
    signal: np.ndarray, gap: np.ndarray, tilted: np.ndarray, span: np.ndarray
) -> np.ndarray:
    """`strategies.trend.confidence` of every row that advises, 0 of the others."""
    strength = np.zeros(len(signal))
    rows = signal != 0
    far = np.minimum(1.0, np.abs(gap[rows] / span[rows]) / FULL_GAP)
    steep = np.minimum(1.0, np.abs(tilted[rows] / span[rows]) / FULL_TILT)
    strength[rows] = 0.5 + 0.3 * far + 0.2 * steep
    return strength
