"""The arithmetic that the vectorised and the incremental indicators share.

Two paths that must agree share one formula: float averages written in two ways disagree at ties.
"""


def ema_weight(period: int) -> float:
    """How much the newest value counts in an average over about `period` values."""
    return 2.0 / (period + 1.0)


def ema_step(average: float, value: float, weight: float) -> float:
    return average + weight * (value - average)


def true_range(high: float, low: float, previous_close: float) -> float:
    """The way the price went in a candle, the jump from the candle before included."""
    return max(high, previous_close) - min(low, previous_close)


def slope(now: float, then: float, over: int) -> float:
    """Mean change per candle over the last `over` candles."""
    return (now - then) / over


def wilder_step(average: float, value: float, period: int) -> float:
    """Wilder's average, which forgets half as fast as the exponential one of its period."""
    return average + (value - average) / period


def strength(gain: float, loss: float) -> float:
    """Relative strength, 0 to 100, of a mean gain and a mean loss; 50 where nothing moved."""
    moved = gain + loss
    return 100.0 * gain / moved if moved else 50.0
