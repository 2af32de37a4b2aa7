"""The arithmetic that the vectorised and the incremental indicators share.

Two paths that must agree share one formula: float averages written in two ways disagree at ties.
Every function here takes single numbers; those made of + - * / alone take whole columns too.
"""

ROUNDED = 1e-12
"""Of a mean: what rounding alone makes of values that are all the same fraction."""


def ema_weight(period: int) -> float:
    """How much the newest value counts in an average over about `period` values."""
    return 2.0 / (period + 1.0)


def ema_step(average: float, value: float, weight: float) -> float:
    return average + weight * (value - average)


def wilder_step(average: float, value: float, period: int) -> float:
    """Wilder's average, which forgets half as fast as the exponential one of its period."""
    return average + (value - average) / period


def true_range(high: float, low: float, previous_close: float) -> float:
    """The way the price went in a candle, the jump from the candle before included."""
    return max(high, previous_close) - min(low, previous_close)


def slope(now: float, then: float, over: int) -> float:
    """Mean change per candle over the last `over` candles."""
    return (now - then) / over


def change_pct(now: float, then: float) -> float:
    """How far the price went, in percent of where it was; 0 where it was nothing."""
    return 100.0 * (now - then) / then if then else 0.0


def strength(gain: float, loss: float) -> float:
    """Relative strength, 0 to 100, of a mean gain and a mean loss; 50 where nothing moved."""
    moved = gain + loss
    return 100.0 * gain / moved if moved else 50.0


def place_pct(value: float, low: float, high: float) -> float:
    """Where a value stands between two others, 0 to 100; 50 where they are one."""
    return 100.0 * (value - low) / (high - low) if high > low else 50.0


def score(value: float, mean: float, deviation: float) -> float:
    """How many deviations a value is away from a mean; 0 where nothing deviates."""
    return (value - mean) / deviation if deviation > abs(mean) * ROUNDED else 0.0


def directed(up: float, down: float) -> tuple[float, float]:
    """Directional movement: of the two ways beyond the candle before, the longer one alone."""
    plus = up if up > down and up > 0.0 else 0.0
    minus = down if down > up and down > 0.0 else 0.0
    return plus, minus


def direction_pct(movement: float, span: float) -> float:
    """A directional indicator: movement in percent of the true range; 0 where nothing moved."""
    return 100.0 * movement / span if span > 0.0 else 0.0


def divergence_pct(plus: float, minus: float) -> float:
    """How much one direction outweighs the other, 0 to 100."""
    total = plus + minus
    return 100.0 * abs(plus - minus) / total if total > 0.0 else 0.0


def followed(
    floor: float, ceiling: float, close_before: float, basic: tuple[float, float]
) -> tuple[float, float]:
    """Supertrend's two lines one candle on: they close in on the price until it breaks them."""
    low, high = basic
    new_floor = low if low > floor or close_before < floor else floor
    new_ceiling = high if high < ceiling or close_before > ceiling else ceiling
    return new_floor, new_ceiling


def turned(is_up: bool, close: float, floor: float, ceiling: float) -> bool:
    """Whether Supertrend points up after a close: it turns where the price breaks its line."""
    return close >= floor if is_up else close > ceiling
