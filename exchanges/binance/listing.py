"""What Binance lists, as instruments."""

import dataclasses
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation

from core.errors import InputError, Unreachable
from core.instrument import Instrument
from core.money import PPM, Ppm, to_money
from exchanges.binance.brackets import brackets_of, max_leverage_of
from exchanges.binance.profile import Profile
from exchanges.wire.exchange_info import ExchangeInfo, Symbol, read_rules

_OPEN = "TRADING"
_PERPETUAL = "PERPETUAL"


def instruments_of(
    info: ExchangeInfo, symbols: Sequence[str], profile: Profile, known: Sequence[Instrument] = ()
) -> tuple[Instrument, ...]:
    """The wanted ones, in the order wanted; what is `known` and not listed any more is closed.
    Raises InputError for a symbol that never was or cannot be traded here, Unreachable for filters
    nobody can read."""
    listed = {item.symbol: item for item in info.symbols if _is_ours(item, profile)}
    gone = {held.symbol: dataclasses.replace(held, is_open=False) for held in known}
    unknown = [symbol for symbol in symbols if symbol not in {*listed, *gone}]
    if unknown:
        raise InputError(
            f"SYMBOLS names {', '.join(unknown)}, which {profile.name} does not list",
            code="unknown_symbol",
        )
    found = tuple(
        _instrument(listed[symbol], profile) if symbol in listed else gone[symbol]
        for symbol in symbols
    )
    assets = sorted({instrument.settle for instrument in found})
    if len(assets) > 1:
        raise InputError(
            f"SYMBOLS must settle in one asset; these settle in {', '.join(assets)}",
            code="mixed_assets",
        )
    return found


def weight_limit(info: ExchangeInfo) -> int | None:
    """What may be asked a minute, as the venue says itself."""
    for limit in info.rate_limits:
        if (limit.rate_limit_type, limit.interval, limit.interval_num) == (
            "REQUEST_WEIGHT",
            "MINUTE",
            1,
        ):
            return limit.limit
    return None


def changes(old: Instrument, new: Instrument) -> list[str]:
    """What is another now, for the log."""
    return [
        f"{field.name} {getattr(old, field.name)} -> {getattr(new, field.name)}"
        for field in fields(old)
        if getattr(old, field.name) != getattr(new, field.name)
    ]


def _is_ours(symbol: Symbol, profile: Profile) -> bool:
    return symbol.contract_type == ("" if profile.is_spot else _PERPETUAL)


def _instrument(symbol: Symbol, profile: Profile) -> Instrument:
    try:
        rules, liquidation = read_rules(symbol), _ppm(symbol.liquidation_fee)
    except (ValueError, InvalidOperation) as error:
        raise Unreachable(f"Binance's rules of {symbol.symbol} make no sense: {error}") from error
    settle = symbol.margin_asset or symbol.quote_asset
    return Instrument(
        id=profile.id(symbol.symbol),
        base=symbol.base_asset,
        quote=symbol.quote_asset,
        settle=settle,
        kind=profile.kind,
        tick=rules.tick,
        step=rules.step,
        min_qty=rules.min_qty,
        max_qty=rules.max_qty,
        max_market_qty=rules.max_market_qty,
        min_notional=to_money(rules.min_notional, settle),
        maker_fee=profile.maker_fee,
        taker_fee=profile.taker_fee,
        liquidation_fee=liquidation,
        max_leverage=1 if profile.is_spot else max_leverage_of(symbol.base_asset),
        brackets=() if profile.is_spot else brackets_of(symbol.base_asset),
        is_open=symbol.status == _OPEN,
        min_price=rules.min_price,
        max_price=rules.max_price,
        band=rules.band,
    )


def _ppm(share: str) -> Ppm:
    return Ppm(int(Decimal(share) * PPM))
