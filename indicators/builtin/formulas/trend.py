"""Trend formulas of our own."""

from indicators.columns import Column, shifted
from indicators.vectorised import atr, donchian, highest, lowest, wilder

ALLIGATOR = ((13, 8), (8, 5), (5, 3))
"""Of jaw, teeth and lips: period, and how many candles late they are drawn."""
SPANS_LATE = 26


def middle(high: Column, low: Column, period: int) -> Column:
    """The middle of the range of each window."""
    floor, ceiling = donchian(high, low, period)
    return (floor + ceiling) / 2.0


def ichimoku(
    high: Column, low: Column, conversion: int, base: int, span: int
) -> tuple[Column, Column, Column, Column]:
    """Conversion and base line, and both edges of the cloud that stands over this candle."""
    tenkan, kijun = middle(high, low, conversion), middle(high, low, base)
    leading = (tenkan + kijun) / 2.0
    slow = middle(high, low, span)
    return tenkan, kijun, shifted(leading, SPANS_LATE), shifted(slow, SPANS_LATE)


def alligator(high: Column, low: Column) -> tuple[Column, ...]:
    """Jaw, teeth and lips: Wilder's averages of the median price, drawn late."""
    median = (high + low) / 2.0
    return tuple(shifted(wilder(median, period), late) for period, late in ALLIGATOR)


def chandelier(
    high: Column, low: Column, close: Column, period: int, multiplier: float
) -> tuple[Column, Column]:
    """Where a long and where a short would be stopped: so many ranges from the extreme."""
    reach = multiplier * atr(high, low, close, period)
    return highest(high, period) - reach, lowest(low, period) + reach
