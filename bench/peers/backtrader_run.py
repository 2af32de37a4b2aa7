"""backtrader: one cerebro over a feed of plain rows, because its own frame reader would cost more
than its engine. Rows are made before the clock runs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import backtrader as bt

from bench.peers.common import FEE_PERCENT, Row, Task, levels, seconds, turns

DAY_MS = 86_400_000
Bar = tuple[float, ...]


class Rows(bt.feed.DataBase):  # type: ignore[misc]
    """Time, open, high, low, close and volume, one bar after another."""

    params = (("rows", ()),)
    rows: Iterator[Bar]

    def start(self) -> None:
        super().start()
        self.rows = iter(self.p.rows)

    def _load(self) -> bool:
        bar = next(self.rows, None)
        if bar is None:
            return False
        names = ("datetime", "open", "high", "low", "close", "volume")
        for name, value in zip(names, bar, strict=True):
            getattr(self.lines, name)[0] = value
        return True


class Cross(bt.Strategy):  # type: ignore[misc]
    """Flips on each cross with a bracket of market entry, stop and target."""

    params = (("turned", ()), ("trades", None))

    def __init__(self) -> None:
        self.orders: Sequence[bt.Order] = ()

    def next(self) -> None:
        side = self.p.turned[len(self.data) - 1]
        if not side:
            return
        for order in self.orders:
            if order.alive():
                self.cancel(order)
        if self.position.size:
            self.close()
        stop, target = levels(side, round(self.data.close[0] * 100))
        bracket = self.buy_bracket if side > 0 else self.sell_bracket
        self.orders = bracket(
            size=1, exectype=bt.Order.Market, stopprice=stop / 100, limitprice=target / 100
        )

    def notify_trade(self, trade: bt.Trade) -> None:
        if not trade.isclosed:
            return
        side = 1 if trade.long else -1
        left = trade.price + side * trade.pnl
        bars = trade.baropen - 1, trade.barclose - 1
        entry, exit_ = (round(price * 100) for price in (trade.price, left))
        self.p.trades.append((side, bars[0], entry, bars[1], exit_))


def rows_of(task: Task) -> list[Bar]:
    epoch = bt.date2num(datetime(1970, 1, 1))  # noqa: DTZ001 (it knows no zones)
    days = (epoch + task.bars["ts"] / DAY_MS).tolist()
    names = ("open", "high", "low", "close", "volume")
    return list(zip(days, *(task.bars[name].tolist() for name in names), strict=True))


def main() -> None:
    task, trades = Task.from_arguments(), list[Row]()
    feed = Rows(rows=rows_of(task), timeframe=bt.TimeFrame.Minutes)
    began = seconds()
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.addstrategy(Cross, turned=turns(task.bars["close"]).tolist(), trades=trades)
    cerebro.broker.setcash(1e9)
    cerebro.broker.setcommission(commission=float(FEE_PERCENT) / 100)
    cerebro.run()
    task.answer(seconds() - began, trades, bt.__version__)


if __name__ == "__main__":
    main()
