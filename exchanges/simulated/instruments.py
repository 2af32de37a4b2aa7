"""What the simulated exchange lists: perpetuals with the filters, fees and tiers of a big venue."""

from collections.abc import Sequence
from decimal import Decimal

from core.errors import InputError
from core.instrument import Bracket, Instrument
from core.money import Ppm, Steps, Ticks, to_money
from core.types import InstrumentId, InstrumentKind
from core.values import Frozen

QUOTE = "USDT"
MAKER_FEE, TAKER_FEE, LIQUIDATION_FEE = Ppm(200), Ppm(400), Ppm(12_500)

_Tier = tuple[str, int, str]
_MAJOR: tuple[_Tier, ...] = (
    ("0", 4_000, "0"),
    ("50000", 5_000, "50"),
    ("600000", 6_500, "950"),
    ("3000000", 10_000, "11450"),
    ("12000000", 20_000, "131450"),
    ("70000000", 25_000, "481450"),
    ("100000000", 50_000, "2981450"),
    ("230000000", 100_000, "14481450"),
)
_MINOR: tuple[_Tier, ...] = (
    ("0", 4_000, "0"),
    ("20000", 6_500, "50"),
    ("160000", 10_000, "610"),
    ("800000", 20_000, "8610"),
    ("4000000", 50_000, "128610"),
    ("8000000", 100_000, "528610"),
)


class Listing(Frozen, frozen=True, kw_only=True):
    """One symbol: the instrument, and the character of its market.

    `anchor` is the price about which it wanders, `wildness` percent of the majors' swings; the
    spread is `spread` ticks or up to twice that, levels lie on a grid of `level_gap` ticks and
    show about `level_size`.
    """

    instrument: Instrument
    anchor: Ticks
    wildness: int
    spread: int
    level_gap: int
    level_size: Steps


class _Row(Frozen, frozen=True, kw_only=True):
    base: str
    tick: str
    step: str
    max_qty: str
    max_market_qty: str
    anchor: str
    level_size: str
    tiers: tuple[_Tier, ...] = _MINOR
    max_leverage: int = 75
    wildness: int = 100
    spread: int = 1
    level_gap: int = 1


_ROWS = (
    _Row(
        base="BTC",
        tick="0.1",
        step="0.001",
        max_qty="1000",
        max_market_qty="120",
        anchor="90000",
        level_size="1.6",
        tiers=_MAJOR,
        max_leverage=125,
        spread=2,
        level_gap=10,
    ),
    _Row(
        base="ETH",
        tick="0.01",
        step="0.001",
        max_qty="10000",
        max_market_qty="2000",
        anchor="3200",
        level_size="32",
        tiers=_MAJOR,
        max_leverage=100,
        wildness=115,
        spread=2,
        level_gap=5,
    ),
    _Row(
        base="SOL",
        tick="0.01",
        step="0.01",
        max_qty="100000",
        max_market_qty="5000",
        anchor="160",
        level_size="420",
        wildness=130,
    ),
    _Row(
        base="BNB",
        tick="0.01",
        step="0.01",
        max_qty="10000",
        max_market_qty="2000",
        anchor="850",
        level_size="40",
        level_gap=4,
    ),
    _Row(
        base="XRP",
        tick="0.0001",
        step="0.1",
        max_qty="10000000",
        max_market_qty="2000000",
        anchor="2.2",
        level_size="24000",
        wildness=120,
    ),
    _Row(
        base="DOGE",
        tick="0.00001",
        step="1",
        max_qty="50000000",
        max_market_qty="30000000",
        anchor="0.2",
        level_size="220000",
        wildness=135,
    ),
    _Row(
        base="ADA",
        tick="0.0001",
        step="1",
        max_qty="2000000",
        max_market_qty="300000",
        anchor="0.6",
        level_size="60000",
        wildness=120,
    ),
    _Row(
        base="LTC",
        tick="0.01",
        step="0.001",
        max_qty="10000",
        max_market_qty="5000",
        anchor="100",
        level_size="190",
    ),
)


def known_symbols() -> tuple[str, ...]:
    return tuple(row.base + QUOTE for row in _ROWS)


def listings(symbols: Sequence[str]) -> tuple[Listing, ...]:
    """The wanted symbols in the order of the venue's list; raises InputError for unknown ones."""
    known = known_symbols()
    unknown = sorted(set(symbols) - set(known))
    if unknown or not symbols:
        raise InputError(
            f"The simulated exchange has no {', '.join(unknown) or 'empty list of symbols'}; "
            f"it lists {', '.join(known)}",
            code="unknown_symbol",
            symbols=", ".join(unknown),
            known=", ".join(known),
        )
    return tuple(_listing(row) for row in _ROWS if row.base + QUOTE in symbols)


def instrument_id(symbol: str) -> InstrumentId:
    return InstrumentId(f"sim:perp:{symbol}")


def _listing(row: _Row) -> Listing:
    instrument = _instrument(row)
    return Listing(
        instrument=instrument,
        anchor=instrument.ticks(Decimal(row.anchor)),
        wildness=row.wildness,
        spread=row.spread,
        level_gap=row.level_gap,
        level_size=instrument.steps(Decimal(row.level_size)),
    )


def _instrument(row: _Row) -> Instrument:
    step = Decimal(row.step)
    return Instrument(
        id=instrument_id(row.base + QUOTE),
        base=row.base,
        quote=QUOTE,
        settle=QUOTE,
        kind=InstrumentKind.PERP,
        tick=Decimal(row.tick),
        step=step,
        min_qty=Steps(1),
        max_qty=Steps(int(Decimal(row.max_qty) / step)),
        max_market_qty=Steps(int(Decimal(row.max_market_qty) / step)),
        min_notional=to_money(Decimal(5)),
        maker_fee=MAKER_FEE,
        taker_fee=TAKER_FEE,
        liquidation_fee=LIQUIDATION_FEE,
        max_leverage=row.max_leverage,
        brackets=tuple(_bracket(tier) for tier in row.tiers),
    )


def _bracket(tier: _Tier) -> Bracket:
    floor, rate, cum = tier
    return Bracket(floor=to_money(Decimal(floor)), rate=Ppm(rate), cum=to_money(Decimal(cum)))
