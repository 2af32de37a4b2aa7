"""nautilus_trader's backtest engine on bars, a netting account. Bars are made before the clock
runs.

It fills a market order at the close of the bar that made the signal, the others at the next open,
which is the same price here; so its entries and flips are told a bar later than it tells them.
"""

from decimal import Decimal
from importlib.metadata import version

import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.model.orders import Order
from nautilus_trader.model.position import Position
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.trading.strategy import Strategy

from bench.peers.common import FEE_PERCENT, Row, Task, levels, seconds, turns

VENUE = Venue("SIM")
NAME = InstrumentId(Symbol("BTCUSDT"), VENUE)
BARS = BarType.from_str("BTCUSDT.SIM-1-MINUTE-LAST-EXTERNAL")
MINUTE_NS = 60_000_000_000


class Settings(StrategyConfig, frozen=True):  # type: ignore[misc, call-arg]
    """Per bar 1, -1 or 0."""

    turned: tuple[int, ...]


class Cross(Strategy):  # type: ignore[misc]
    """Flips on each cross with a bracket of market entry, stop and target."""

    def __init__(self, config: Settings) -> None:
        super().__init__(config)
        self.bar = -1

    def on_start(self) -> None:
        self.held = self.cache.instrument(NAME)
        self.one = self.held.make_qty(1)
        self.subscribe_bars(BARS)

    def on_bar(self, bar: Bar) -> None:
        self.bar += 1
        side = self.config.turned[self.bar]
        if not side:
            return
        self.cancel_all_orders(NAME)
        self.close_all_positions(NAME)
        stop, target = levels(side, round(bar.close.as_double() * 100))
        bracket = self.order_factory.bracket(
            instrument_id=NAME,
            order_side=OrderSide.BUY if side > 0 else OrderSide.SELL,
            quantity=self.one,
            sl_trigger_price=self.held.make_price(stop / 100),
            tp_price=self.held.make_price(target / 100),
        )
        self.submit_order_list(bracket)


def instrument() -> CurrencyPair:
    fee = Decimal(FEE_PERCENT) / 100
    return CurrencyPair(
        instrument_id=NAME,
        raw_symbol=NAME.symbol,
        base_currency=BTC,
        quote_currency=USDT,
        price_precision=2,
        size_precision=3,
        price_increment=Price.from_str("0.01"),
        size_increment=Quantity.from_str("0.001"),
        margin_init=Decimal("0.01"),
        margin_maint=Decimal("0.005"),
        maker_fee=fee,
        taker_fee=fee,
        ts_event=0,
        ts_init=0,
    )


def open_engine(task: Task) -> BacktestEngine:
    quiet = LoggingConfig(bypass_logging=True)
    settings = BacktestEngineConfig(
        logging=quiet, run_analysis=False, risk_engine=RiskEngineConfig(bypass=True)
    )
    engine, held = BacktestEngine(settings), instrument()
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        base_currency=USDT,
        starting_balances=[Money(10_000_000, USDT)],
    )
    engine.add_instrument(held)
    index = pd.to_datetime(task.bars["ts"], unit="ms", utc=True)
    columns = {name: column for name, column in task.bars.items() if name != "ts"}
    engine.add_data(BarDataWrangler(BARS, held).process(pd.DataFrame(columns, index=index)))
    engine.add_strategy(Cross(Settings(turned=tuple(turns(task.bars["close"]).tolist()))))
    return engine


def bar_of(at_ns: int, start_ns: int) -> int:
    return (at_ns - start_ns) // MINUTE_NS


def told(position: Position, orders: dict[str, Order], start_ns: int) -> Row:
    entry, left = (round(price * 100) for price in (position.avg_px_open, position.avg_px_close))
    opened, closed = (bar_of(at_ns, start_ns) for at_ns in (position.ts_opened, position.ts_closed))
    last = orders[str(position.closing_order_id)]
    is_flip = last.order_type.name == "MARKET"
    side = 1 if position.entry == OrderSide.BUY else -1
    return side, opened + 1, entry, closed + is_flip, left


def main() -> None:
    task = Task.from_arguments()
    engine = open_engine(task)
    began = seconds()
    engine.run()
    passed = seconds() - began
    cache, start_ns = engine.cache, int(task.bars["ts"][0]) * 1_000_000
    orders = {str(order.client_order_id): order for order in cache.orders()}
    positions = [*cache.positions_closed(), *cache.position_snapshots()]
    trades = [told(position, orders, start_ns) for position in positions if position.ts_closed]
    task.answer(passed, sorted(trades, key=lambda row: row[1]), version("nautilus_trader"))


if __name__ == "__main__":
    main()
