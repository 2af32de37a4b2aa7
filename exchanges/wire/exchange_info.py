"""Trading rules of symbols as the venue's `exchangeInfo` answer gives them, live or saved."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from core.errors import InputError
from core.money import Steps, ceil_div


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    tick: Decimal
    step: Decimal
    min_qty: Steps
    max_qty: Steps
    max_market_qty: Steps
    min_notional: Decimal


class Filter(msgspec.Struct, rename="camel"):
    filter_type: str
    tick_size: str = "0"
    step_size: str = "0"
    min_qty: str = "0"
    max_qty: str = "0"
    min_notional: str = "0"
    notional: str = "0"


class Symbol(msgspec.Struct, rename="camel"):
    """One listed symbol; spot has no contract type, margin asset or liquidation fee."""

    symbol: str
    filters: list[Filter]
    status: str = ""
    base_asset: str = ""
    quote_asset: str = ""
    margin_asset: str = ""
    contract_type: str = ""
    liquidation_fee: str = "0"


class RateLimit(msgspec.Struct, rename="camel"):
    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int


class ExchangeInfo(msgspec.Struct, rename="camel"):
    symbols: list[Symbol]
    rate_limits: list[RateLimit] = []


def rules_of(meta: Path, symbol: str) -> Rules:
    """From a saved answer; raises InputError when the file is none or does not hold the symbol."""
    try:
        info = msgspec.json.decode(meta.read_bytes(), type=ExchangeInfo)
        found = next((item for item in info.symbols if item.symbol == symbol), None)
        rules = read_rules(found) if found else None
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise InputError(f"{meta} is no exchangeInfo answer: {error}", code="bad_meta") from error
    if rules is None:
        raise InputError(f"{meta} does not list {symbol}", code="unknown_symbol")
    return rules


def read_rules(symbol: Symbol) -> Rules:
    """Raises ValueError when a filter is missing or makes no sense."""
    try:
        return _rules({item.filter_type: item for item in symbol.filters})
    except (KeyError, InvalidOperation, ZeroDivisionError) as error:
        raise ValueError(f"the filters of {symbol.symbol} cannot be used: {error!r}") from error


def _rules(filters: dict[str, Filter]) -> Rules:
    """The tick is the filter's: the answer's `pricePrecision` is another number. NOTIONAL is what
    MIN_NOTIONAL was called before; zeros of the market's lot mean those of LOT_SIZE."""
    lot = filters["LOT_SIZE"]
    market = filters.get("MARKET_LOT_SIZE", lot)
    least = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or lot
    step = max(_plain(lot.step_size), _plain(market.step_size))
    max_qty = _steps(lot.max_qty, step)
    min_qty = max(Decimal(lot.min_qty), Decimal(market.min_qty))
    return Rules(
        tick=_plain(filters["PRICE_FILTER"].tick_size),
        step=step,
        min_qty=Steps(max(_ceil_steps(min_qty, step), 1)),
        max_qty=max_qty,
        max_market_qty=min(_steps(market.max_qty, step) or max_qty, max_qty),
        min_notional=max(Decimal(least.min_notional), Decimal(least.notional)),
    )


def _steps(size: str, step: Decimal) -> Steps:
    return Steps(int(Decimal(size) / step))


def _ceil_steps(size: Decimal, step: Decimal) -> int:
    """A least size between two steps is the next one."""
    num, den = (size / step).as_integer_ratio()
    return ceil_div(num, den)


def _plain(text: str) -> Decimal:
    """Without the zeros that venues pad with, and never with an exponent."""
    return Decimal(format(Decimal(text).normalize(), "f"))
