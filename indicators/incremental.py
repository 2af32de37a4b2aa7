"""Indicators that take one closed candle at a time: what the live path runs, without pandas.

Each equals its twin in `indicators.vectorised` bit for bit. An indicator starts from its first
value; the start is forgotten in floats after about 18 times its period.
"""

from collections import deque

from indicators.formulas import (
    ema_step,
    ema_weight,
    slope,
    strength,
    true_range,
    wilder_step,
)


class Ema:
    """Exponential average, from the first value on."""

    __slots__ = ("_weight", "value")

    def __init__(self, period: int) -> None:
        self._weight = ema_weight(period)
        self.value: float | None = None

    def update(self, value: float) -> float:
        old = self.value
        self.value = float(value) if old is None else ema_step(old, value, self._weight)
        return self.value


class RangeEma:
    """Volatility in units of price: the exponential average of the true range.

    It is not Wilder's ATR, whose slower smoothing remembers its start twice as long.
    """

    __slots__ = ("_close", "_ema")

    def __init__(self, period: int) -> None:
        self._ema = Ema(period)
        self._close: float | None = None

    def update(self, high: float, low: float, close: float) -> float:
        before = self._close
        self._close = close
        return self._ema.update(high - low if before is None else true_range(high, low, before))


class Slope:
    """Mean change per value over the last `over` values; None until there are enough."""

    __slots__ = ("_over", "_values")

    def __init__(self, over: int) -> None:
        self._over = over
        self._values: deque[float] = deque(maxlen=over + 1)

    def update(self, value: float) -> float | None:
        values = self._values
        values.append(value)
        return slope(value, values[0], self._over) if len(values) > self._over else None


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
        before, self._before = self._before, float(value)
        if before is None:
            return None
        change = value - before
        self._changes += 1
        over = min(self._changes, self._period)
        self._gain = wilder_step(self._gain, max(change, 0.0), over)
        self._loss = wilder_step(self._loss, max(-change, 0.0), over)
        return strength(self._gain, self._loss) if self._changes >= self._period else None
