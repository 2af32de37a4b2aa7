"""Candles of a longer timeframe from those of a shorter one."""

from collections.abc import Iterator

from core.market import Candle
from core.money import Steps, Ticks
from core.types import Timeframe


class Aggregate:
    """Of one instrument. A period whose first candle was not seen is left out; one with a hole
    inside is made of what there is."""

    def __init__(self, timeframe: Timeframe) -> None:
        self._timeframe = timeframe
        self._parts: list[Candle] = []
        self._end_ns = 0

    def add(self, candle: Candle) -> Iterator[Candle]:
        """The candles that are complete with this one, oldest first."""
        ns = self._timeframe.ns
        end_ns = -(-candle.at_ns // ns) * ns
        if end_ns != self._end_ns:
            yield from self._close()
            self._end_ns = end_ns
            self._is_whole = candle.open_ns == end_ns - ns
        self._parts.append(candle)
        if candle.at_ns == end_ns:
            yield from self._close()

    def _close(self) -> Iterator[Candle]:
        parts, self._parts = self._parts, []
        if parts and self._is_whole:
            yield Candle(
                parts[0].instrument,
                self._end_ns,
                self._timeframe,
                parts[0].open,
                Ticks(max(part.high for part in parts)),
                Ticks(min(part.low for part in parts)),
                parts[-1].close,
                Steps(sum(part.volume for part in parts)),
            )
