"""Trading rules of symbols as the venue's `exchangeInfo` answer gives them, live or saved."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from core.errors import InputError
from core.instrument import NO_BAND, Band
from core.money import PPM, Ppm, Steps, Ticks, ceil_div
from core.values import Frozen


class Rules(Frozen, frozen=True, kw_only=True):
    tick: Decimal
    step: Decimal
    min_qty: Steps
    max_qty: Steps
    max_market_qty: Steps
    min_notional: Decimal
    min_price: Ticks = Ticks(0)
    max_price: Ticks = Ticks(0)
    band: Band = NO_BAND


class Filter(msgspec.Struct, rename="camel"):
    filter_type: str
    tick_size: str = "0"
    step_size: str = "0"
    min_qty: str = "0"
    max_qty: str = "0"
    min_notional: str = "0"
    notional: str = "0"
    min_price: str = "0"
    max_price: str = "0"
    multiplier_up: str = "0"
    multiplier_down: str = "0"
    bid_multiplier_up: str = "0"
    bid_multiplier_down: str = "0"
    ask_multiplier_up: str = "0"
    ask_multiplier_down: str = "0"


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
        filters = {item.filter_type: item for item in symbol.filters}
        return _rules(filters, is_spot=not symbol.contract_type)
    except (KeyError, InvalidOperation, ZeroDivisionError) as error:
        raise ValueError(f"the filters of {symbol.symbol} cannot be used: {error!r}") from error


def _rules(filters: dict[str, Filter], *, is_spot: bool) -> Rules:
    """The tick is the filter's: the answer's `pricePrecision` is another number. NOTIONAL is what
    MIN_NOTIONAL was called before; zeros of the market's lot mean those of LOT_SIZE."""
    lot = filters["LOT_SIZE"]
    market = filters.get("MARKET_LOT_SIZE", lot)
    least = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL") or lot
    step = max(_plain(lot.step_size), _plain(market.step_size))
    max_qty = _steps(lot.max_qty, step)
    min_qty = max(Decimal(lot.min_qty), Decimal(market.min_qty))
    price = filters["PRICE_FILTER"]
    tick = _plain(price.tick_size)
    return Rules(
        tick=tick,
        step=step,
        min_qty=Steps(max(_ceil_steps(min_qty, step), 1)),
        max_qty=max_qty,
        max_market_qty=min(_steps(market.max_qty, step) or max_qty, max_qty),
        min_notional=max(Decimal(least.min_notional), Decimal(least.notional)),
        min_price=Ticks(_ceil_steps(Decimal(price.min_price), tick)),
        max_price=Ticks(_steps(price.max_price, tick)),
        band=_band(filters, is_spot=is_spot),
    )


def _band(filters: dict[str, Filter], *, is_spot: bool) -> Band:
    """On futures only the bad side of the mark is bounded: a BUY above it, a SELL below it."""
    own, both = filters.get("PERCENT_PRICE_BY_SIDE"), filters.get("PERCENT_PRICE")
    if own is not None:
        return Band(
            buy_low=_ppm(own.bid_multiplier_down),
            buy_high=_ppm(own.bid_multiplier_up),
            sell_low=_ppm(own.ask_multiplier_down),
            sell_high=_ppm(own.ask_multiplier_up),
        )
    if both is None:
        return NO_BAND
    low, high = _ppm(both.multiplier_down), _ppm(both.multiplier_up)
    if is_spot:
        return Band(buy_low=low, buy_high=high, sell_low=low, sell_high=high)
    return Band(buy_high=high, sell_low=low)


def _ppm(share: str) -> Ppm:
    return Ppm(int(Decimal(share) * PPM))


def _steps(size: str, step: Decimal) -> Steps:
    return Steps(int(Decimal(size) / step))


def _ceil_steps(size: Decimal, step: Decimal) -> int:
    """A least size between two steps is the next one."""
    num, den = (size / step).as_integer_ratio()
    return ceil_div(num, den)


def _plain(text: str) -> Decimal:
    """Without the zeros that venues pad with, and never with an exponent."""
    return Decimal(format(Decimal(text).normalize(), "f"))
