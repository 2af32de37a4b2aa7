"""TREND over columns."""

from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import Column
from indicators.table import Table
from indicators.vectorised import slope
from strategies.frames.parts import Decision, Part, decided, over
from strategies.shared import BASIS_POINT
from strategies.trend import FULL_GAP, FULL_TILT, SLOPE_OVER

if TYPE_CHECKING:
    from strategies.trend import TrendStrategy


def trend_part(trend: "TrendStrategy", part: Part) -> Decision:
    table, close = Table.of(part), part["close"]
    slow = table.ema(trend.slow)
    gap = table.ema(trend.fast) - slow
    span = table.range_ema(trend.slow)
    tilted = slope(slow, SLOPE_OVER)
    needed = trend.min_tilt * span
    moves = (span > 0.0) & (span >= trend.min_range_bp * BASIS_POINT * close)
    is_buy = moves & (gap > 0.0) & (tilted >= needed)
    is_sell = moves & (gap < 0.0) & (-tilted >= needed)
    return decided(is_buy, is_sell, lambda: _sure(gap, tilted, span))


def _sure(gap: Column, tilted: Column, span: Column) -> Column:
    """`strategies.trend.confidence` of every row."""
    far = np.minimum(1.0, np.abs(over(gap, span)) / FULL_GAP)
    steep = np.minimum(1.0, np.abs(over(tilted, span)) / FULL_TILT)
    sure: Column = 0.5 + 0.3 * far + 0.2 * steep
    return sure
