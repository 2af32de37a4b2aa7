"""Volume formulas of our own."""

import numpy as np

from indicators.columns import Column, late
from indicators.vectorised import sma
from indicators.vectorised.windows import total

EASE_SCALE = 1e8


def vwap(high: Column, low: Column, close: Column, volume: Column, period: int) -> Column:
    """Mean typical price by volume; unknown where nothing was traded."""
    typical = (high + low + close) / 3.0
    traded = total(volume, period)
    return total(typical * volume, period) / np.where(traded > 0.0, traded, np.nan)


def ease(high: Column, low: Column, volume: Column, period: int) -> Column:
    """How far the middle of the candle went for its volume; nothing where nothing was traded."""
    moved = np.diff((high + low) / 2.0)
    traded = volume[1:]
    each = EASE_SCALE * moved * (high - low)[1:] / np.where(traded > 0.0, traded, 1.0)
    return late(sma(np.where(traded > 0.0, each, 0.0), period), len(high))
