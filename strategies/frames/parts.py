"""What the strategies over frames share: cutting at holes, latches, and how sure a row is."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indicators.columns import Column, Mask, column, runs

if TYPE_CHECKING:
    import pandas as pd

Part = Mapping[str, Column]
"""Columns of rows without a hole, by name."""
Signals = NDArray[np.int8]


class Decision(NamedTuple):
    """1, -1 or 0 for each row, and how to count its strength, which not everybody asks for."""

    signal: Signals
    sure: Callable[[], Column]

    @property
    def strength(self) -> Column:
        """Only where there is a signal."""
        return np.where(self.signal == 0, 0.0, self.sure())


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
        decision = decide(part)
        signal[start:stop], strength[start:stop] = decision.signal, decision.strength
        silent = slice(start, min(start + speaks_after - 1, stop))
        signal[silent] = strength[silent] = 0.0
    return df.assign(signal=signal.astype(int), signal_strength=strength)


def decided(is_buy: Mask, is_sell: Mask, sure: Callable[[], Column]) -> Decision:
    """1 where to buy, -1 where to sell."""
    return Decision(is_buy.astype(np.int8) - is_sell.astype(np.int8), sure)


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
    moves = np.where(is_set | is_cleared, np.arange(len(is_set)), -1)
    newest = np.maximum.accumulate(moves)
    return is_set[newest] & (newest >= 0)


def before(values: Column) -> Column:
    """Each row's value a row before; unknown for the first."""
    return np.concatenate((np.full(min(1, len(values)), np.nan), values[:-1]))
