"""Columns of candles: what indicators make of them is made once, while there is room for it."""

from collections.abc import Sequence

import numpy as np
import pytest

from indicators import vectorised as vec
from indicators.columns import Column
from indicators.recurrences import Kernel, stepped
from indicators.table import Columns, Shelf, Table

CLOSE = 100.0 + np.arange(40.0) % 7
HIGH, LOW = CLOSE + 2.0, CLOSE - 3.0
CANDLES = {"high": HIGH, "low": LOW, "close": CLOSE, "volume": CLOSE * 10.0}


class Counting:
    """Steps that count how often they are taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __call__(
        self, kernel: Kernel, columns: Sequence[Column], numbers: Sequence[float], outputs: int
    ) -> tuple[Column, ...]:
        self.taken += 1
        return stepped(kernel, columns, numbers, outputs)


def test_a_table_is_its_columns() -> None:
    table = Table(CANDLES)
    assert list(table) == list(CANDLES)
    assert len(table) == 4
    assert table["close"] is CLOSE
    assert Table.of(table) is table
    assert Table.of(CANDLES)["low"] is LOW


def test_its_indicators_are_those_over_columns() -> None:
    table, candles = Table(CANDLES), (HIGH, LOW, CLOSE)
    pairs = [
        (table.ema(5), vec.ema(CLOSE, 5)),
        (table.range_ema(5), vec.range_ema(*candles, 5)),
        (table.rsi(5), vec.rsi(CLOSE, 5)),
        (table.adx(5), vec.adx(*candles, 5)[0]),
        (table.zscore(5), vec.zscore(CLOSE, 5)),
        (table.sma("volume", 5), vec.sma(CANDLES["volume"], 5)),
        (table.lowest("low", 5), vec.lowest(LOW, 5)),
        (table.highest("high", 5), vec.highest(HIGH, 5)),
        *zip(table.supertrend(5, 2.0), vec.supertrend(*candles, 5, 2.0), strict=True),
    ]
    for ours, theirs in pairs:
        np.testing.assert_array_equal(ours, theirs)


def test_sets_that_share_a_period_share_the_column() -> None:
    steps, shelf = Counting(), Shelf()
    first, second = (Table(CANDLES, steps, shelf, rows="all") for _ in range(2))
    assert first.ema(8) is second.ema(8)
    first.ema(9)
    assert steps.taken == 2


def test_other_rows_share_nothing() -> None:
    shelf = Shelf()
    whole = Table(CANDLES, shelf=shelf, rows=0)
    later = Table({name: each[5:] for name, each in CANDLES.items()}, shelf=shelf, rows=5)
    assert len(whole.ema(8)) == 40
    assert len(later.ema(8)) == 35


def test_nobody_writes_into_what_is_shared() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Table(CANDLES).ema(8)[0] = 1.0


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    made: list[str] = []
    shelf = Shelf(most_bytes=2 * 80)

    def column(name: str) -> Columns:
        def make() -> Columns:
            made.append(name)
            return (np.zeros(10),)

        return shelf.get(name, make)

    for name in ("one", "two", "one", "three", "one", "two"):
        column(name)
    assert made == ["one", "two", "three", "two"]


def test_what_is_larger_than_the_shelf_is_still_made() -> None:
    shelf = Shelf(most_bytes=8)
    assert len(shelf.get("large", lambda: (np.zeros(10),))[0]) == 10


@pytest.mark.parametrize("period", [1, 2, 3, 5, 8, 20, 40, 41])
def test_extremes_are_those_of_every_full_window(period: int) -> None:
    values = np.random.default_rng(2).normal(size=40)
    for found, pick in ((vec.highest(values, period), max), (vec.lowest(values, period), min)):
        known = [pick(values[end - period : end]) for end in range(period, 41)]
        np.testing.assert_array_equal(found[period - 1 :], known)
        assert np.isnan(found[: period - 1]).all()
