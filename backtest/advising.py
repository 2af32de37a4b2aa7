"""What a strategy advises on every bar of a history, at once."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from backtest.columns import Ints
from backtest.quick_steps import quickest_steps
from engine.runner import LOOK_BACK
from indicators.columns import Column
from indicators.recurrences import Steps
from indicators.table import Shelf, Table
from strategies.stepped import Figures, SteppedStrategy

if TYPE_CHECKING:
    from backtest.fast import BarHistory

Says = npt.NDArray[np.int8]
COLUMNS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True)
class Tables:
    """Stretches of one history as strategies take them. What indicators make of the very same rows
    is shared by all that ask."""

    columns: tuple[Column, ...]
    shelf: Shelf = field(default_factory=Shelf)
    steps: Steps = field(default_factory=quickest_steps)

    @classmethod
    def over(cls, values: Ints) -> "Tables":
        """Of rows of open, high, low, close and volume."""
        return cls(tuple(np.ascontiguousarray(each, np.float64) for each in values.T))

    def of(self, first: int, last: int) -> Table:
        """Of rows that are counted from the end of the history: tests of many parameters cut it at
        many places, all of them at its beginning."""
        whole = len(self.columns[0])
        part = slice(whole - first, whole - last)
        columns = (each[part] for each in self.columns)
        return Table(
            dict(zip(COLUMNS, columns, strict=True)), self.steps, self.shelf, (first, last)
        )


def advice(strategy: SteppedStrategy[Figures], history: "BarHistory", bar_ns: int) -> Says:
    """1, -1 or 0 for every bar, as the live path would say it: what it has not warmed up for is 0,
    and after a hole it starts afresh."""
    opens_ns, count = history.opens_ns, len(history.opens_ns)
    tables = history.tables or Tables.over(history.values)
    says = np.zeros(count, np.int8)
    first = max(max(history.before - LOOK_BACK, 0) + 1 - strategy.warmup, 0)
    holes = (np.flatnonzero(np.diff(opens_ns) != bar_ns) + 1).tolist()
    bounds = [first, *(hole for hole in holes if hole > first), count]
    decide, silent = strategy.frame_part(), strategy.speaks_after - 1
    for start, end in pairwise(bounds):
        if start < end:
            says[start:end] = decide(tables.of(count - start, count - end)).signal
            says[start : min(start + silent, end)] = 0
    return says
