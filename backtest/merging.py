"""Any history through a runtime: paths that run side by side, point by point in turn.

Recorded bars come whole. One that is alone in its time is taken as such; of those that open
together the opens are taken where they stand among the candles of the instant, and the rest as one
if nothing can happen in any of them. Else every point has its turn, as a replay would give it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

from backtest.chronicle import Chronicle
from backtest.columns import POINTS
from backtest.course import Progress
from core.candles import WholePath, expand, opening_point
from core.market import Candle, MarketEvent, PathPoint
from core.types import InstrumentId
from engine.history import Appending, apply, take_path
from engine.runtime import TradeRuntime

END_OF_TIME_NS = 1 << 62
PROGRESS_EVERY = 4096


@dataclass(frozen=True, slots=True)
class Merged:
    """A course over events of whatever grade, in order of time and by instrument where times are
    equal."""

    events: Iterable[MarketEvent | WholePath]

    def run(
        self, runtime: TradeRuntime, journal: Appending, chronicle: Chronicle, progress: Progress
    ) -> None:
        merging = Merging(runtime, journal)
        for number, event in enumerate(self.events, 1):
            chronicle.events += POINTS if type(event) is WholePath else 1
            if not number % PROGRESS_EVERY:
                progress(event.at_ns)
            merging.reach(event)
            if type(event) is Candle:
                chronicle.watch(event, runtime.engine.state.equity)
            merging.take(event)
        merging.finish()


class Merging:
    """Takes events in order of time, and by instrument where times are equal. `reach` lets pass
    what comes before an event, so that one can look at the account as it is then."""

    def __init__(self, runtime: TradeRuntime, journal: Appending) -> None:
        self._runtime = runtime
        self._journal = journal
        self._coming: Candle | None = None
        self._opened: list[Candle] = []
        self._points: list[tuple[int, InstrumentId, PathPoint]] = []

    def reach(self, event: MarketEvent | WholePath) -> None:
        instrument = event.bar.instrument if isinstance(event, WholePath) else event.instrument
        self._pass(event.at_ns, instrument)

    def take(self, event: MarketEvent | WholePath) -> None:
        """Takes an event that was reached."""
        if isinstance(event, WholePath):
            self._coming = event.bar
        else:
            apply(self._runtime, self._runtime.on_market(event), self._journal)

    def finish(self) -> None:
        """Lets pass what is left."""
        self._pass(END_OF_TIME_NS, InstrumentId(""))

    def _pass(self, at_ns: int, instrument: InstrumentId) -> None:
        bar, self._coming = self._coming, None
        if bar is not None:
            if at_ns >= bar.at_ns and not (self._opened or self._points):
                take_path(self._runtime, bar, self._journal)
                return
            self._open(bar)
        if self._opened and at_ns > self._opened[0].open_ns:
            self._go_on(at_ns)
        while self._points and self._points[0][:2] < (at_ns, instrument):
            _, _, point = heappop(self._points)
            apply(self._runtime, self._runtime.on_market(point), self._journal)

    def _open(self, bar: Candle) -> None:
        apply(self._runtime, self._runtime.on_market(opening_point(bar)), self._journal)
        self._opened.append(bar)

    def _go_on(self, at_ns: int) -> None:
        """What is left of the bars that opened together: as one, or as points."""
        bars, self._opened = self._opened, []
        is_even = not self._points and all(
            bar.timeframe is bars[0].timeframe and bar.at_ns == bars[0].at_ns for bar in bars
        )
        if is_even and at_ns >= bars[0].at_ns and self._runtime.pass_quiet_rest(bars):
            return
        for bar in bars:
            for point in expand(bar)[1:]:
                heappush(self._points, (point.at_ns, bar.instrument, point))
