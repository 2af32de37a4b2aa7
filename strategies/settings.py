"""Short ways to write down a strategy's parameters, and the few that several have."""

from core.parameters import Parameter


def whole(name: str, default: int, low: int, high: int, description: str) -> Parameter:
    return Parameter(name=name, default=default, low=low, high=high, description=description)


def real(name: str, default: float, low: float, high: float, description: str) -> Parameter:
    return Parameter(name=name, default=default, low=low, high=high, description=description)


FAST_ABOUT = "Candles of the fast exponential average"
SLOW_ABOUT = "Candles of the slow exponential average"
MIN_RANGE = real(
    "min_range_bp",
    1.0,
    0.0,
    1000.0,
    "Least true range, in hundredths of a percent of the price",
)
"""Below it a move is not worth its costs."""
