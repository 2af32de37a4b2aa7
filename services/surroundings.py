"""What is known beside closed trades: the signals they were opened on, and the market they were
opened in."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from core.codec import decode
from core.errors import ExchangeError, InputError
from core.events import PositionClosed, SignalReady
from core.instrument import Instrument
from core.market import Candle
from core.ports import Around, JournalEntry, JournalReader
from core.statistics import PriceBar
from core.types import Timeframe
from services.off_loop import counted
from services.seats import Seat

log = logging.getLogger(__name__)

PAGE = 500
MOST_SIGNALS = 20_000
REGIME_FRAME = Timeframe.H1
"""Bars by which the kind of market is judged."""
WARM = 60
MOST_BARS = 2_000
TIMEOUT_S = 6.0
NEEDS = {"tag": ("signals",), "mix": ("signals",), "regime": ("bars",)}


class Surroundings:
    """A market that is silent costs the regimes of its trades, never the screen."""

    def __init__(self, journal: JournalReader) -> None:
        self._journal = journal

    async def of(self, seat: Seat, closed: Sequence[PositionClosed], by: str) -> Around:
        """As much as a grouping needs."""
        needs = NEEDS.get(by, ())
        if not closed or not needs:
            return Around()
        since_ns = min(trade.result.opened_at_ns for trade in closed)
        if "signals" in needs:
            return await self._signals(seat, since_ns)
        traded = {trade.instrument for trade in closed}
        held = [each for each in seat.trading.instruments() if each.id in traded]
        return Around(bars={each.id: await _bars(seat, each, since_ns) for each in held})

    async def _signals(self, seat: Seat, since_ns: int) -> Around:
        """Back to the one that the earliest trade may have been opened on, but not to more than a
        screen can wait for."""
        found: list[SignalReady] = []
        for offset in range(0, MOST_SIGNALS, PAGE):
            rows = await self._journal.page(
                seat.user.account, (SignalReady.topic,), offset=offset, limit=PAGE
            )
            found += await counted(rows, partial(_read, rows))
            if len(rows) < PAGE or rows[-1].at_ns < since_ns:
                return Around(signals=found)
        return Around(signals=found, signals_from_ns=found[-1].at_ns if found else 0)


async def _bars(seat: Seat, held: Instrument, since_ns: int) -> tuple[PriceBar, ...]:
    span_ns = max(seat.trading.account.last_event_ns - since_ns, 0)
    limit = min(span_ns // REGIME_FRAME.ns + WARM, MOST_BARS)
    try:
        async with asyncio.timeout(TIMEOUT_S):
            candles = await seat.trading.candles(held.id, REGIME_FRAME, limit)
    except (ExchangeError, TimeoutError) as error:
        log.info("no regimes of %s: %s", held.id, str(error) or type(error).__name__)
        return ()
    return tuple(price_bar(candle, held) for candle in candles)


def price_bar(candle: Candle, held: Instrument) -> PriceBar:
    return PriceBar(
        open_ns=candle.open_ns,
        at_ns=candle.at_ns,
        high=float(held.price(candle.high)),
        low=float(held.price(candle.low)),
        close=float(held.price(candle.close)),
    )


def _read(rows: Sequence[JournalEntry]) -> list[SignalReady]:
    return [signal for row in rows if (signal := _signal(row.payload)) is not None]


def _signal(payload: str) -> SignalReady | None:
    try:
        return decode(SignalReady, payload)
    except InputError:
        return None
