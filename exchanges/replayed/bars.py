"""Recorded candles of one instrument and timeframe, kept as plain integers."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from core.market import Candle
from core.money import Steps, Ticks
from core.types import InstrumentId, Timeframe
from exchanges.archive.columns import Ints
from exchanges.replayed.archived import archived_bars
from exchanges.replayed.reading import Skipped, lines_of
from exchanges.wire.aggregate import Aggregate
from exchanges.wire.scale import Scale

_MS = 1_000_000
_WIDTH = 5
Row = tuple[int, Ticks, Ticks, Ticks, Ticks, Steps]
"""Opening time in ns; open, high, low, close and volume."""


class Bars:
    """Oldest first, each time once."""

    def __init__(self, instrument: InstrumentId, timeframe: Timeframe) -> None:
        self._instrument = instrument
        self.timeframe = timeframe
        self._opens_ns = array("q")
        self._values = array("q")

    def __len__(self) -> int:
        return len(self._opens_ns)

    def append(self, row: Row) -> None:
        """Takes a row that is later than all before; what is not, another file gave already."""
        open_ns, *values = row
        if not self._opens_ns or open_ns > self._opens_ns[-1]:
            self._opens_ns.append(open_ns)
            self._values.extend(values)

    def extend(self, opens_ns: Ints, values: Ints) -> None:
        """Takes rows in order of time, as `append` does one."""
        after = int(np.searchsorted(opens_ns, self._opens_ns[-1], "right")) if len(self) else 0
        self._opens_ns.frombytes(np.ascontiguousarray(opens_ns[after:]).tobytes())
        self._values.frombytes(np.ascontiguousarray(values[after:]).tobytes())

    def candle(self, index: int) -> Candle:
        return next(self._between(index, index + 1))

    def since(self, open_ns: int) -> Iterator[Candle]:
        """The candles that open at `open_ns` or later."""
        return self._between(bisect_left(self._opens_ns, open_ns), len(self))

    def last(self, timeframe: Timeframe, end_ns: int, limit: int) -> tuple[Candle, ...]:
        """The last `limit` candles of `timeframe` closed at or before `end_ns`."""
        end = bisect_right(self._opens_ns, end_ns - self.timeframe.ns)
        most = (limit + 1) * (timeframe.ns // self.timeframe.ns)
        longer = Aggregate(timeframe)
        rows = self._between(max(end - most, 0), end)
        found = [made for row in rows for made in longer.add(row)]
        return tuple(found[-limit:])

    def columns(self, start_ns: int, end_ns: int, before: int) -> tuple[Ints, Ints, int]:
        """Opening times and rows of those that open in [start_ns, end_ns), after the last `before`
        that open earlier; and how many of these there are."""
        first = bisect_left(self._opens_ns, start_ns)
        since, until = max(first - before, 0), bisect_left(self._opens_ns, end_ns)
        opens_ns = np.array(self._opens_ns[since:until], dtype=np.int64)
        values = np.array(self._values[_WIDTH * since : _WIDTH * until], dtype=np.int64)
        return opens_ns, values.reshape(-1, _WIDTH), first - since

    def holding(self, at_ns: int) -> Candle | None:
        """The candle in whose time the instant lies."""
        index = bisect_right(self._opens_ns, at_ns) - 1
        if index < 0 or at_ns >= self._opens_ns[index] + self.timeframe.ns:
            return None
        return self.candle(index)

    def _between(self, start: int, end: int) -> Iterator[Candle]:
        instrument, timeframe, ns = self._instrument, self.timeframe, self.timeframe.ns
        for index in range(start, end):
            first, high, low, last, volume = self._values[_WIDTH * index : _WIDTH * (index + 1)]
            yield Candle(
                instrument,
                self._opens_ns[index] + ns,
                timeframe,
                Ticks(first),
                Ticks(high),
                Ticks(low),
                Ticks(last),
                Steps(volume),
            )


def load_bars(
    instrument: InstrumentId,
    timeframe: Timeframe,
    files: Iterable[Path],
    scale: Scale,
    skipped: Skipped,
) -> Bars:
    """The candles of several files, in sequence of their times."""
    bars = Bars(instrument, timeframe)
    named = list(files)
    for path in named:
        if path.is_dir():
            bars.extend(*archived_bars(path, scale, timeframe.ns, skipped))
    texts = [path for path in named if not path.is_dir()]
    chapters = [list(_rows(path, timeframe, scale, skipped)) for path in texts]
    for chapter in sorted(chapters, key=lambda rows: rows[:1]):
        for row in chapter:
            bars.append(row)
    return bars


def _rows(path: Path, timeframe: Timeframe, scale: Scale, skipped: Skipped) -> Iterator[Row]:
    before_ns = -1
    for number, line in lines_of(path, skipped):
        if number == 1:
            continue
        try:
            row = _row(line.decode("ascii"), scale)
            _check(row, timeframe, before_ns)
        except ValueError as error:
            skipped.line(path, number, error)
            continue
        before_ns = row[0]
        yield row


def _row(line: str, scale: Scale) -> Row:
    """Raises ValueError; a line without volume (marks) has none."""
    time_ms, first, high, low, last, *volume = line.strip().split(",")
    price = scale.ticks
    size = scale.steps(volume[0]) if volume else Steps(0)
    return int(time_ms) * _MS, price(first), price(high), price(low), price(last), size


def _check(row: Row, timeframe: Timeframe, before_ns: int) -> None:
    """Raises ValueError for a candle that cannot be, or comes out of its order."""
    open_ns, first, high, low, last, _ = row
    if open_ns % timeframe.ns or open_ns <= before_ns:
        raise ValueError("the time does not rise in steps of the timeframe")
    if not low <= min(first, last) <= max(first, last) <= high:
        raise ValueError("open, high, low and close contradict each other")
