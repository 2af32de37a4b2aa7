"""Binance's past, page by page: candles of prices and marks, and fundings."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import numpy as np

from core.errors import Rejected, Unreachable
from core.instrument import Instrument
from core.ports import Clock
from exchanges.archive.columns import RATE_WIDTH, Columns, bars
from exchanges.archive.store import Series
from exchanges.binance.answers import FundingRow, KlineRow, ServerTime
from exchanges.binance.listing import instruments_of
from exchanges.binance.profile import Profile, profile_of
from exchanges.binance.rest import TIMEOUT_S, Rest
from exchanges.wire.exchange_info import ExchangeInfo
from exchanges.wire.scale import e8

PAGE = 1_000


class BinanceHistory:
    """A `collect.Source` of one of the two markets."""

    def __init__(self, rest: Rest, profile: Profile) -> None:
        self._rest = rest
        self._profile = profile

    async def page(self, series: Series, start_ms: int, end_ms: int) -> Columns:
        """Raises Rejected for what this market does not have."""
        if self._profile.is_spot and (series.is_mark or series.timeframe is None):
            raise Rejected("Spot has neither marks nor fundings")
        wanted: dict[str, str | int] = {
            "symbol": series.symbol,
            "startTime": start_ms,
            "endTime": end_ms - 1,
            "limit": PAGE,
        }
        try:
            if series.timeframe is None:
                return _rates(await self._rest.get("fundingRate", list[FundingRow], wanted))
            if series.timeframe not in self._profile.timeframes:
                raise Rejected(f"{self._profile.name} has no candles of {series.timeframe}")
            path = "markPriceKlines" if series.is_mark else "klines"
            asked = wanted | {"interval": series.timeframe.value}
            return _bars(await self._rest.get(path, list[KlineRow], asked))
        except ValueError as error:
            raise Unreachable(f"Binance's history makes no sense: {error}") from error


@asynccontextmanager
async def open_history(
    exchange: str, clock: Clock, symbols: Sequence[str], *, rest_url: str = ""
) -> AsyncIterator[tuple[BinanceHistory, tuple[Instrument, ...], int]]:
    """The source, the wanted instruments and the venue's time in ms. Raises ExchangeError, and
    InputError for a symbol that is not listed."""
    profile = profile_of(exchange, rest=rest_url, ws="", is_testnet=False)
    async with httpx.AsyncClient(timeout=TIMEOUT_S, headers={"User-Agent": "dzentra"}) as http:
        rest = Rest(http, profile, clock)
        told = await rest.get("time", ServerTime, {})
        info = await rest.get("exchangeInfo", ExchangeInfo, {})
        listed = instruments_of(info, symbols, profile)
        yield BinanceHistory(rest, profile), listed, told.server_time


def _bars(rows: list[KlineRow]) -> Columns:
    return bars(
        [
            (row.open_ms, e8(row.open), e8(row.high), e8(row.low), e8(row.close), e8(row.volume))
            for row in rows
        ]
    )


def _rates(rows: list[FundingRow]) -> Columns:
    """Times to the second, as the venue plans them: it is late by milliseconds."""
    if not rows:
        return Columns.empty(RATE_WIDTH)
    at_ms = np.array([row.funding_time // 1_000 * 1_000 for row in rows], np.int64)
    return Columns(at_ms, np.array([[e8(row.funding_rate)] for row in rows], np.int64))
