"""Indicators that hang on all values before: over whole columns, one value after the other.

They take the steps of the live path (`indicators.formulas`), and are equal to it to the last bit.
Whoever has a compiler may compile them as they are: plain loops over numbers and rows, which write
what they find where it is wanted and leave alone what is not known yet.
"""

from collections.abc import Callable, MutableSequence, Sequence
from math import nan

import numpy as np

from indicators.columns import Column
from indicators.formulas import (
    directed,
    direction_pct,
    divergence_pct,
    ema_step,
    followed,
    strength,
    true_range,
    turned,
    wilder_step,
)

Row = MutableSequence[float]
Kernel = Callable[..., None]
"""Takes columns, then numbers, then a row for each of its outputs."""
Steps = Callable[[Kernel, Sequence[Column], Sequence[float], int], tuple[Column, ...]]
"""Runs a kernel over columns with numbers, for so many outputs."""


def stepped(
    kernel: Kernel, columns: Sequence[Column], numbers: Sequence[float], outputs: int
) -> tuple[Column, ...]:
    """In plain Python: lists are read faster than arrays."""
    rows = [[nan] * len(columns[0]) for _ in range(outputs)]
    kernel(*(each.tolist() for each in columns), *numbers, *rows)
    return tuple(np.array(each, dtype=np.float64) for each in rows)


def ema(values: Row, weight: float, found: Row) -> None:
    """From the first value on."""
    average = 0.0
    for row in range(len(values)):
        average = ema_step(average, values[row], weight) if row else values[row]
        found[row] = average


def range_ema(high: Row, low: Row, close: Row, weight: float, found: Row) -> None:
    """Of the true range; the first candle has none before it."""
    average = 0.0
    for row in range(len(close)):
        if row:
            reached = true_range(high[row], low[row], close[row - 1])
            average = ema_step(average, reached, weight)
        else:
            average = high[row] - low[row]
        found[row] = average


def wilder(values: Row, period: int, found: Row) -> None:
    """From the plain mean of the first `period` values on."""
    average = 0.0
    for row in range(len(values)):
        average = wilder_step(average, values[row], min(row + 1, period))
        if row + 1 >= period:
            found[row] = average


def rsi(values: Row, period: int, found: Row) -> None:
    """From the plain means of the first `period` changes on."""
    gain = loss = 0.0
    for row in range(1, len(values)):
        change = values[row] - values[row - 1]
        taken = min(row, period)
        gain = wilder_step(gain, change if change > 0.0 else 0.0, taken)
        loss = wilder_step(loss, 0.0 if change > 0.0 else -change, taken)
        if row >= period:
            found[row] = strength(gain, loss)


def adx(high: Row, low: Row, close: Row, period: int, index: Row, plus: Row, minus: Row) -> None:
    """From the row on where the index is known too."""
    mean_up = mean_down = span = mean = 0.0
    for row in range(1, len(close)):
        up, down = directed(high[row] - high[row - 1], low[row - 1] - low[row])
        taken = min(row, period)
        span = wilder_step(span, true_range(high[row], low[row], close[row - 1]), taken)
        mean_up = wilder_step(mean_up, up, taken)
        mean_down = wilder_step(mean_down, down, taken)
        known = row - period + 1
        if known < 1:
            continue
        one, other = direction_pct(mean_up, span), direction_pct(mean_down, span)
        mean = wilder_step(mean, divergence_pct(one, other), min(known, period))
        if known >= period:
            index[row], plus[row], minus[row] = mean, one, other


def supertrend(
    high: Row, low: Row, close: Row, period: int, multiplier: float, lines: Row, ways: Row
) -> None:
    """From the row on where the true range is known; it starts upwards."""
    span, is_up = 0.0, True
    floor, ceiling = -np.inf, np.inf
    for row in range(1, len(close)):
        reached = true_range(high[row], low[row], close[row - 1])
        span = wilder_step(span, reached, min(row, period))
        if row < period:
            continue
        middle, reach = (high[row] + low[row]) / 2.0, multiplier * span
        basic = (middle - reach, middle + reach)
        floor, ceiling = followed(floor, ceiling, close[row - 1], basic)
        is_up = turned(is_up, close[row], floor, ceiling)
        lines[row] = floor if is_up else ceiling
        ways[row] = 1.0 if is_up else -1.0
