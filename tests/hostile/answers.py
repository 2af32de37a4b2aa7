"""Answers of the venue in today's shape."""

from typing import Any

from core.types import InstrumentKind

MINUTE_MS = 60_000


def exchange_info(kind: InstrumentKind, *, tick: str = "0.01") -> dict[str, Any]:
    is_spot = kind is InstrumentKind.SPOT
    least = (
        {"filterType": "NOTIONAL", "minNotional": "5.00000000", "applyMinToMarket": True}
        if is_spot
        else {"filterType": "MIN_NOTIONAL", "notional": "100"}
    )
    band: dict[str, Any] = (
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": "5",
            "bidMultiplierDown": "0.2",
            "askMultiplierUp": "5",
            "askMultiplierDown": "0.2",
            "avgPriceMins": 5,
        }
        if is_spot
        else {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": "1.0500",
            "multiplierDown": "0.9500",
            "multiplierDecimal": "4",
        }
    )
    step = "0.00001000" if is_spot else "0.001"
    market_step = "0.00000000" if is_spot else "0.001"
    symbol: dict[str, Any] = {
        "symbol": "BTCUSDT",
        "status": "TRADING",
        "baseAsset": "BTC",
        "quoteAsset": "USDT",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1e6", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": step, "maxQty": "9000", "stepSize": step},
            {
                "filterType": "MARKET_LOT_SIZE",
                "minQty": market_step,
                "maxQty": "120",
                "stepSize": market_step,
            },
            least,
            band,
        ],
    }
    if not is_spot:
        symbol |= {
            "contractType": "PERPETUAL",
            "marginAsset": "USDT",
            "pricePrecision": 1,
            "liquidationFee": "0.012500",
        }
    limit: dict[str, Any] = {
        "rateLimitType": "REQUEST_WEIGHT",
        "interval": "MINUTE",
        "intervalNum": 1,
    }
    return {"rateLimits": [limit | {"limit": 6000}], "symbols": [symbol]}


def kline_row(open_ms: int, close: str, ms: int = MINUTE_MS) -> list[Any]:
    return [open_ms, "60000.00", "60100.00", "59900.00", close, "1.5", open_ms + ms - 1, "0", 1]
