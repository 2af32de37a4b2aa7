"""The seeded market's past as a source of history."""

import asyncio

from core.errors import Rejected
from core.instrument import Instrument
from core.market import Candle
from core.types import Source
from exchanges.archive.columns import BAR_WIDTH, Columns, bars
from exchanges.archive.store import Series
from exchanges.simulated.market import SimulatedMarket

PAGE = 20_000
_MS = 1_000_000


class SeededHistory:
    """A `collect.Source`: what was made and what is kept agree to the last tick."""

    def __init__(self, market: SimulatedMarket) -> None:
        self._market = market
        self._listed = {held.symbol: held for held in market.listed}

    async def page(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        """Made in a thread."""
        if series.timeframe is None:
            raise Rejected("The simulated market makes its fundings as it runs")
        return await asyncio.to_thread(self.page_now, series, start_ms, end_ms)

    def page_now(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        """The very same without waiting."""
        held, timeframe = self._listed[series.symbol], series.timeframe
        if timeframe is None:
            return Columns.empty(BAR_WIDTH)
        step_ms = series.step_ms
        until_ms = min(start_ms + PAGE * step_ms, end_ms) // step_ms * step_ms
        count = (until_ms - start_ms) // step_ms
        source = Source.MARK if series.is_mark else Source.LAST
        candles = self._market.history(held.id, timeframe, until_ms * _MS, count, source)
        return _columns(held, candles)


def _columns(held: Instrument, candles: tuple[Candle, ...]) -> Columns:
    tick, step = held.tick_e8, int(held.step.scaleb(8))
    return bars(
        [
            (
                bar.open_ns // _MS,
                bar.open * tick,
                bar.high * tick,
                bar.low * tick,
                bar.close * tick,
                bar.volume * step,
            )
            for bar in candles
        ]
    )
