"""How far prices went for and against trades while they were open (MAE and MFE: Sweeney, Maximum
Adverse Excursion, 1997)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from statistics import fmean

from core.events import TradeResult
from core.statistics import Excursion, ExcursionStatistics, PriceBar


def excursion(result: TradeResult, bars: Sequence[PriceBar]) -> Excursion | None:
    """Of one trade over the bars it was open in, oldest first; its own fills count too. The bars
    of its first and last moment are taken whole, so coarse bars overstate both. None without a bar
    or an entry price."""
    first = bisect_right(bars, result.opened_at_ns, key=lambda bar: bar.at_ns)
    last = bisect_left(bars, result.closed_at_ns, key=lambda bar: bar.open_ns)
    entry, left = float(result.entry), float(result.exit)
    if first >= last or not entry:
        return None
    low = min(entry, left, *(bar.low for bar in bars[first:last]))
    high = max(entry, left, *(bar.high for bar in bars[first:last]))
    down, up = (entry - low) / entry, (high - entry) / entry
    return Excursion(down, up) if result.side > 0 else Excursion(up, down)


def excursion_statistics(found: Iterable[Excursion]) -> ExcursionStatistics | None:
    """None of no trade."""
    each = list(found)
    if not each:
        return None
    adverse = fmean(one.adverse for one in each)
    favourable = fmean(one.favourable for one in each)
    return ExcursionStatistics(
        trades=len(each),
        adverse=adverse,
        favourable=favourable,
        worst=max(one.adverse for one in each),
        edge=favourable / adverse if adverse else None,
    )
