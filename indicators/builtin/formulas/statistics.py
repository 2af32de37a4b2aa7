"""Statistics formulas of our own, over log returns."""

import numpy as np

from indicators.columns import Column, late, shifted
from indicators.vectorised import deviation
from indicators.vectorised.windows import total


def log_return(close: Column, over: int) -> Column:
    then = shifted(close, over)
    ratio = close / np.where(then > 0.0, then, np.nan)
    return 100.0 * np.log(np.where(ratio > 0.0, ratio, np.nan))


def moment(close: Column, period: int, power: int) -> Column:
    """A standard moment of the returns in each window; unknown where nothing deviates."""
    returns = log_return(close, 1)[1:]
    mean, deviated = deviation(returns, period)
    summed = np.zeros(len(returns))
    for back in range(period):
        summed += (shifted(returns, back) - mean) ** power
    spread = np.where(deviated > 0.0, deviated, np.nan) ** power
    return late(summed / period / spread, len(close))


def autocorrelation(close: Column, period: int) -> Column:
    """Of each return with the one before it; unknown where nothing deviates."""
    returns = log_return(close, 1)[1:]
    now, before = returns[1:], returns[:-1]
    together = total(now * before, period) / period
    mean_now, spread_now = deviation(now, period)
    mean_before, spread_before = deviation(before, period)
    spread = spread_now * spread_before
    found = (together - mean_now * mean_before) / np.where(spread > 0.0, spread, np.nan)
    return late(np.clip(found, -1.0, 1.0), len(close))
