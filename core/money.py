"""Exact numbers: integers inside, Decimal at the edges.

Inside the engine a price is an integer of ticks, a size an integer of steps, money an integer
of the settle asset's unit. This module and `core.instrument` hold the only conversions.
"""

import re
from decimal import ROUND_DOWN, Context, Decimal
from typing import NewType

from core.errors import InputError

Ticks = NewType("Ticks", int)
"""A price, in multiples of the instrument's tick."""
Steps = NewType("Steps", int)
"""A size, in multiples of the instrument's step."""
Money = NewType("Money", int)
"""An amount of the settle asset, in its unit (10^-8, or 10^-12 for the coins below)."""
Ppm = NewType("Ppm", int)
"""A share, in millionths: 1 % is 10 000."""

PPM = 1_000_000
MARK_SCALE = 10**8
"""Marks and funding rates are integers of 10^-8."""
ZERO = Money(0)

_FINE_ASSETS = frozenset({"BTC", "ETH", "BNB"})
_CONTEXT = Context(prec=40)
_ONE = tuple(Decimal(1).scaleb(-digits) for digits in range(19))
"""One unit by its decimals."""
_TYPED = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
MOST_DIGITS = 40
NO_BREAK = re.compile("[\u00a0\u2007\u2009\u202f]")
"""Spaces that part thousands where a number was copied from."""


def money_digits(asset: str) -> int:
    """Decimals of the asset's unit."""
    return 12 if asset in _FINE_ASSETS else 8


def to_units(value: Decimal, digits: int) -> int:
    """`value` as an integer of 10^-digits; raises InputError when it is finer than that."""
    scaled = value.scaleb(digits, _CONTEXT)
    whole = scaled.to_integral_value(ROUND_DOWN, _CONTEXT)
    if whole != scaled:
        raise InputError(f"{value} has more than {digits} decimals", code="too_fine")
    return int(whole)


def from_units(units: int, digits: int) -> Decimal:
    """An integer of 10^-digits as an exact Decimal with that many decimals."""
    return _CONTEXT.multiply(_ONE[digits], units)


def to_money(value: Decimal, asset: str = "USDT") -> Money:
    """An exact amount in the asset's unit."""
    return Money(to_units(value, money_digits(asset)))


def from_money(money: int, asset: str = "USDT") -> Decimal:
    """The amount a person reads."""
    return from_units(money, money_digits(asset))


def to_ppm(percent: Decimal) -> Ppm:
    """A percentage as millionths: 1.5 becomes 15 000."""
    return Ppm(to_units(percent, 4))


def from_ppm(ppm: int) -> Decimal:
    """Millionths as a percentage: 15 000 becomes 1.5000."""
    return from_units(ppm, 4)


def ceil_div(value: int, by: int) -> int:
    """Division rounded up, for what is owed."""
    return -(-value // by)


def parse_decimal(text: str) -> Decimal:
    """A number a person typed, `,` or `.` as its point; raises InputError. What programs write as
    well (`1e2`, `1_000`, digits of other scripts) is no slip of money: it is refused."""
    cleaned = NO_BREAK.sub("", text.strip().replace(",", ".")).replace(" ", "")
    if len(cleaned) > MOST_DIGITS or not _TYPED.fullmatch(cleaned):
        raise InputError("Type a number such as 1.5", code="not_a_number")
    return Decimal(cleaned)
