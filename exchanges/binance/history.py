"""What the venue knows of the past and of now, asked over HTTP."""

from collections.abc import Sequence

from core.errors import Rejected, Unreachable
from core.instrument import Instrument
from core.market import Candle, Funding
from core.money import Steps, Ticks
from core.types import SECOND_NS, Source, Timeframe
from exchanges.binance.answers import BookTicker, DepthAnswer, FundingRow, KlineRow
from exchanges.binance.plan import base_timeframe
from exchanges.binance.profile import Profile
from exchanges.binance.rest import Rest
from exchanges.wire.aggregate import Aggregate
from exchanges.wire.scale import Scale, e8

PAGE = 1_000
_MS = 1_000_000


class History:
    """Every method raises ExchangeError; an answer that makes no sense is Unreachable."""

    def __init__(self, rest: Rest, profile: Profile) -> None:
        self._rest = rest
        self._profile = profile

    async def candles(
        self, held: Instrument, timeframe: Timeframe, *, end_ns: int, limit: int, source: Source
    ) -> tuple[Candle, ...]:
        """The last `limit` closed at or before `end_ns`, oldest first. Marks, and prices of before
        a change of the tick, are rounded to the nearest one. Shorter ones than the venue has are
        refused, but for spot's multiples of a second."""
        is_mark = source is Source.MARK and not self._profile.is_spot
        base = base_timeframe(timeframe, self._profile)
        if base is None:
            raise Rejected(f"{self._profile.name} has no candles of {timeframe}; the least is 1m")
        parts = timeframe.ns // base.ns
        path = "markPriceKlines" if is_mark else "klines"
        end_ns = end_ns // timeframe.ns * timeframe.ns
        found = await self._pages(path, held, base, end_ns, limit * parts)
        return tuple(found) if base is timeframe else _longer(found, timeframe)[-limit:]

    async def _pages(
        self, path: str, held: Instrument, timeframe: Timeframe, end_ns: int, count: int
    ) -> list[Candle]:
        """Backwards, page by page, until enough or the beginning of the market."""
        scale = Scale.of(held, is_rounded=True)
        found: list[Candle] = []
        while len(found) < count:
            size = min(count - len(found), PAGE)
            last_ms = end_ns // _MS - 1
            rows = await self._rest.get(
                path,
                list[KlineRow],
                {
                    "symbol": held.symbol,
                    "interval": timeframe.value,
                    "startTime": last_ms + 1 - size * timeframe.ns // _MS,
                    "endTime": last_ms,
                    "limit": size,
                },
            )
            page = [_candle(held, timeframe, scale, row) for row in rows if row.close_ms <= last_ms]
            if not page:
                break
            found = page + found
            end_ns = page[0].open_ns
        return found

    async def quote(
        self, held: Instrument, *, is_coarse: bool = False
    ) -> tuple[Ticks, Ticks, Steps, Steps]:
        """Bid, ask and their sizes as the venue says now, as `FrameReader` tells them."""
        told = await self._rest.get("ticker/bookTicker", BookTicker, {"symbol": held.symbol})
        scale = Scale.of(held)
        below, above = (scale.below, scale.above) if is_coarse else (scale.ticks, scale.ticks)
        try:
            bid, ask = below(told.bid_price), above(told.ask_price)
            return bid, ask, scale.steps(told.bid_qty), scale.steps(told.ask_qty)
        except ValueError as error:
            raise Unreachable(f"the quote of {held.symbol} makes no sense: {error}") from error

    async def book(self, held: Instrument) -> DepthAnswer:
        return await self._rest.get("depth", DepthAnswer, {"symbol": held.symbol, "limit": 1000})

    async def fundings(self, held: Instrument, since_ns: int) -> tuple[Funding, ...]:
        """Those after an instant, oldest first; times to the second, as the venue plans them."""
        rows = await self._rest.get(
            "fundingRate",
            list[FundingRow],
            {"symbol": held.symbol, "startTime": since_ns // _MS + 1, "limit": PAGE},
        )
        try:
            return tuple(_funding(held, row) for row in rows if row.mark_price)
        except ValueError as error:
            raise Unreachable(f"Binance's fundings make no sense: {error}") from error


def _candle(held: Instrument, timeframe: Timeframe, scale: Scale, row: KlineRow) -> Candle:
    try:
        return Candle(
            held.id,
            row.open_ms * _MS + timeframe.ns,
            timeframe,
            scale.ticks(row.open),
            scale.ticks(row.high),
            scale.ticks(row.low),
            scale.ticks(row.close),
            scale.steps(row.volume),
        )
    except ValueError as error:
        raise Unreachable(f"Binance's candle of {held.symbol} makes no sense: {error}") from error


def _longer(candles: Sequence[Candle], timeframe: Timeframe) -> tuple[Candle, ...]:
    aggregate = Aggregate(timeframe)
    return tuple(made for candle in candles for made in aggregate.add(candle))


def _funding(held: Instrument, row: FundingRow) -> Funding:
    at_ns = row.funding_time // 1_000 * SECOND_NS
    return Funding(held.id, at_ns, e8(row.funding_rate), e8(row.mark_price))
