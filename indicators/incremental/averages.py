"""Running averages, and what is made of averages alone."""

from collections import deque

from indicators.formulas import ema_step, ema_weight, slope, wilder_step


class Sma:
    """Plain average. Of whole numbers, such as prices in ticks, its total is exact, so that nothing
    is left of a value that went out; of fractions the last bits may drift."""

    __slots__ = ("_period", "_total", "_values")

    def __init__(self, period: int) -> None:
        self._period = period
        self._values: deque[float] = deque()
        self._total = 0.0

    def update(self, value: float) -> float | None:
        values = self._values
        values.append(value)
        total = self._total + value
        if len(values) < self._period:
            self._total = total
            return None
        self._total = total - values.popleft()
        return total / self._period


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


class Wilder:
    """Wilder's average; None until `period` values are known, whose plain mean it starts from."""

    __slots__ = ("_average", "_period", "_taken")

    def __init__(self, period: int) -> None:
        self._period = period
        self._taken = 0
        self._average = 0.0

    def update(self, value: float) -> float | None:
        period, taken = self._period, self._taken + 1
        if taken < period:
            self._taken = taken
            self._average = wilder_step(self._average, value, taken)
            return None
        self._average += (value - self._average) / period
        return self._average


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


class Macd:
    """The distance of two exponential averages, its own average, and how far it is from it."""

    __slots__ = ("_fast", "_signal", "_slow")

    def __init__(self, fast: int, slow: int, signal: int) -> None:
        self._fast, self._slow, self._signal = Ema(fast), Ema(slow), Ema(signal)

    def update(self, value: float) -> tuple[float, float, float]:
        line = self._fast.update(value) - self._slow.update(value)
        signal = self._signal.update(line)
        return line, signal, line - signal
