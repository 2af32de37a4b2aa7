"""What the strategies over frames share: cutting at holes, latches, and how sure a row is."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from indicators.columns import Column, Mask, column, runs

if TYPE_CHECKING:
    import pandas as pd

Part = Mapping[str, Column]
"""Columns of rows without a hole, by name."""
Decision = tuple[Column, Column]
"""Signal and strength of each row."""


def signalled(
    df: "pd.DataFrame",
    names: Sequence[str],
    speaks_after: int,
    decide: Callable[[Part], Decision],
    extras: Sequence[str] = (),
) -> "pd.DataFrame":
    """The frame with `signal` and `signal_strength`. Its rows are taken as candles in a row; a hole
    in a column that is needed holds, and what comes after it starts afresh. `extras` are columns
    that may be missing or have holes."""
    known = {name: column(df[name]) for name in names}
    spare = {name: column(df[name]) for name in extras if name in df.columns}
    signal, strength = np.zeros(len(df)), np.zeros(len(df))
    for start, stop in runs(list(known.values())):
        part = {name: each[start:stop] for name, each in (known | spare).items()}
        signal[start:stop], strength[start:stop] = decide(part)
        silent = slice(start, min(start + speaks_after - 1, stop))
        signal[silent] = strength[silent] = 0.0
    return df.assign(signal=signal.astype(int), signal_strength=strength)


def decided(is_buy: Mask, is_sell: Mask, sure: Column) -> Decision:
    """1 where to buy, -1 where to sell; strength only where it is either."""
    signal = is_buy.astype(float) - is_sell.astype(float)
    return signal, np.where(signal == 0.0, 0.0, sure)


def graded(excess: Column, full: float) -> Column:
    """`strategies.shared.grade` of each row."""
    return 0.5 + 0.5 * np.minimum(1.0, excess / full)


def over(part: Column, whole: Column) -> Column:
    """Part by whole; 0 where the whole is none."""
    is_some = whole > 0.0
    return np.where(is_some, part / np.where(is_some, whole, 1.0), 0.0)


def latched(is_set: Mask, is_cleared: Mask) -> Mask:
    """`strategies.shared.Latch` over rows: true from where it is set until it is cleared; set wins.
    Rows where neither is known keep what was."""
    moves = np.flatnonzero(is_set | is_cleared)
    newest = np.searchsorted(moves, np.arange(len(is_set)), side="right") - 1
    if not len(moves):
        return np.zeros(len(is_set), dtype=bool)
    return np.where(newest >= 0, is_set[moves[newest]], False)


def before(values: Column) -> Column:
    """Each row's value a row before; unknown for the first."""
    return np.concatenate((np.full(min(1, len(values)), np.nan), values[:-1]))
