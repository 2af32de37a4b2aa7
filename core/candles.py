"""Candles: built from trades, and expanded to the path that replay, backtest and paper share."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.market import Candle, PathPoint, Trade
from core.money import Steps, Ticks
from core.types import InstrumentId, Timeframe


class CandleBuilder:
    """Builds the closed candles of one instrument and timeframe from its trades.

    A period without a trade repeats the last close with no volume, so that candles are
    contiguous; nothing is made before the first trade. Trades come in order of time.
    """

    def __init__(self, instrument: InstrumentId, timeframe: Timeframe) -> None:
        self._instrument = instrument
        self._timeframe = timeframe
        self._ns = timeframe.ns
        self._end_ns = 0
        self._open = self._high = self._low = self._close = 0
        self._volume = 0

    def close_until(self, now_ns: int) -> Iterator[Candle]:
        """Every candle that has closed at or before `now_ns` and was not given yet."""
        while self._end_ns and self._end_ns <= now_ns:
            yield self._candle()
            self._open = self._high = self._low = self._close
            self._volume = 0
            self._end_ns += self._ns

    def add(self, trade: Trade) -> Iterator[Candle]:
        """The candles that this trade's time closes, oldest first; then the trade counts."""
        yield from self.close_until(trade.at_ns)
        price = trade.price
        if not self._end_ns:
            self._end_ns = trade.at_ns // self._ns * self._ns + self._ns
            self._open = self._high = self._low = price
        elif not self._volume:
            self._open = self._high = self._low = price
        self._high = max(self._high, price)
        self._low = min(self._low, price)
        self._close = price
        self._volume += trade.qty

    def _candle(self) -> Candle:
        return Candle(
            self._instrument,
            self._end_ns,
            self._timeframe,
            Ticks(self._open),
            Ticks(self._high),
            Ticks(self._low),
            Ticks(self._close),
            Steps(self._volume),
        )


def expand(candle: Candle) -> tuple[PathPoint, PathPoint, PathPoint, PathPoint]:
    """A bar as open, the extreme nearer to the open (tie: low), the other, close.

    The open is a jump from the bar before; the rest is continuous. Times divide the bar in
    thirds, the close at its last nanosecond, so that the closed candle comes after it.
    """
    first, second = extremes(candle)
    start, third = candle.open_ns, candle.timeframe.ns // 3

    def point(at_ns: int, price: Ticks, is_jump: bool) -> PathPoint:
        return PathPoint(candle.instrument, at_ns, price, is_jump, candle.low, candle.high)

    return (
        point(start, candle.open, True),
        point(start + third, first, False),
        point(start + 2 * third, second, False),
        closing_point(candle),
    )


def extremes(candle: Candle) -> tuple[Ticks, Ticks]:
    """Both extremes of a bar in the order in which its path visits them."""
    if candle.open - candle.low <= candle.high - candle.open:
        return candle.low, candle.high
    return candle.high, candle.low


@dataclass(frozen=True, slots=True)
class WholePath:
    """All points of a bar's path as one, where nothing else happens between them: what reaches no
    level needs no points. `at_ns` is that of the first."""

    bar: Candle
    at_ns: int

    def lies_within(self, start_ns: int, end_ns: int) -> bool:
        return start_ns <= self.at_ns and self.bar.at_ns <= end_ns


def opening_point(candle: Candle) -> PathPoint:
    """The first of the bar's points."""
    at_ns, price = candle.open_ns, candle.open
    return PathPoint(candle.instrument, at_ns, price, True, candle.low, candle.high)


def closing_point(candle: Candle) -> PathPoint:
    """The last of the bar's points."""
    at_ns, price = candle.at_ns - 1, candle.close
    return PathPoint(candle.instrument, at_ns, price, False, candle.low, candle.high)
