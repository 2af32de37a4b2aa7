"""A plugin's orders inside its worker: asked for, checked, and tried before it is offered."""

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from core.errors import PluginError
from core.trading import HeldLot, RestingOrder, Standing, Terms, checked_orders
from plugins.standings import orders_out, standing_in
from plugins.wire import Message
from plugins.worker.trial import market
from strategies.base import BaseStrategy

TERMS = Terms(
    tick=0.1,
    step=0.001,
    min_size=0.001,
    min_value=5.0,
    maker_fee=0.0002,
    taker_fee=0.0005,
    is_spot=False,
    price=100.0,
)


@runtime_checkable
class LetsRest(Protocol):
    """A strategy with orders instead of signals."""

    def orders(self, now: Standing) -> Sequence[RestingOrder]: ...


def answer(strategy: BaseStrategy, asked: Message) -> Message:
    """Raises PluginError for a strategy without orders, or orders that cannot be."""
    return orders_out(_ladder(strategy).orders(standing_in(asked)))


def try_orders(strategy: BaseStrategy) -> None:
    """Its orders where an agent begins, where it holds, and asked twice. Raises PluginError."""
    ladder = _ladder(strategy)
    for what, now in standings():
        first, again = ladder.orders(now), ladder.orders(now)
        try:
            if checked_orders(first) != checked_orders(again):
                raise ValueError("asked twice it wants something else")
        except ValueError as error:
            raise PluginError(f"orders {what}: {error}") from error


def standings() -> Iterator[tuple[str, Standing]]:
    """Each with what it is."""
    begun = Standing(
        at_ns=0,
        bid=99.9,
        ask=100.0,
        anchor=100.0,
        capital=10_000.0,
        leverage=2,
        terms=TERMS,
        candles=tuple(market(60)),
    )
    yield "at the start", begun
    orders = (HeldLot(tag="e1", size=0.5, price=99.0, entered=1.0),)
    for way, price in ((1, 98.0), (-1, 103.0)):
        yield "while it holds", _held(begun, way, price, orders)


def _held(begun: Standing, way: int, price: float, lots: tuple[HeldLot, ...]) -> Standing:
    return Standing(
        at_ns=1,
        bid=price - 0.1,
        ask=price,
        anchor=begun.anchor,
        capital=begun.capital,
        leverage=begun.leverage,
        terms=begun.terms,
        way=way,
        lots=lots,
        candles=begun.candles,
        resting=frozenset({"e2"}),
    )


def _ladder(strategy: BaseStrategy) -> LetsRest:
    if not isinstance(strategy, LetsRest):
        raise PluginError("says that it lets orders rest, and has no method orders")
    return strategy
