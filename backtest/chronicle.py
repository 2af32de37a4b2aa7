"""What a test writes down while history passes, beside its journal."""

from collections.abc import Iterable, Sequence

from core.market import Candle
from core.money import from_money, money_digits
from core.statistics import EquityPoint
from core.types import InstrumentId

MOST_EXACT = 1 << 53
"""Up to here a float holds every whole number."""


class Chronicle:
    """The equity wherever candles close, before what they decide; the price of each instrument
    where the span begins; and how many events there were."""

    def __init__(self, start_ns: int) -> None:
        self.events = 0
        self._start_ns = start_ns
        self._times: list[int] = []
        self._equities: list[int] = []
        self._began: dict[InstrumentId, int] = {}

    def watch(self, candle: Candle, equity: int) -> None:
        """A candle is about to be taken; of several at one instant the first is before them all."""
        if not self._times or candle.at_ns > self._times[-1]:
            self.note([candle.at_ns], [equity])
        is_within = candle.open_ns >= self._start_ns
        self.begins(candle.instrument, candle.open if is_within else candle.close)

    def note(self, times: Iterable[int], equities: Iterable[int]) -> None:
        self._times += times
        self._equities += equities

    def begins(self, instrument: InstrumentId, price: int) -> None:
        """The first price of an instrument within the span; nothing where one is known."""
        self._began.setdefault(instrument, price)

    def held(self, instrument: InstrumentId, last: int) -> float | None:
        """What buying and holding an instrument returned that ended at a price; None where no
        candle of it closed."""
        first = self._began.get(instrument, 0)
        return last / first - 1 if first else None

    def curve(self, asset: str) -> tuple[EquityPoint, ...]:
        return tuple(map(EquityPoint, self._times, as_floats(self._equities, asset)))


def as_floats(money: Sequence[int], asset: str) -> list[float]:
    """Each as the float nearest to it."""
    if max(map(abs, money), default=0) < MOST_EXACT:
        scale = 10 ** money_digits(asset)
        return [each / scale for each in money]
    return [float(from_money(each, asset)) for each in money]
