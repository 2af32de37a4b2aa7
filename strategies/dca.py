"""DCA: buy, buy more at fixed distances below, and sell it all a little above the average.

Source: averaging down with safety orders as the trading bots have it (the manual of 3Commas); what
it hides: Taleb, Fooled by Randomness, 2001 - many small gains, and a rare loss of all of them.

    base    at the price, `base` percent of the slice as margin
    safety  number n at `deviation` x (1 + step_scale + ... + step_scale^(n-1)) percent below the
            base, of `safety` x volume_scale^(n-1) percent
    target  `target` percent above the average of all that filled: a resting order for all of it
    stop    `stop` percent below the base: everything is closed, and the agent pauses
SHORT mirrored. When the target has filled the next deal begins, after the agent's cooldown.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from core.errors import InputError
from core.parameters import Parameter, Value
from core.trading import RestingOrder, Standing, Terms, below_costs
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

SIDES = ("long", "short")
MARGIN = 100.0
"""Percent of the slice: no deal may need more."""


class DcaStrategy(RestingStrategy):
    """Fulfils `core.ports.OrderStrategy`."""

    name = "DCA"
    description = "Averages into a falling price and leaves above the average"
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="side", default="long", choices=SIDES, description="What a deal opens"),
        real("base", 1.0, 0.1, 100.0, "Percent of the slice as margin of the first order"),
        real("safety", 1.5, 0.1, 100.0, "The same of the first safety order"),
        whole("safeties", 5, 0, 20, "Most safety orders"),
        real("deviation", 1.0, 0.1, 20.0, "Percent from the base to the first of them"),
        real("step_scale", 1.2, 0.5, 3.0, "Each distance is so many times the one before"),
        real("volume_scale", 1.5, 0.5, 3.0, "Each size is so many times the one before"),
        real("target", 1.0, 0.1, 20.0, "Percent above the average at which all is sold"),
        real("stop", 10.0, 0.2, 90.0, "Percent from the base at which all is closed"),
    )
    side: str
    base: float
    safety: float
    safeties: int
    deviation: float
    step_scale: float
    volume_scale: float
    target: float
    stop: float

    def orders(self, now: Standing) -> Sequence[RestingOrder]:
        if not now.lots:
            return self._begun(now)
        first = now.lot("base") or now.lots[0]
        stop = first.price * (1.0 - self._way * self.stop / 100.0)
        if not first.price:
            return ()
        return [*self._averaging(now, first.price, stop), *self._leaving(now, stop)]

    def fits(self, terms: Terms, capital: float, leverage: int) -> None:
        check_side(self.side, terms)
        fault = below_costs(self.target / 100.0, terms)
        if fault is not None:
            raise fault
        smallest = min(self.base, *self._sizes()) if self.safeties else self.base
        check_value(capital * smallest / 100.0 * leverage, terms)

    def distances(self) -> list[float]:
        """Percent from the base to each safety order."""
        found, step, sum_ = [], self.deviation, 0.0
        for _ in range(self.safeties):
            sum_ += step
            found.append(sum_)
            step *= self.step_scale
        return found

    @property
    def _way(self) -> int:
        return 1 if self.side == "long" else -1

    @property
    def _enters(self) -> OrderSide:
        return OrderSide.BUY if self._way > 0 else OrderSide.SELL

    def _sizes(self) -> list[float]:
        """Percent of the slice that each safety order takes."""
        return [self.safety * self.volume_scale**number for number in range(self.safeties)]

    def _begun(self, now: Standing) -> Sequence[RestingOrder]:
        """The first order of a deal takes what is offered."""
        price = now.ask if self._way > 0 else now.bid
        size = first_size(now.capital * self.base / 100.0 * now.leverage / price, now.terms)
        stop = price * (1.0 - self._way * self.stop / 100.0)
        return [RestingOrder(tag="base", side=self._enters, price=price, size=size, stop=stop)]

    def _averaging(self, now: Standing, base: float, stop: float) -> Iterator[RestingOrder]:
        """What the deal's safety orders have not filled yet."""
        shares = zip(self.distances(), self._sizes(), strict=True)
        for number, (distance, percent) in enumerate(shares, start=1):
            price = base * (1.0 - self._way * distance / 100.0)
            lot = now.lot(f"s{number}")
            whole_ = in_steps(now.capital * percent / 100.0 * now.leverage / price, now.terms)
            left = whole_ - (0.0 if lot is None else lot.entered)
            if is_tradable(left, price, now.terms):
                yield RestingOrder(
                    tag=f"s{number}", side=self._enters, price=price, size=left, stop=stop
                )

    def _leaving(self, now: Standing, stop: float) -> Iterator[RestingOrder]:
        """All that is held, above its average."""
        held = sum(lot.size for lot in now.lots)
        if held <= 0.0:
            return
        average = sum(lot.size * lot.price for lot in now.lots) / held
        yield RestingOrder(
            tag="target",
            side=self._enters.opposite,
            price=average * (1.0 + self._way * self.target / 100.0),
            size=held,
            closes=True,
            stop=stop,
        )

    def _agree(self, values: Mapping[str, Value]) -> None:
        """The stop lies behind the last safety order, and one deal has the margin it may need."""
        tried = DcaStrategy.__new__(DcaStrategy)
        for name, value in values.items():
            setattr(tried, name, value)
        last = max(tried.distances(), default=0.0)
        if last >= tried.stop:
            raise InputError(
                f"The last safety order is {last:.2f}% away, the stop must be farther",
                code="stop_before_orders",
                last=f"{last:.2f}",
            )
        needed = tried.base + sum(tried._sizes())
        if needed > MARGIN:
            raise InputError(
                f"A whole deal would take {needed:.0f}% of the slice, 100% is the most",
                code="deal_too_large",
                percent=f"{needed:.0f}",
            )
