"""What an instrument did up to now, for who looks at it: the last day, and the latest closes."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from decimal import Decimal

from core.errors import ExchangeError
from core.instrument import Instrument
from core.market import Candle
from core.ports import Clock, Trading
from core.types import DAY_NS, SECOND_NS, AccountId, InstrumentId, Timeframe
from core.views import QuoteView
from core.views.watching import DayView

DAY_FRAME = Timeframe.M15
DAY_CANDLES = DAY_NS // DAY_FRAME.ns
DAY_KEPT_NS = 60 * SECOND_NS
CLOSES = 120
"""Enough for an average of 50 to have forgotten where it began."""
KEPT = 256
TIMEOUT_S = 6.0

_Key = tuple[AccountId, InstrumentId, Timeframe, int]


class Lookback:
    """Candles are asked for once for all who look, and again no sooner than they may have become
    others: a screen is looked at every few seconds, a venue should not be. A market that does not
    answer is not asked again before that either."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[_Key, tuple[int, tuple[Candle, ...]]] = OrderedDict()

    async def day(
        self, trading: Trading, held: Instrument, quote: QuoteView | None
    ) -> DayView | None:
        """The last 24 hours up to the price of now; None while the market's history is silent."""
        candles = await self._candles(trading, held, DAY_FRAME, DAY_CANDLES, DAY_KEPT_NS)
        return _day(held, candles, quote) if candles else None

    async def closes(
        self, trading: Trading, held: Instrument, timeframe: Timeframe
    ) -> tuple[float, ...]:
        """Of the last closed candles, oldest first, in ticks; none while history is silent."""
        candles = await self.latest(trading, held, timeframe, CLOSES)
        return tuple(float(candle.close) for candle in candles)

    async def latest(
        self, trading: Trading, held: Instrument, timeframe: Timeframe, count: int
    ) -> Sequence[Candle]:
        """The last closed candles, oldest first; none while history is silent."""
        kept_ns = min(max(timeframe.ns // 60, 5 * SECOND_NS), 300 * SECOND_NS)
        return await self._candles(trading, held, timeframe, count, kept_ns)

    async def _candles(
        self, trading: Trading, held: Instrument, timeframe: Timeframe, count: int, kept_ns: int
    ) -> Sequence[Candle]:
        key = (trading.account.id, held.id, timeframe, count)
        now_ns = self._clock.monotonic_ns()
        found = self._kept.get(key)
        if found is not None and now_ns < found[0] + kept_ns:
            return found[1]
        try:
            async with asyncio.timeout(TIMEOUT_S):
                candles = tuple(await trading.candles(held.id, timeframe, count))
        except (ExchangeError, TimeoutError):
            candles = ()
        self._kept[key] = (now_ns, candles)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return candles


def _day(held: Instrument, candles: Sequence[Candle], quote: QuoteView | None) -> DayView:
    last = held.price(candles[-1].close) if quote is None else (quote.bid + quote.ask) / 2
    low = min(held.price(min(candle.low for candle in candles)), last)
    high = max(held.price(max(candle.high for candle in candles)), last)
    first = held.price(candles[0].open)
    change = (last - first) * 100 / first if first else Decimal(0)
    return DayView(low, high, change, tuple(float(candle.close) for candle in candles))
