"""The instruments of a replay: by the venue's own answer where it is given, else by a table."""

from decimal import Decimal
from pathlib import Path

from core.errors import InputError
from core.instrument import Bracket, Instrument
from core.money import Ppm, Steps, to_money
from core.types import InstrumentId, InstrumentKind
from core.values import Frozen
from exchanges.wire.exchange_info import Rules, rules_of

QUOTE = "USDT"
_SPOT_FEE = Ppm(1_000)
_PERP_MAKER, _PERP_TAKER, _LIQUIDATION = Ppm(200), Ppm(400), Ppm(12_500)
_PERP_LEVERAGE = 20
_MIN_NOTIONAL = Decimal(5)
_MOST_STEPS = 10**9
# Maintenance tiers: from a notional on, a rate in millionths, less an amount.
_TIERS = (("0", 4_000, "0"), ("50000", 5_000, "50"), ("600000", 10_000, "3050"))
# Tick and step as they are today.
_SPOT = {
    "BTC": ("0.01", "0.00001"),
    "ETH": ("0.01", "0.0001"),
    "BNB": ("0.01", "0.001"),
    "SOL": ("0.01", "0.001"),
    "LTC": ("0.01", "0.001"),
    "XRP": ("0.0001", "0.1"),
    "ADA": ("0.0001", "0.1"),
    "TRX": ("0.0001", "0.1"),
    "DOGE": ("0.00001", "1"),
    "SHIB": ("0.00000001", "1"),
    "PEPE": ("0.00000001", "1"),
}
_PERP = {
    "BTC": ("0.1", "0.001"),
    "ETH": ("0.01", "0.001"),
    "BNB": ("0.01", "0.01"),
    "SOL": ("0.01", "0.01"),
    "LTC": ("0.01", "0.001"),
    "XRP": ("0.0001", "0.1"),
    "ADA": ("0.0001", "1"),
    "TRX": ("0.00001", "1"),
    "DOGE": ("0.00001", "1"),
    "1000SHIB": ("0.000001", "1"),
    "1000PEPE": ("0.0000001", "1"),
}


class Market(Frozen, frozen=True):
    """What a recording is of."""

    kind: InstrumentKind
    symbol: str

    @property
    def id(self) -> InstrumentId:
        venue = "binance:spot" if self.kind is InstrumentKind.SPOT else "binance:usdm"
        return InstrumentId(f"{venue}:{self.symbol}")


def instrument_of(market: Market, meta: Path | None = None) -> Instrument:
    """Raises InputError when neither the venue's file nor the table knows the symbol."""
    rules = _from_table(market) if meta is None else rules_of(meta, market.symbol)
    is_spot = market.kind is InstrumentKind.SPOT
    return Instrument(
        id=market.id,
        base=market.symbol.removesuffix(QUOTE),
        quote=QUOTE,
        settle=QUOTE,
        kind=market.kind,
        tick=rules.tick,
        step=rules.step,
        min_qty=rules.min_qty,
        max_qty=rules.max_qty,
        max_market_qty=rules.max_market_qty,
        min_notional=to_money(rules.min_notional),
        maker_fee=_SPOT_FEE if is_spot else _PERP_MAKER,
        taker_fee=_SPOT_FEE if is_spot else _PERP_TAKER,
        liquidation_fee=Ppm(0) if is_spot else _LIQUIDATION,
        max_leverage=1 if is_spot else _PERP_LEVERAGE,
        brackets=() if is_spot else _brackets(),
        min_price=rules.min_price,
        max_price=rules.max_price,
        band=rules.band,
    )


def _from_table(market: Market) -> Rules:
    table = _SPOT if market.kind is InstrumentKind.SPOT else _PERP
    row = table.get(market.symbol.removesuffix(QUOTE))
    if row is None or not market.symbol.endswith(QUOTE):
        raise InputError(
            f"Tick and step of {market.id} are not known. Known are "
            f"{', '.join(base + QUOTE for base in table)}",
            code="unknown_symbol",
        )
    return Rules(
        tick=Decimal(row[0]),
        step=Decimal(row[1]),
        min_qty=Steps(1),
        max_qty=Steps(_MOST_STEPS),
        max_market_qty=Steps(_MOST_STEPS),
        min_notional=_MIN_NOTIONAL,
    )


def _brackets() -> tuple[Bracket, ...]:
    return tuple(
        Bracket(floor=to_money(Decimal(floor)), rate=Ppm(rate), cum=to_money(Decimal(cum)))
        for floor, rate, cum in _TIERS
    )
