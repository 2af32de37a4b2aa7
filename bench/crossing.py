"""The strategy that every program runs: two simple averages that cross.

On a cross of SMA(20) and SMA(50) of the close be long or short (a flip), one position at a time;
stop at 1 %, target at 2 % from the entry, fee 0.04 %. After a stop or a target it is flat until the
next cross. Averages are compared as whole numbers, so that no program sees another cross.
"""

from collections import deque
from collections.abc import Sequence

from core.market import Candle
from core.trading import SignalResult
from core.types import Action

FAST, SLOW = 20, 50


class CrossStrategy:
    """Takes each closed candle once; HOLD until the first cross."""

    name = "CROSS"
    warmup = 1

    def __init__(self) -> None:
        self._closes: deque[int] = deque([0] * SLOW, SLOW)
        self._fast = self._slow = self._taken = 0
        self._is_up: bool | None = None
        self._said = _HOLD

    def evaluate(self, candles: Sequence[Candle]) -> SignalResult:
        close, closes = candles[-1].close, self._closes
        self._fast += close - closes[-FAST]
        self._slow += close - closes[0]
        closes.append(close)
        self._taken += 1
        if self._taken >= SLOW:
            self._compare(self._fast * SLOW > self._slow * FAST)
        return self._said

    def _compare(self, is_up: bool) -> None:
        if self._is_up is not None and is_up is not self._is_up:
            self._said = _UP if is_up else _DOWN
        self._is_up = is_up


_HOLD = SignalResult(action=Action.HOLD)
_UP = SignalResult(action=Action.BUY, confidence=1.0)
_DOWN = SignalResult(action=Action.SELL, confidence=1.0)
