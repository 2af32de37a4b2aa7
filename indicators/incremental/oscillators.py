"""How strong a move is: changes, relative strength, the place within the range."""

from collections import deque

from indicators.formulas import change_pct, place_pct, strength, wilder_step


class Rsi:
    """Wilder's relative strength index; None until `period` changes are known, whose plain means
    it starts from."""

    __slots__ = ("_before", "_changes", "_gain", "_loss", "_period")

    def __init__(self, period: int) -> None:
        self._period = period
        self._before: float | None = None
        self._changes = 0
        self._gain = self._loss = 0.0

    def update(self, value: float) -> float | None:
        before, self._before = self._before, value
        if before is None:
            return None
        change, period = value - before, self._period
        gain, loss = (change, 0.0) if change > 0.0 else (0.0, -change)
        if self._changes < period:
            return self._start(gain, loss)
        # `wilder_step`, without the cost of two calls a candle.
        self._gain += (gain - self._gain) / period
        self._loss += (loss - self._loss) / period
        moved = self._gain + self._loss
        return 100.0 * self._gain / moved if moved else 50.0

    def _start(self, gain: float, loss: float) -> float | None:
        self._changes += 1
        self._gain = wilder_step(self._gain, gain, self._changes)
        self._loss = wilder_step(self._loss, loss, self._changes)
        return strength(self._gain, self._loss) if self._changes == self._period else None


class Change:
    """Rate of change over `over` values, in percent; None until there are enough."""

    __slots__ = ("_over", "_values")

    def __init__(self, over: int) -> None:
        self._over = over
        self._values: deque[float] = deque(maxlen=over + 1)

    def update(self, value: float) -> float | None:
        values = self._values
        values.append(value)
        return change_pct(value, values[0]) if len(values) > self._over else None


class Stochastic:
    """Lane's %K, a mean over `smooth` places of the close in the range of `period` candles, and %D,
    the mean over the last `signal` of those; None until both are known."""

    __slots__ = ("_fast", "_highs", "_lows", "_period", "_slow")

    def __init__(self, period: int, smooth: int = 3, signal: int = 3) -> None:
        self._period = period
        self._highs: deque[float] = deque(maxlen=period)
        self._lows: deque[float] = deque(maxlen=period)
        self._fast: deque[float] = deque(maxlen=smooth)
        self._slow: deque[float] = deque(maxlen=signal)

    def update(self, high: float, low: float, close: float) -> tuple[float, float] | None:
        self._highs.append(high)
        self._lows.append(low)
        if len(self._highs) < self._period:
            return None
        self._fast.append(place_pct(close, min(self._lows), max(self._highs)))
        k = _mean(self._fast)
        if k is None:
            return None
        self._slow.append(k)
        d = _mean(self._slow)
        return None if d is None else (k, d)


def _mean(values: deque[float]) -> float | None:
    """Of a full window, added from the oldest to the newest: `sum` rounds otherwise from 3.12."""
    if len(values) != values.maxlen:
        return None
    total = 0.0
    for value in values:
        total += value
    return total / len(values)
