"""What strategies that let orders rest have in common: they give no signals."""

from abc import abstractmethod
from collections.abc import Sequence
from math import floor
from typing import TYPE_CHECKING

from core.errors import InputError
from core.market import Candle
from core.trading import Reason, RestingOrder, SignalResult, Standing, Terms
from core.types import OrderSide
from strategies.base import BaseStrategy

if TYPE_CHECKING:
    import pandas as pd

ENTRIES = {1: OrderSide.BUY, -1: OrderSide.SELL}


class RestingStrategy(BaseStrategy):
    """Fulfils `core.ports.OrderStrategy`. It goes by the price alone and needs no candles."""

    @property
    def warmup(self) -> int:
        return 1

    @abstractmethod
    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        """All that should rest now."""

    @abstractmethod
    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        """Raises InputError where its parameters cannot work on such an instrument."""

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return self.advise(0, 0.0, (Reason("rests"),))

    def generate_signals(self, df: "pd.DataFrame") -> "pd.DataFrame":
        return df.assign(signal=0, signal_strength=0.0)


def in_steps(size: float, terms: Terms) -> float:
    """Rounded down to what can be traded."""
    return floor(round(size / terms.step, 6)) * terms.step


def is_tradable(size: float, price: float, terms: Terms) -> bool:
    """Would the venue take an entry of that size?"""
    return size >= max(terms.min_size, terms.step / 2) and size * price >= terms.min_value


def first_size(size: float, terms: Terms) -> float:
    """Of an order of which nothing has filled: at least a step, so that one too small is refused
    with the number that would do."""
    return max(in_steps(size, terms), terms.step)


def check_value(value: float, terms: Terms) -> None:
    """Raises InputError where one order is worth less than the venue takes."""
    least = max(terms.min_value, terms.price * max(terms.min_size, terms.step))
    if value >= least:
        return
    raise InputError(
        f"One order comes to {value:.2f}, the venue takes {least:.2f} and more",
        code="order_too_small",
        value=f"{value:.2f}",
        least=f"{least:.2f}",
    )


def check_side(side: str, terms: Terms) -> None:
    """Raises InputError where it cannot be sold short."""
    if terms.is_spot and side != "long":
        raise InputError("On spot only long works", code="spot_long_only")
