"""Momentum formulas of our own."""

import numpy as np

from indicators.columns import Column, late, shifted, windows
from indicators.vectorised import change, deviation, donchian, highest, lowest, rsi, sma
from indicators.vectorised.ranges import true_range

CLIP = 0.999
KST_PARTS = ((10, 10, 1.0), (15, 10, 2.0), (20, 10, 3.0), (30, 15, 4.0))
"""Of each part of KST: over how many candles, the average over it, its weight."""
KST_SIGNAL = 9


def fisher(high: Column, low: Column, period: int) -> tuple[Column, Column]:
    """The price's place in its range made nearly normal, and itself a candle before."""
    median = (high + low) / 2.0
    floor, ceiling = donchian(median, median, period)
    span = ceiling - floor
    moved = np.where(span > 0.0, span, 1.0)
    place = np.where(span > 0.0, 2.0 * (median - floor) / moved - 1.0, 0.0)
    known = place[period - 1 :].tolist()
    value, fish, found = 0.0, 0.0, []
    for each in known:
        value = max(-CLIP, min(CLIP, 0.33 * each + 0.67 * value))
        fish = 0.5 * float(np.log((1.0 + value) / (1.0 - value))) + 0.5 * fish
        found.append(fish)
    line = late(np.array(found, dtype=np.float64), len(high))
    return line, shifted(line, 1)


def connors_rsi(close: Column, period: int, streak: int, rank: int) -> Column:
    """Mean of three: the strength of the closes, of their streaks, and the rank of the change."""
    moved = change(close, 1)
    return (rsi(close, period) + rsi(streaks(close), streak) + ranked(moved, rank)) / 3.0


def streaks(close: Column) -> Column:
    """For how many candles in a row the price has risen (above 0) or fallen (below)."""
    count, found = 0, []
    for way in np.sign(np.diff(close, prepend=close[:1])).tolist():
        count = int(way) + (count if count * way > 0 else 0)
        found.append(float(count))
    return np.array(found, dtype=np.float64)


def ranked(values: Column, period: int) -> Column:
    """How many percent of the `period` values before are below each one."""
    seen = windows(values, period + 1)
    share = 100.0 * (seen[:, :-1] < seen[:, -1:]).sum(axis=1) / period
    return late(np.where(np.isnan(seen).any(axis=1), np.nan, share), len(values))


def know_sure_thing(close: Column) -> tuple[Column, Column]:
    """Four smoothed rates of change together, and their average."""
    parts = [
        weight * _smoothed(change(close, over), over, average)
        for over, average, weight in KST_PARTS
    ]
    line = parts[0] + parts[1] + parts[2] + parts[3]
    first = max(over + average - 1 for over, average, _ in KST_PARTS)
    return line, _smoothed(line, first, KST_SIGNAL)


def squeeze(
    high: Column, low: Column, close: Column, period: int, bands: float, channel: float
) -> tuple[Column, Column]:
    """How far the price is from the middle of its range and mean; and 1 while the bands lie within
    the channel: volatility gathers."""
    mean, deviated = deviation(close, period)
    span = sma(true_range(high, low, close), period)
    middle = (highest(high, period) + lowest(low, period)) / 2.0
    is_squeezed = np.where(bands * deviated < channel * span, 1.0, 0.0)
    momentum = close - (middle + mean) / 2.0
    return momentum, np.where(np.isnan(mean), np.nan, is_squeezed)


def _smoothed(values: Column, known: int, period: int) -> Column:
    """Plain average of what is known from the row `known` on."""
    return late(sma(values[known:], period), len(values))
