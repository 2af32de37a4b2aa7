"""Candles for pictures: asked of the market once for all who look, the newest still forming."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from core.instrument import Instrument
from core.market import Candle
from core.money import Steps, Ticks
from core.ports import Clock, Trading
from core.types import MINUTE_NS, SECOND_NS, AccountId, InstrumentId, Timeframe
from core.values import replace

FRESH_NS = 4 * SECOND_NS
"""So long the same candles are not asked for again: less than between two live refreshes."""
KEPT = 32
TIMEOUT_S = 6.0
MOST_PARTS = 60
SHORTEST = Timeframe.M1
"""The least that every venue has."""

_Key = tuple[AccountId, InstrumentId, Timeframe, int]


class CandleShelf:
    """Raises ExchangeError, and TimeoutError for a market that takes too long."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[_Key, tuple[int, tuple[Candle, ...]]] = OrderedDict()

    async def newest(
        self, trading: Trading, held: Instrument, timeframe: Timeframe, limit: int
    ) -> tuple[Candle, ...]:
        """The last closed ones and after them the one that forms, as far as it is known."""
        key = (trading.account.id, held.id, timeframe, limit)
        now_ns = self._clock.now_ns()
        found = self._kept.get(key)
        if found is not None and 0 <= now_ns - found[0] < FRESH_NS:
            return found[1]
        async with asyncio.timeout(TIMEOUT_S):
            closed = tuple(await trading.candles(held.id, timeframe, limit))
            candles = (*closed, *await _forming(trading, closed))
        self._kept[key] = (now_ns, candles)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return candles

    async def until(
        self, trading: Trading, held: Instrument, timeframe: Timeframe, limit: int, end_ns: int
    ) -> tuple[Candle, ...]:
        """Of what is over."""
        async with asyncio.timeout(TIMEOUT_S):
            return tuple(await trading.candles(held.id, timeframe, limit, end_ns=end_ns))


async def _forming(trading: Trading, closed: Sequence[Candle]) -> tuple[Candle, ...]:
    """Made of the shorter candles since the last closed one; none where there are none."""
    if not closed:
        return ()
    last = closed[-1]
    parts = _parts(last.timeframe)
    if parts is None:
        return ()
    shorter = await trading.candles(last.instrument, parts, last.timeframe.ns // parts.ns)
    since = [candle for candle in shorter if candle.open_ns >= last.at_ns]
    if not since:
        return ()
    whole = replace(
        since[0],
        at_ns=last.at_ns + last.timeframe.ns,
        timeframe=last.timeframe,
        high=Ticks(max(candle.high for candle in since)),
        low=Ticks(min(candle.low for candle in since)),
        close=since[-1].close,
        volume=Steps(sum(candle.volume for candle in since)),
    )
    return (whole,)


def _parts(timeframe: Timeframe) -> Timeframe | None:
    """The shortest timeframe that makes up this one in not too many parts."""
    shorter = [
        each
        for each in Timeframe
        if SHORTEST.ns <= each.ns < timeframe.ns and timeframe.ns // each.ns <= MOST_PARTS
    ]
    return min(shorter, key=lambda each: each.ns, default=None)


def frame_for(span_ns: int, shortest: Timeframe, most: int) -> Timeframe:
    """The shortest timeframe that covers a span with at most `most` candles; none below the
    agent's own or a minute is sure to be there."""
    least_ns = min(shortest.ns, MINUTE_NS)
    fitting = (each for each in Timeframe if each.ns >= least_ns and span_ns <= most * each.ns)
    return min(fitting, key=lambda each: each.ns, default=Timeframe.D1)
