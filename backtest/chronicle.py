"""What a test writes down while history passes, beside its journal."""

from collections.abc import Iterable

from core.market import Candle
from core.money import Money, from_money
from core.statistics import EquityPoint
from core.types import InstrumentId


class Chronicle:
    """The equity wherever candles close, before what they decide; the first and the last price of
    each instrument; and how many events there were."""

    def __init__(self) -> None:
        self.events = 0
        self._times: list[int] = []
        self._equities: list[int] = []
        self._prices: dict[InstrumentId, tuple[int, int]] = {}

    def watch(self, candle: Candle, equity: int) -> None:
        """A candle is about to be taken; of several at one instant the first is before them all."""
        if not self._times or candle.at_ns > self._times[-1]:
            self.note([candle.at_ns], [equity])
        self.saw(candle.instrument, candle.open, candle.close)

    def note(self, times: Iterable[int], equities: Iterable[int]) -> None:
        self._times += times
        self._equities += equities

    def saw(self, instrument: InstrumentId, first: int, last: int) -> None:
        """Candles that opened and closed at these prices."""
        opened, _ = self._prices.get(instrument, (first, 0))
        self._prices[instrument] = opened, last

    def held(self, instrument: InstrumentId) -> float | None:
        """What buying and holding an instrument returned; None where no candle of it closed."""
        first, last = self._prices.get(instrument, (0, 0))
        return last / first - 1 if first else None

    def curve(self, asset: str) -> tuple[EquityPoint, ...]:
        points = zip(self._times, self._equities, strict=True)
        return tuple(
            [EquityPoint(at_ns, float(from_money(Money(money), asset))) for at_ns, money in points]
        )
