"""What a strategy is tried against before its backtest is believed."""

from app.history import Wish, make_strategy
from core.ports import OrderStrategy
from core.values import replace

CANDLES = 3_000
"""Of the newest, on which its signals are looked at."""


def harder(wish: Wish) -> dict[str, Wish]:
    """The same test under harder terms: at twice the costs, and a candle later where there is
    advice to delay. Orders that rest are none."""
    found = {"costs": replace(wish, costs=2)}
    if not isinstance(make_strategy(wish), OrderStrategy):
        found["delay"] = replace(wish, delay=1)
    return found
