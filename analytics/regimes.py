"""In what kind of market a trade was opened.

The judge is Wilder's directional movement (New Concepts in Technical Trading Systems, 1978) over 14
closed bars: an ADX of 25 or more is a trend, upwards while +DI is above -DI and downwards while it
is below; anything less is a range. A trade has the regime of the last bar that was closed when it
was opened: nothing of the future is looked at. Without enough bars before it, it is unknown.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from core.events import PositionClosed
from core.statistics import PriceBar
from core.types import InstrumentId

PERIOD = 14
TREND_ADX = 25.0
UP, DOWN, RANGE, UNKNOWN = "up", "down", "range", "unknown"
REGIMES = (UP, DOWN, RANGE, UNKNOWN)

_Judged = tuple[Sequence[int], Sequence[str]]


def regimes_of(bars: Sequence[PriceBar], period: int = PERIOD) -> list[str]:
    """The regime at the close of each bar."""
    if len(bars) <= 2 * period:
        return [UNKNOWN] * len(bars)
    # numpy takes a tenth of a second to import, which no start of a desk should wait for.
    from indicators.columns import column
    from indicators.vectorised.ranges import adx

    index, plus, minus = adx(
        column([bar.high for bar in bars]),
        column([bar.low for bar in bars]),
        column([bar.close for bar in bars]),
        period,
    )
    rows = zip(index.tolist(), plus.tolist(), minus.tolist(), strict=True)
    return [_regime(strength, up, down) for strength, up, down in rows]


def entry_regimes(
    closed: Iterable[PositionClosed], bars: Mapping[InstrumentId, Sequence[PriceBar]]
) -> list[str]:
    """The regime in which each trade was opened."""
    judged: dict[InstrumentId, _Judged] = {
        instrument: ([bar.at_ns for bar in row], regimes_of(row))
        for instrument, row in bars.items()
    }
    return [_of(trade, judged.get(trade.instrument, ((), ()))) for trade in closed]


def _regime(strength: float, up: float, down: float) -> str:
    if strength != strength:
        return UNKNOWN
    if strength < TREND_ADX:
        return RANGE
    return UP if up > down else DOWN


def _of(trade: PositionClosed, judged: _Judged) -> str:
    times, regimes = judged
    found = bisect_right(times, trade.result.opened_at_ns)
    return regimes[found - 1] if found else UNKNOWN
