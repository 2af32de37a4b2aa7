"""Binance's past, page by page: candles of prices and marks, and fundings."""

import numpy as np

from core.errors import Rejected, Unreachable
from exchanges.archive.columns import RATE_WIDTH, Columns, bars
from exchanges.archive.store import Series
from exchanges.binance.answers import FundingRow, KlineRow
from exchanges.binance.profile import Profile
from exchanges.binance.rest import Rest
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
