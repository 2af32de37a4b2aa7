"""A symbol's trading rules as the venue's saved `exchangeInfo` answer gives them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from core.errors import InputError
from core.money import Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    tick: Decimal
    step: Decimal
    min_qty: Steps
    max_qty: Steps
    max_market_qty: Steps
    min_notional: Decimal


class _Filter(msgspec.Struct, rename="camel"):
    filter_type: str
    tick_size: str = "0"
    step_size: str = "0"
    min_qty: str = "0"
    max_qty: str = "0"
    min_notional: str = "0"
    notional: str = "0"


class _Symbol(msgspec.Struct):
    symbol: str
    filters: list[_Filter]


class _ExchangeInfo(msgspec.Struct):
    symbols: list[_Symbol]


def rules_of(meta: Path, symbol: str) -> Rules:
    """Raises InputError when the file is no such answer or does not hold the symbol."""
    try:
        info = msgspec.json.decode(meta.read_bytes(), type=_ExchangeInfo)
        found = next((item for item in info.symbols if item.symbol == symbol), None)
        rules = _rules({item.filter_type: item for item in found.filters}) if found else None
    except (OSError, msgspec.MsgspecError, KeyError, InvalidOperation, ZeroDivisionError) as error:
        raise InputError(f"{meta} is no exchangeInfo answer: {error}", code="bad_meta") from error
    if rules is None:
        raise InputError(f"{meta} does not list {symbol}", code="unknown_symbol")
    return rules


def _rules(filters: dict[str, _Filter]) -> Rules:
    """NOTIONAL is what MIN_NOTIONAL was called before; a market size of zero means the limit's."""
    lot, step = filters["LOT_SIZE"], _plain(filters["LOT_SIZE"].step_size)
    market = filters.get("MARKET_LOT_SIZE", lot)
    least = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or lot
    max_qty = Steps(int(Decimal(lot.max_qty) / step))
    return Rules(
        tick=_plain(filters["PRICE_FILTER"].tick_size),
        step=step,
        min_qty=Steps(max(int(Decimal(lot.min_qty) / step), 1)),
        max_qty=max_qty,
        max_market_qty=Steps(int(Decimal(market.max_qty) / step) or max_qty),
        min_notional=max(Decimal(least.min_notional), Decimal(least.notional)),
    )


def _plain(text: str) -> Decimal:
    """Without the zeros that venues pad with, and never with an exponent."""
    return Decimal(format(Decimal(text).normalize(), "f"))
