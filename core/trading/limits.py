"""Limits as a person types them."""

from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from core.money import PPM, Money, from_money, from_ppm, to_money, to_ppm
from core.values import Frozen


class LimitUnit(StrEnum):
    PERCENT = "percent"
    USD = "usd"


class Limit(Frozen, frozen=True):
    """A risk setting as typed: a share in millionths, or an amount of the settle asset.

    Of what the share is, and what an amount means, is the setting's own matter: for `stop_loss`
    and `take_profit` it is the distance from entry (USD: price distance), for `risk`, `max_loss`,
    `daily_loss`, `drawdown` and `max_reserved` it is equity.
    """

    unit: LimitUnit
    value: int

    @classmethod
    def percent(cls, value: str | Decimal) -> "Limit":
        return cls(LimitUnit.PERCENT, to_ppm(Decimal(value)))

    @classmethod
    def usd(cls, value: str | Decimal) -> "Limit":
        return cls(LimitUnit.USD, to_money(Decimal(value)))

    def of(self, base: int) -> Money:
        """The amount this limit means for a base amount in the same unit; rounded down."""
        return Money(base * self.value // PPM if self.unit is LimitUnit.PERCENT else self.value)

    @property
    def number(self) -> Decimal:
        """What the person typed, without its sign of unit."""
        return _number(self.unit, self.value)


@lru_cache(maxsize=1024)
def _number(unit: LimitUnit, value: int) -> Decimal:
    """Kept, since every signal and every order tells the same few."""
    raw = from_ppm(value) if unit is LimitUnit.PERCENT else from_money(value)
    return raw.normalize() + 0


class SettingInput(Frozen, frozen=True, kw_only=True):
    """What a typed setting was understood as."""

    setting: str
    value: Limit | None
