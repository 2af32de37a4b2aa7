"""One instrument's recorded candles as the events of the candle grade."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.candles import WholePath
from core.errors import InputError
from core.instrument import Instrument
from core.market import Candle, Funding, MarketEvent
from core.types import SECOND_NS, Source, Timeframe
from exchanges.archive.columns import Ints
from exchanges.replayed.archived import archived_rates
from exchanges.replayed.bars import load_bars
from exchanges.replayed.candle_grade import expanded, first_open_ns, told
from exchanges.replayed.files import Recording
from exchanges.replayed.reading import Skipped, lines_of
from exchanges.wire.scale import Scale, e8


class BarSource:
    """Each bar is its path and then the closed candles. On this grade the path also stands for
    the mark; recorded marks value the fundings and answer `candles`."""

    def __init__(
        self,
        instrument: Instrument,
        files: Sequence[Recording],
        timeframe: Timeframe,
        skipped: Skipped,
    ) -> None:
        self.instrument = instrument
        self.timeframe = timeframe
        exact, rounded = Scale.of(instrument), Scale.of(instrument, is_rounded=True)
        paths = [item.path for item in files]
        marks = [item.marks for item in files if item.marks.exists()]
        fundings = {item.fundings for item in files if item.fundings.exists()}
        self._bars = load_bars(instrument.id, timeframe, paths, exact, skipped)
        self._marks = load_bars(instrument.id, timeframe, marks, rounded, skipped)
        self._rates = sorted({rate for path in fundings for rate in _rates(path, skipped)})
        if not self._bars:
            raise InputError(f"{paths[0]} holds no candle", code="bad_replay")

    @property
    def starts_ns(self) -> int:
        return self._bars.candle(0).open_ns

    def columns(self, start_ns: int, end_ns: int, before: int) -> tuple[Ints, Ints, int]:
        """`Bars.columns` of the recorded bars."""
        return self._bars.columns(start_ns, end_ns, before)

    def fundings(self, start_ns: int, end_ns: int) -> list[Funding]:
        """Those of [start_ns, end_ns)."""
        return [each for each in self._fundings() if start_ns <= each.at_ns < end_ns]

    def refuse(self, timeframe: Timeframe) -> None:
        """Raises InputError for a timeframe that cannot be made."""
        if timeframe.ns % self.timeframe.ns:
            raise InputError(
                f"The recording of {self.instrument.id} holds candles of {self.timeframe}; "
                f"{timeframe} cannot be made of them",
                code="bad_timeframe",
            )

    def candles(
        self, timeframe: Timeframe, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]:
        self.refuse(timeframe)
        bars = self._marks if source is Source.MARK else self._bars
        return bars.last(timeframe, end_ns, limit)

    def events(self, timeframes: Sequence[Timeframe], start_ns: int) -> Iterator[MarketEvent]:
        """In order of time, from the bar on that holds `start_ns` or closes at it."""
        return expanded(self.paths(timeframes, start_ns))

    def paths(
        self, timeframes: Sequence[Timeframe], start_ns: int
    ) -> Iterator[MarketEvent | WholePath]:
        """The same, the path of each bar as one."""
        bars = self._bars.since(first_open_ns(self.timeframe, timeframes, start_ns))
        return told(bars, self._fundings(), timeframes)

    def _fundings(self) -> Iterator[Funding]:
        """With the mark at which the bar of that instant opens, else its price."""
        tick = self.instrument.tick_e8
        for at_ns, rate in self._rates:
            bar = self._marks.holding(at_ns) or self._bars.holding(at_ns)
            if bar is not None:
                yield Funding(self.instrument.id, at_ns, rate, bar.open * tick)


def _rates(path: Path, skipped: Skipped) -> Iterator[tuple[int, int]]:
    """Funding times to the whole second (the venue is late by milliseconds), and rates."""
    if path.is_dir():
        yield from archived_rates(path)
        return
    for number, line in lines_of(path, skipped):
        if number == 1:
            continue
        try:
            time_ms, rate = line.decode("ascii").strip().split(",")
            yield int(time_ms) // 1000 * SECOND_NS, e8(rate)
        except ValueError as error:
            skipped.line(path, number, error)
