"""Indicators: twenty over a million bars beside TA-Lib and pandas, and one bar at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median

import numpy as np
import pandas as pd
import talib
from numpy.typing import NDArray

from backtest.quick_steps import compiled_steps
from bench.figure import Figure, run_section
from bench.in_pandas import IN_PANDAS
from core.clock import stopwatch
from core.types import SECOND_NS
from indicators import incremental as inc
from indicators.base import Indicator
from indicators.catalogue import builtin_indicators
from indicators.recurrences import Steps, stepped
from indicators.vectorised import adx, ema, rsi, supertrend

Columns = Mapping[str, NDArray[np.float64]]
LIMITED_NS = 500.0
"""The most that an update of SMA, EMA and RSI may take."""
LIMITED = ("SMA 20", "EMA 20", "RSI 14")
OWN = {"bollinger": "BBANDS", "deviation": "STDDEV", "zscore": "STDDEV"}
"""TA-Lib's nearest function to those that are not over it."""
ROUND = 20_000
"""Updates that are measured together: one alone is shorter than the clock's own cost."""


def measure(is_quick: bool) -> Iterator[Figure]:
    length = 100_000 if is_quick else 1_000_000
    columns = _columns(length)
    yield from _vectorised(columns, length)
    yield from _stepped(columns, rounds=3 if is_quick else 15)


def _vectorised(columns: Columns, length: int) -> Iterator[Figure]:
    catalogue = builtin_indicators()
    chosen = [catalogue.get(name) for name in IN_PANDAS]
    frame = pd.DataFrame(columns)
    ours = _seconds([partial(each.calculate, columns) for each in chosen])
    theirs = _seconds([_direct(each, columns) for each in chosen])
    by_pandas = _seconds([partial(made, frame) for made in IN_PANDAS.values()])
    note = f"{length:,} bars"
    yield Figure.told("20 indicators, vectorised", ours, "s", note=note)
    yield Figure.told("20 indicators, TA-Lib itself", theirs, "s", note=note)
    yield Figure.told("20 indicators, pandas", by_pandas, "s", note=note)
    yield Figure.told("20 indicators, pandas : ours", by_pandas / ours, "x")
    about = f"{note}; EMA, RSI, ADX, Supertrend: the steps of the live path"
    for name, steps in (("compiled", compiled_steps), ("stepped", stepped)):
        took = _seconds(_twins(columns, steps))
        yield Figure.told(f"exact twins over columns, {name}", took, "s", note=about)


def _twins(columns: Columns, steps: Steps) -> list[Callable[[], object]]:
    high, low, close = columns["high"], columns["low"], columns["close"]
    return [
        lambda: ema(close, 20, steps),
        lambda: rsi(close, 14, steps),
        lambda: adx(high, low, close, 14, steps),
        lambda: supertrend(high, low, close, 10, steps=steps),
    ]


def _direct(indicator: Indicator, columns: Columns) -> Callable[[], object]:
    """TA-Lib's own function."""
    function = OWN.get(indicator.name) or indicator.source.removeprefix("TA-Lib ")
    inputs = [columns[name] for name in indicator.inputs]
    periods = [each.default for each in indicator.parameters if each.name == "period"]
    return lambda: getattr(talib, function)(*inputs, *periods)


def _seconds(calls: Sequence[Callable[[], object]]) -> float:
    """Of all calls, one after the other, each once before."""
    total, watch = 0.0, stopwatch()
    for call in calls:
        call()
        began = watch()
        call()
        total += watch() - began
    return total / SECOND_NS


def _stepped(columns: Columns, rounds: int) -> Iterator[Figure]:
    bars = [columns[name][: rounds * ROUND].tolist() for name in ("high", "low", "close")]
    high, low, close = bars
    updates: list[tuple[str, Callable[..., object], list[list[float]]]] = [
        ("SMA 20", inc.Sma(20).update, [close]),
        ("EMA 20", inc.Ema(20).update, [close]),
        ("RSI 14", inc.Rsi(14).update, [close]),
        ("ATR 14", inc.Atr(14).update, bars),
        ("MACD 12 26 9", inc.Macd(12, 26, 9).update, [close]),
        ("Bollinger 20", inc.Bollinger(20).update, [close]),
        ("Donchian 20", inc.Donchian(20).update, [high, low]),
        ("Stochastic 14 3 3", inc.Stochastic(14).update, bars),
        ("ADX 14", inc.Adx(14).update, bars),
        ("Supertrend 10 3", inc.Supertrend(10).update, bars),
    ]
    for name, update, inputs in updates:
        took = median(_rounds(update, inputs, rounds))
        row = f"G12 {name}, update" if name in LIMITED else f"{name}, update"
        if name in LIMITED:
            yield Figure.at_most(row, took, LIMITED_NS, "µs", scale=1_000.0)
        else:
            yield Figure.told(row, took / 1_000.0, "µs")


def _rounds(
    update: Callable[..., object], inputs: list[list[float]], rounds: int
) -> Iterator[float]:
    """Nanoseconds an update, round by round."""
    watch = stopwatch()
    for number in range(rounds):
        rows = list(
            zip(*(each[number * ROUND : (number + 1) * ROUND] for each in inputs), strict=True)
        )
        began = watch()
        for row in rows:
            update(*row)
        yield (watch() - began) / len(rows)


def _columns(length: int) -> Columns:
    """A walk of a price, with wicks and volumes."""
    draw = np.random.default_rng(1)
    close = np.rint(6_000_000 * np.exp(np.cumsum(draw.normal(0, 1e-4, length))))
    opened = np.concatenate((close[:1], close[:-1]))
    spread = np.rint(np.abs(draw.normal(0, 500, (2, length))))
    return {
        "open": opened,
        "high": np.maximum(opened, close) + spread[0],
        "low": np.minimum(opened, close) - spread[1],
        "close": close,
        "volume": np.rint(draw.exponential(1_000, length)),
    }


if __name__ == "__main__":
    run_section(measure)
