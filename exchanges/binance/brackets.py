"""Maintenance tiers of Binance's perpetuals.

The venue tells them only to those with a key; these are its published figures of October 2024: the
majors' own, and those of a small coin for everyone else, which liquidates earlier, never later.
"""

from decimal import Decimal

from core.instrument import Bracket
from core.money import Ppm, to_money

_Tier = tuple[str, int, str]
_MAJORS = frozenset({"BTC", "ETH"})
_MAJOR: tuple[_Tier, ...] = (
    ("0", 4_000, "0"),
    ("50000", 5_000, "50"),
    ("600000", 6_500, "950"),
    ("3000000", 10_000, "11450"),
    ("12000000", 20_000, "131450"),
    ("50000000", 25_000, "381450"),
    ("65000000", 50_000, "2006450"),
    ("150000000", 100_000, "9506450"),
    ("320000000", 125_000, "17506450"),
)
_MINOR: tuple[_Tier, ...] = (
    ("0", 6_500, "0"),
    ("20000", 10_000, "70"),
    ("200000", 15_000, "1070"),
    ("300000", 20_000, "2570"),
    ("1500000", 25_000, "10070"),
    ("3000000", 50_000, "85070"),
    ("15000000", 100_000, "835070"),
    ("30000000", 125_000, "1585070"),
)
_MAJOR_LEVERAGE, _MINOR_LEVERAGE = 125, 20


def brackets_of(base: str) -> tuple[Bracket, ...]:
    tiers = _MAJOR if base in _MAJORS else _MINOR
    return tuple(
        Bracket(floor=to_money(Decimal(floor)), rate=Ppm(rate), cum=to_money(Decimal(cum)))
        for floor, rate, cum in tiers
    )


def max_leverage_of(base: str) -> int:
    return _MAJOR_LEVERAGE if base in _MAJORS else _MINOR_LEVERAGE
