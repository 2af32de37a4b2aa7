"""A strategy that knew the future, and one that hangs on where its history began."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from core.market import Candle
from core.money import Steps, Ticks
from core.trading import SignalResult
from core.types import MINUTE_NS, Action, InstrumentId, Timeframe
from strategies.base import BaseStrategy
from strategies.honesty import look_ahead, recursion

COUNT = 400


def candles(count: int = COUNT, seed: int = 5) -> list[Candle]:
    prices = 1000 + np.random.default_rng(seed).integers(-5, 6, count).cumsum()
    return [_candle(place, Ticks(int(price))) for place, price in enumerate(prices)]


def _candle(place: int, price: Ticks) -> Candle:
    at_ns = (place + 1) * MINUTE_NS
    return Candle(InstrumentId("x"), at_ns, Timeframe.M1, price, price, price, price, Steps(1))


class Scripted(BaseStrategy):
    """Buys when the price is above a number taken from the frame."""

    name = "SCRIPTED"

    @property
    def warmup(self) -> int:
        return 50

    def level(self, close: "pd.Series[float]") -> "pd.Series[float]":
        return close.rolling(20).mean()

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        return df.assign(
            signal=(df["close"] > self.level(df["close"])).astype(int), signal_strength=1.0
        )


class KnowsTheWhole(Scripted):
    def level(self, close: "pd.Series[float]") -> "pd.Series[float]":
        return close * 0 + float(close.mean())


class KnowsTomorrow(Scripted):
    def level(self, close: "pd.Series[float]") -> "pd.Series[float]":
        return close.shift(-1)


class Centred(Scripted):
    def level(self, close: "pd.Series[float]") -> "pd.Series[float]":
        return close.rolling(21, center=True).mean()


def test_who_looks_back_is_let_pass() -> None:
    assert look_ahead(Scripted(), candles()) is None


@pytest.mark.parametrize("kind", [KnowsTheWhole, KnowsTomorrow, Centred])
def test_who_looks_ahead_is_found(kind: type[Scripted]) -> None:
    found = look_ahead(kind(), candles())
    assert found is not None
    assert found.candle < found.known < COUNT


class Counting:
    """Turns after every 70 candles it was asked about: it remembers where it began."""

    name = "COUNTING"
    warmup = 50

    def __init__(self) -> None:
        self._asked = 0

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        self._asked += 1
        return SignalResult(action=Action.BUY if self._asked // 70 % 2 else Action.SELL)


class Latest:
    """Looks at the newest candle alone."""

    name = "LATEST"
    warmup = 50

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        return SignalResult(action=Action.BUY if candles[-1].close % 2 else Action.SELL)


def test_who_remembers_where_it_began_differs() -> None:
    found = recursion(Counting, candles())
    assert found.compared == COUNT - 100
    assert found.differ > 50


def test_who_does_not_agrees_with_itself() -> None:
    assert recursion(Latest, candles()).differ == 0


def test_a_history_as_short_as_the_warm_up_compares_nothing() -> None:
    assert recursion(Latest, candles(40)).compared == 0


class AheadButSeldom(Scripted):
    """Buys one candle before a fast average crosses a slow one."""

    def generate_signals(self, df: pd.DataFrame) -> pd.DataFrame:
        above = df["close"].rolling(10).mean() > df["close"].rolling(50).mean()
        crosses = above & ~above.shift(1, fill_value=False)
        signal = crosses.shift(-1, fill_value=False).astype(int)
        return df.assign(signal=signal, signal_strength=1.0)


@pytest.mark.parametrize("seed", range(10))
def test_one_that_looks_ahead_seldom_is_found_as_well(seed: int) -> None:
    assert look_ahead(AheadButSeldom(), candles(3_000, seed)) is not None
