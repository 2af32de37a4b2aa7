"""basana's backtesting exchange: Decimal bars, native stop and limit orders.

Its exchange knows no "one cancels the other": the strategy does it when an order event comes. The
base coin is funded before, so that short sales need no loans, which is cheaper for basana. Bars are
converted before the clock runs.
"""

import asyncio
import datetime
import logging
from decimal import Decimal
from importlib.metadata import version

import basana as bs
from basana.backtesting import exchange, fees, liquidity
from basana.core.event import FifoQueueEventSource

from bench.peers.common import FEE_PERCENT, Row, Task, levels, seconds, turns

PAIR = bs.Pair("BTC", "USDT")
UTC = datetime.UTC
MINUTE = datetime.timedelta(minutes=1)


class Cross:
    """Flips on each cross with a market order of one or two units, a stop and a limit order."""

    def __init__(self, venue: exchange.Exchange, turned: list[int], start: datetime.datetime):
        self._venue = venue
        self._turned = turned
        self._start = start
        self._side, self._bar = 0, -1
        self._entry: tuple[int, int, int] | None = None
        self._market = self._stop = self._target = ""
        self.trades: list[Row] = []

    async def on_bar(self, event: bs.BarEvent) -> None:
        self._bar += 1
        side = self._turned[self._bar]
        if not side:
            return
        await self._cancel(self._stop)
        await self._cancel(self._target)
        stop, target = levels(side, int(event.bar.close * 100))
        buy, sell = bs.OrderOperation.BUY, bs.OrderOperation.SELL
        enter, leave = (buy, sell) if side > 0 else (sell, buy)
        size = Decimal(2 if self._side else 1)
        order, one, venue = self._venue.create_market_order, Decimal(1), self._venue
        self._market = (await order(enter, PAIR, size)).id
        self._side = side
        self._stop = (await venue.create_stop_order(leave, PAIR, one, _price(stop))).id
        self._target = (await venue.create_limit_order(leave, PAIR, one, _price(target))).id

    async def on_order(self, event: exchange.OrderEvent) -> None:
        order = event.order
        if order.is_open or not order.amount_filled:
            return
        price, bar = int(order.fills[0].price * 100), self._number(order.fills[0].when)
        if order.id == self._market:
            self._close(bar, price)
            self._entry = (self._side, bar, price)
        elif self._side and order.id in (self._stop, self._target):
            self._close(bar, price)
            self._side = 0
            await self._cancel(self._target if order.id == self._stop else self._stop)

    def _number(self, when: datetime.datetime) -> int:
        return (when - self._start) // MINUTE

    def _close(self, bar: int, price: int) -> None:
        if self._entry is not None:
            self.trades.append((*self._entry, bar, price))
        self._entry = None

    async def _cancel(self, order: str) -> None:
        if not order:
            return
        try:
            await self._venue.cancel_order(order)
        except exchange.Error:
            return  # it had filled


def _price(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def to_events(task: Task) -> list[bs.BarEvent]:
    names = ("open", "high", "low", "close", "volume")
    columns = [task.bars[name].tolist() for name in names]
    found = []
    for at_ms, *values in zip(task.bars["ts"].tolist(), *columns, strict=True):
        begin = datetime.datetime.fromtimestamp(at_ms / 1000, UTC)
        bar = bs.Bar(begin, PAIR, *(Decimal(str(value)) for value in values), MINUTE)
        found.append(bs.BarEvent(begin + MINUTE, bar))
    return found


def open_venue(dispatcher: bs.EventDispatcher) -> exchange.Exchange:
    venue = exchange.Exchange(
        dispatcher,
        {"USDT": Decimal(10**12), "BTC": Decimal(10**6)},
        liquidity_strategy_factory=liquidity.InfiniteLiquidity,
        fee_strategy=fees.Percentage(Decimal(FEE_PERCENT)),
        default_pair_info=bs.PairInfo(3, 2),
    )
    venue.set_symbol_precision("BTC", 3)
    venue.set_symbol_precision("USDT", 2)
    return venue


async def main() -> None:
    logging.disable(logging.CRITICAL)
    task = Task.from_arguments()
    dispatcher = bs.backtesting_dispatcher()
    venue, bars = open_venue(dispatcher), to_events(task)
    cross = Cross(venue, turns(task.bars["close"]).tolist(), bars[0].when - MINUTE)
    venue.add_bar_source(FifoQueueEventSource(events=bars))
    venue.subscribe_to_bar_events(PAIR, cross.on_bar)
    venue.subscribe_to_order_events(cross.on_order)
    began = seconds()
    await dispatcher.run(stop_signals=[])
    task.answer(seconds() - began, cross.trades, version("basana"))


if __name__ == "__main__":
    asyncio.run(main())
