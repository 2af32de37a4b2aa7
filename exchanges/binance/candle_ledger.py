"""Which closed candles were given, which are missing: none is left out, none comes twice."""

from collections.abc import Iterable, Iterator

from core.market import Candle
from core.types import SECOND_NS, InstrumentId, Timeframe
from core.values import Frozen

Pair = tuple[InstrumentId, Timeframe]
MOST_MISSING = 1_000
GRACE_NS = 2 * SECOND_NS


class Gap(Frozen, frozen=True):
    """Candles that closed after `from_ns`, up to `to_ns`, and were not heard."""

    instrument: InstrumentId
    timeframe: Timeframe
    from_ns: int
    to_ns: int

    @property
    def count(self) -> int:
        return (self.to_ns - self.from_ns) // self.timeframe.ns


class CandleLedger:
    """By (instrument, timeframe, opening time). A candle that comes before its predecessor waits
    for it; gaps longer than `MOST_MISSING` candles begin anew."""

    def __init__(self, pairs: Iterable[Pair], since_ns: int) -> None:
        self._given = {pair: since_ns // pair[1].ns * pair[1].ns for pair in pairs}
        self._early: dict[Pair, dict[int, Candle]] = {pair: {} for pair in self._given}

    def take(self, candle: Candle) -> Iterator[Candle]:
        """The candles that may be given now, oldest first."""
        pair = (candle.instrument, candle.timeframe)
        given = self._given.get(pair)
        if given is None or candle.at_ns <= given:
            return
        early = self._early[pair]
        early[candle.at_ns] = candle
        while (found := early.pop(self._given[pair] + candle.timeframe.ns, None)) is not None:
            self._given[pair] = found.at_ns
            yield found

    def filled(self, candles: Iterable[Candle]) -> Iterator[Candle]:
        """Takes the venue's own answer, oldest first: what it leaves out before a later candle does
        not exist and is waited for no more."""
        for candle in candles:
            pair = (candle.instrument, candle.timeframe)
            if candle.at_ns > self._given[pair]:
                self._given[pair] = candle.at_ns - candle.timeframe.ns
                early = self._early[pair]
                for at_ns in [at_ns for at_ns in early if at_ns < candle.at_ns]:
                    del early[at_ns]
                yield from self.take(candle)

    def gaps(self, now_ns: int) -> list[Gap]:
        """What should have been heard by now."""
        return [gap for pair in self._given if (gap := self._gap(pair, now_ns)) is not None]

    def _gap(self, pair: Pair, now_ns: int) -> Gap | None:
        instrument, timeframe = pair
        ns = timeframe.ns
        to_ns = max((now_ns - GRACE_NS) // ns * ns, max(self._early[pair], default=0) - ns)
        oldest_ns = to_ns - MOST_MISSING * ns
        if self._given[pair] < oldest_ns:
            self._given[pair] = oldest_ns
        given = self._given[pair]
        return Gap(instrument, timeframe, given, to_ns) if given < to_ns else None
