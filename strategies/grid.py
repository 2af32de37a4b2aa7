"""GRID: rest buys below the price and sells above it, and take each step between two levels.

Source: the classic grid of the futures exchanges; for its rules and its risks see Kaufman, Trading
Systems and Methods, 6th ed., 2019 (price distribution systems), and the manuals of Binance and
Pionex for arithmetic and geometric spacing.

    levels + 1 lines from `low` to `high`: equal distances (arithmetic) or ratios (geometric);
    without `low` and `high` the range is `width` percent to both sides of the price at the start
    LONG   between two lines: buy at the lower, then sell at the upper, then buy again
    SHORT  mirrored: sell at the upper, buy back at the lower
    BOTH   LONG below the middle of the range, SHORT above it
    size   `invest` percent of the agent's slice as margin, shared evenly by the levels
    stop   `stop` percent outside the range: everything is closed, and the agent pauses

A level is armed while the price is on its far side: a buy below the price, a sell above it. What
was bought is never offered below its price and both fees.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar

from core.errors import InputError
from core.parameters import Parameter, Value
from core.trading import HeldLot, RestingOrder, Standing, Terms, below_costs
from core.types import OrderSide
from strategies.resting import (
    RestingStrategy,
    check_side,
    check_value,
    first_size,
    in_steps,
    is_tradable,
)
from strategies.settings import real, whole

KINDS = ("geometric", "arithmetic")
SIDES = ("long", "short", "both")
PRICE = 1e9


class GridStrategy(RestingStrategy):
    """Fulfils `core.ports.OrderStrategy`."""

    name = "GRID"
    description = "Buys and sells at fixed levels, again and again"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        real("low", 0.0, 0.0, PRICE, "Lower end of the range; 0 is by width"),
        real("high", 0.0, 0.0, PRICE, "Upper end of the range; 0 is by width"),
        real("width", 2.0, 0.1, 50.0, "Percent of the price to both sides, without ends"),
        whole("levels", 10, 2, 50, "Steps between low and high"),
        Parameter(name="spacing", default="geometric", choices=KINDS, description="Of the levels"),
        Parameter(name="side", default="long", choices=SIDES, description="What a level opens"),
        real("invest", 20.0, 0.5, 100.0, "Percent of the slice as margin, over all levels"),
        real("stop", 2.0, 0.1, 50.0, "Percent outside the range at which all is closed"),
    )
    low: float
    high: float
    width: float
    levels: int
    spacing: str
    side: str
    invest: float
    stop: float

    def ladder(self, anchor: float) -> list[float]:
        """The lines from the lowest to the highest, for a run that began at a price."""
        low, high = self._range(anchor)
        count = self.levels
        if self.spacing == "geometric":
            ratio = (high / low) ** (1.0 / count)
            return [low * ratio**line for line in range(count)] + [high]
        step = (high - low) / count
        return [low + step * line for line in range(count)] + [high]

    def stops(self, anchor: float) -> dict[int, float]:
        """Where a LONG (1) and a SHORT (-1) are given up."""
        low, high = self._range(anchor)
        return {1: low * (1.0 - self.stop / 100.0), -1: high * (1.0 + self.stop / 100.0)}

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        lines, stops = self.ladder(now.anchor), self.stops(now.anchor)
        value = now.capital * self.invest / 100.0 * now.leverage / self.levels
        found: list[RestingOrder] = []
        for number in range(self.levels):
            cell = (lines[number], lines[number + 1])
            way = self._way(number)
            found += self._of_cell(now, number, way, cell, (value, stops[way]))
        return found

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        check_side(self.side, terms)
        lines = self.ladder(1.0)
        spacing = min(upper / lower - 1.0 for lower, upper in pairwise(lines))
        fault = below_costs(spacing, terms)
        if fault is not None:
            raise fault
        check_value(capital * self.invest / 100.0 * leverage / self.levels, terms)

    def _range(self, anchor: float) -> tuple[float, float]:
        if self.low and self.high:
            return self.low, self.high
        share = self.width / 100.0
        return anchor * (1.0 - share), anchor * (1.0 + share)

    def _way(self, number: int) -> int:
        """What a level opens: 1 a LONG, -1 a SHORT."""
        if self.side == "both":
            return 1 if number < self.levels // 2 else -1
        return -1 if self.side == "short" else 1

    def _of_cell(
        self,
        now: Standing,
        number: int,
        way: int,
        cell: tuple[float, float],
        money: tuple[float, float],
    ) -> Iterator[RestingOrder]:
        """The order that opens a level, as far as it has not, and the one that closes it."""
        value, stop = money
        enters, leaves = cell if way > 0 else cell[::-1]
        lot = now.lot(f"e{number}")
        left = first_size(value / enters, now.terms) if lot is None else 0.0
        if lot is not None:
            left = in_steps(value / enters, now.terms) - lot.entered
        if lot is not None and lot.size > 0.0:
            yield RestingOrder(
                tag=f"x{number}",
                side=OrderSide.SELL if way > 0 else OrderSide.BUY,
                price=_paid(lot, leaves, way, now.terms),
                size=lot.size,
                closes=True,
                of=lot.tag,
                stop=stop,
            )
        is_due = lot is None or is_tradable(left, enters, now.terms)
        if is_due and _is_armed(now, f"e{number}", enters, way):
            yield RestingOrder(
                tag=f"e{number}",
                side=OrderSide.BUY if way > 0 else OrderSide.SELL,
                price=enters,
                size=left,
                stop=stop,
            )

    def _agree(self, values: Mapping[str, Value]) -> None:
        low, high = float(values["low"]), float(values["high"])
        if bool(low) != bool(high) or (low and low >= high):
            raise InputError("low must be below high, or both 0", code="grid_range")


def _is_armed(now: Standing, tag: str, price: float, way: int) -> bool:
    """Does the order rest already, or is the price on the side from which it will come? Behind the
    stop nothing is begun."""
    return tag in now.resting or (price < now.ask if way > 0 else price > now.bid)


def _paid(lot: HeldLot, price: float, way: int, terms: Terms) -> float:
    """The level, or where the lot and both fees are paid if that is farther: another range than the
    one it was bought in may be in force by now."""
    even = lot.price * (1.0 + way * 2.0 * terms.taker_fee)
    return max(price, even) if way > 0 else min(price, even)
