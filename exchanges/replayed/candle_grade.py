"""The candle grade: bars as events, each its path and then the candles that close with it."""

from collections.abc import Iterable, Iterator, Sequence

from core.candles import WholePath, expand
from core.market import Candle, Funding, MarketEvent
from core.types import Timeframe
from exchanges.wire.aggregate import Aggregate


def first_open_ns(own: Timeframe, timeframes: Sequence[Timeframe], start_ns: int) -> int:
    """Where the longest candle opens that holds `start_ns` or closes at it: all are whole from
    there on."""
    longest = max((timeframe.ns for timeframe in timeframes), default=own.ns)
    return (start_ns - 1) // longest * longest


def told(
    bars: Iterable[Candle], fundings: Iterator[Funding], timeframes: Sequence[Timeframe]
) -> Iterator[MarketEvent | WholePath]:
    """What closed before a bar opens, fundings, its path, and what closes with it."""
    longer = [Aggregate(timeframe) for timeframe in timeframes]
    due = next(fundings, None)
    for bar in bars:
        closed = [made for aggregate in longer for made in aggregate.add(bar)]
        yield from (made for made in closed if made.at_ns <= bar.open_ns)
        while due is not None and due.at_ns <= bar.open_ns:
            yield due
            due = next(fundings, None)
        yield WholePath(bar, bar.open_ns)
        yield from (made for made in closed if made.at_ns > bar.open_ns)


def expanded(paths: Iterable[MarketEvent | WholePath]) -> Iterator[MarketEvent]:
    """The same, each path as its own events."""
    for event in paths:
        if isinstance(event, WholePath):
            yield from expand(event.bar)
        else:
            yield event
