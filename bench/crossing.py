"""The strategy that every program runs: two simple averages that cross.

On a cross of SMA(20) and SMA(50) of the close be long or short (a flip), one position at a time;
stop at 1 %, target at 2 % from the entry, fee 0.04 %. After a stop or a target it is flat until the
next cross. Averages are compared as whole numbers, so that no program sees another cross.
"""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from backtest.columns import BarColumns
from core.market import Candle
from core.trading import SignalResult
from core.types import Action

FAST, SLOW = 20, 50


class CrossStrategy:
    """Finds all crosses of a history at once; HOLD until the first."""

    name = "CROSS"
    warmup = 1

    def __init__(self, bars: BarColumns) -> None:
        sums = np.cumsum(np.concatenate(([0], bars.closes)))
        fast, slow = sums[SLOW:] - sums[SLOW - FAST : -FAST], sums[SLOW:] - sums[:-SLOW]
        is_up = fast * SLOW > slow * FAST
        crosses = np.flatnonzero(is_up[1:] != is_up[:-1]) + 1
        self.turns: list[int] = (crosses + SLOW - 1).tolist()
        self._times = [bars.at_ns[place] for place in self.turns]
        self._said = [_UP if up else _DOWN for up in is_up[crosses]]

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        crossed = bisect_right(self._times, candles[-1].at_ns)
        return self._said[crossed - 1] if crossed else _HOLD


_HOLD = SignalResult(action=Action.HOLD)
_UP = SignalResult(action=Action.BUY, confidence=1.0)
_DOWN = SignalResult(action=Action.SELL, confidence=1.0)
