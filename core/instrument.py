"""An instrument and the conversions between what people read and what the engine counts."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

from core.errors import InputError
from core.money import MARK_SCALE, PPM, Money, Ppm, Steps, Ticks, from_units, money_digits
from core.types import InstrumentId, InstrumentKind, OrderSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One tier of maintenance margin: from `floor` of notional on, `rate` less `cum`."""

    floor: Money
    rate: Ppm
    cum: Money


NO_BRACKET = Bracket(floor=Money(0), rate=Ppm(0), cum=Money(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How far from the venue's reference an order may be priced, in millionths of it; a bound of 0
    is none."""

    buy_low: Ppm = Ppm(0)
    buy_high: Ppm = Ppm(0)
    sell_low: Ppm = Ppm(0)
    sell_high: Ppm = Ppm(0)


NO_BAND = Band()


class _Derived:
    """What an instrument works out of its fields: no part of its value, and of what is written.

    `unit` is the money of one tick on one step; `mark_num / mark_den` turns a mark (10^-8) times
    steps into money, which has `digits` decimals. `title` is as people write it: BTC/USDT.
    """

    __slots__ = ("digits", "is_spot", "mark_den", "mark_num", "tick_e8", "title", "unit")

    unit: int
    mark_num: int
    mark_den: int
    tick_e8: int
    digits: int
    is_spot: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(_Derived):
    """One tradable thing of one venue; refused at load when money could not be exact on it.

    `min_price` and `max_price` (0: none) bound what an order may be priced at, and `band` what it
    may be beside the venue's reference. `is_confirmed` is False while the venue's rules are not
    known or not taken yet: what is open goes on, nothing is entered.
    """

    id: InstrumentId
    base: str
    quote: str
    settle: str
    kind: InstrumentKind
    tick: Decimal
    step: Decimal
    min_qty: Steps
    max_qty: Steps
    max_market_qty: Steps
    min_notional: Money
    maker_fee: Ppm
    taker_fee: Ppm
    liquidation_fee: Ppm = Ppm(0)
    contract_size: Decimal = Decimal(1)
    max_leverage: int = 1
    brackets: tuple[Bracket, ...] = ()
    is_open: bool = True
    is_confirmed: bool = True
    min_price: Ticks = Ticks(0)
    max_price: Ticks = Ticks(0)
    band: Band = NO_BAND

    def __post_init__(self) -> None:
        per_step = self.step * self.contract_size
        digits = money_digits(self.settle)
        unit = (self.tick * per_step).scaleb(digits)
        if unit != unit.to_integral_value() or unit <= 0:
            raise InputError(
                f"{self.id}: tick {self.tick} x step {self.step} is no multiple of the unit of "
                f"{self.settle}, money on it would not be exact",
                code="inexact_instrument",
            )
        num, den = per_step.scaleb(digits - 8).as_integer_ratio()
        object.__setattr__(self, "unit", int(unit))
        object.__setattr__(self, "mark_num", num)
        object.__setattr__(self, "mark_den", den)
        object.__setattr__(self, "tick_e8", int(self.tick * MARK_SCALE))
        object.__setattr__(self, "digits", digits)
        object.__setattr__(self, "is_spot", self.kind is InstrumentKind.SPOT)
        object.__setattr__(self, "title", f"{self.base}/{self.quote}")

    def __setstate__(self, state: Sequence[object]) -> None:
        for item, value in zip(fields(self), state, strict=True):
            object.__setattr__(self, item.name, value)
        self.__post_init__()

    def has_units_of(self, other: "Instrument") -> bool:
        """Do the same integers mean the same prices, sizes and money on both?"""
        return (self.tick, self.step, self.contract_size, self.settle) == (
            other.tick,
            other.step,
            other.contract_size,
            other.settle,
        )

    def told(self, newest: "Instrument") -> "Instrument":
        """The instrument for whoever counts in its units, after the venue told its newest rules. In
        other units they cannot be taken while anything is held: it keeps its own, unconfirmed."""
        if self.has_units_of(newest):
            return newest
        return dataclasses.replace(self, is_open=newest.is_open, is_confirmed=False)

    @property
    def symbol(self) -> str:
        """As the venue writes it: BTCUSDT."""
        return self.base + self.quote

    def price(self, ticks: int) -> Decimal:
        return self.tick * ticks

    def size(self, steps: int) -> Decimal:
        return self.step * steps

    def money(self, units: int) -> Decimal:
        return from_units(units, self.digits)

    def mark_price(self, mark: int) -> Decimal:
        return from_units(mark, 8)

    def average_price(self, cost: int, steps: int) -> Decimal:
        """Mean price of `cost` (ticks x steps) over `steps`, to a hundredth of a tick."""
        return (self.tick * cost / steps).quantize(self.tick / 100)

    def ticks(self, price: Decimal) -> Ticks:
        """An exact price of this instrument in ticks; raises InputError between ticks."""
        count = price / self.tick
        if count != count.to_integral_value():
            raise InputError(f"{self.title} prices move in steps of {self.tick}", code="off_tick")
        return Ticks(int(count))

    def steps(self, size: Decimal) -> Steps:
        """An exact size in steps; raises InputError between steps."""
        count = size / self.step
        if count != count.to_integral_value():
            raise InputError(f"{self.title} sizes move in steps of {self.step}", code="off_step")
        return Steps(int(count))

    def floor_steps(self, size: Decimal) -> Steps:
        """A size rounded down: never past funds or risk."""
        return Steps(int((size / self.step).to_integral_value(ROUND_DOWN)))

    def limit_ticks(self, price: Decimal, side: OrderSide) -> Ticks:
        """A limit price, BUY rounded down and SELL up."""
        way = ROUND_FLOOR if side is OrderSide.BUY else ROUND_CEILING
        return Ticks(int((price / self.tick).to_integral_value(way)))

    def price_bounds(self, side: OrderSide, reference: int) -> tuple[Ticks, Ticks | None]:
        """The lowest and the highest price that an order may be written at; None without a highest.
        `reference` is the venue's price in ticks, 0 where it is not known: then no band holds."""
        band, is_buy = self.band, side is OrderSide.BUY
        down, up = (band.buy_low, band.buy_high) if is_buy else (band.sell_low, band.sell_high)
        low = max(self.min_price, -(-reference * down // PPM), 1)
        tops = [top for top in (self.max_price, reference * up // PPM) if top]
        return Ticks(low), Ticks(min(tops)) if tops else None

    def notional(self, ticks: int, steps: int) -> Money:
        return Money(ticks * steps * self.unit)

    def mark_value(self, mark: int, steps: int) -> Money:
        """Money of `steps` at a mark of 10^-8, rounded down."""
        return Money(mark * steps * self.mark_num // self.mark_den)

    def bracket(self, notional: int) -> Bracket:
        """The maintenance tier that a notional falls in; a spot instrument has none: zeros."""
        found = NO_BRACKET
        for tier in self.brackets:
            if notional >= tier.floor:
                found = tier
        return found


def share(amount: int, ppm: int) -> Money:
    """`ppm` millionths of an amount, rounded down."""
    return Money(amount * ppm // PPM)
