"""Answers of Binance's REST interface, decoded, and what its refusals mean."""

import msgspec

from core.errors import ExchangeError, RateLimited, Rejected, Unreachable
from exchanges.wire.frames import Sizes, VenueError

_LIMITS = frozenset({-1003, -1015})
_TRANSIENT = frozenset({-1000, -1001, -1006, -1007, -1008, -1021})


class ServerTime(msgspec.Struct, rename="camel"):
    server_time: int


class BookTicker(msgspec.Struct, rename="camel"):
    bid_price: str
    bid_qty: str
    ask_price: str
    ask_qty: str


class DepthAnswer(msgspec.Struct, rename="camel"):
    last_update_id: int
    bids: Sizes
    asks: Sizes


class KlineRow(msgspec.Struct, array_like=True):
    """The first fields of a row; the rest is left out."""

    open_ms: int
    open: str
    high: str
    low: str
    close: str
    volume: str
    close_ms: int


class FundingRow(msgspec.Struct, rename="camel"):
    funding_time: int
    funding_rate: str
    mark_price: str = ""


def refusal(status: int, body: bytes, retry_after_s: float) -> ExchangeError:
    """What an answer that is none of the good ones means; the body may be anything."""
    if status in (418, 429):
        return RateLimited(f"Binance answered {status}", retry_after_s=retry_after_s)
    if status == 403:
        return RateLimited("Binance's firewall refused (403)", retry_after_s=retry_after_s)
    try:
        told = msgspec.json.decode(body, type=VenueError)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Unreachable(f"Binance answered {status} without a reason")
    text = f"Binance answered {status}: {told.code} {told.msg[:200]}"
    if told.code in _LIMITS:
        return RateLimited(text, retry_after_s=retry_after_s)
    is_definite = 400 <= status < 500 and told.code and told.code not in _TRANSIENT
    return Rejected(text) if is_definite else Unreachable(text)
