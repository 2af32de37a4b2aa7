"""freqtrade's backtesting of one pair of futures, offline: its market is told here. Candles are
loaded and the strategy's columns made before the clock runs.

Its target counts the fees and its levels are ratios of the entry, so some trades leave a few bars
later than in the others.
"""

import json
import logging
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from freqtrade import __version__ as version
from freqtrade.configuration import Configuration
from freqtrade.data.converter import trim_dataframes
from freqtrade.data.history import get_timerange
from freqtrade.enums import RunMode
from freqtrade.exchange.exchange import Exchange
from freqtrade.optimize.backtesting import Backtesting

from bench.peers.common import FEE_PERCENT, SLOW, STOP_PPM, TARGET_PPM, Row, Task, seconds, turns

PAIR = "BTC/USDT:USDT"
FEE = float(FEE_PERCENT) / 100
STRATEGY = f"""
import numpy as np
from freqtrade.strategy import IStrategy

class Cross(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "1m"
    can_short = True
    stoploss = -{STOP_PPM / 1e6}
    minimal_roi = {{"0": {TARGET_PPM / 1e6}}}
    startup_candle_count = {SLOW}
    use_exit_signal = True

    def populate_indicators(self, df, metadata):
        df["turn"] = np.load(self.config["turns_file"])
        return df

    def populate_entry_trend(self, df, metadata):
        df.loc[df["turn"] > 0, "enter_long"] = 1
        df.loc[df["turn"] < 0, "enter_short"] = 1
        return df

    def populate_exit_trend(self, df, metadata):
        df.loc[df["turn"] < 0, "exit_long"] = 1
        df.loc[df["turn"] > 0, "exit_short"] = 1
        return df
"""
MARKET = {
    "id": "BTCUSDT",
    "symbol": PAIR,
    "base": "BTC",
    "quote": "USDT",
    "settle": "USDT",
    "type": "swap",
    **dict.fromkeys(("spot", "margin", "future", "option", "inverse"), False),
    **dict.fromkeys(("swap", "active", "contract", "linear"), True),
    "taker": FEE,
    "maker": FEE,
    "contractSize": 1.0,
    "precision": {"amount": 0.001, "price": 0.01},
    "limits": {
        "leverage": {"min": 1, "max": 100},
        "amount": {"min": 0.001, "max": 1e6},
        "price": {"min": 0.01, "max": 1e7},
        "cost": {"min": 5, "max": None},
    },
    "info": {},
}


def offline(self: Exchange, reload: bool = False) -> None:
    """In the place of the question to the exchange."""
    self._api_async.set_markets({PAIR: MARKET})
    self._api_async.markets_by_id = {MARKET["id"]: [MARKET]}


def lay_out(task: Task, root: Path) -> None:
    """The files that freqtrade reads: candles, marks, fundings, strategy and settings."""
    folder = root / "data" / "binance" / "futures"
    folder.mkdir(parents=True)
    columns = {name: column for name, column in task.bars.items() if name != "ts"}
    frame = pd.DataFrame(columns)[["open", "high", "low", "close", "volume"]]
    frame.insert(0, "date", pd.to_datetime(task.bars["ts"], unit="ms", utc=True))
    frame.to_feather(folder / "BTC_USDT_USDT-1m-futures.feather")
    hours = frame.iloc[::60].reset_index(drop=True)
    hours.to_feather(folder / "BTC_USDT_USDT-1h-mark.feather")
    hours.iloc[:, 1:] = 0.0
    hours.to_feather(folder / "BTC_USDT_USDT-1h-funding_rate.feather")
    np.save(root / "turns.npy", turns(task.bars["close"]))
    (root / "strategies").mkdir()
    (root / "strategies" / "cross.py").write_text(STRATEGY)
    (root / "config.json").write_text(json.dumps(settings()))


def settings() -> dict[str, object]:
    same = {"price_side": "same", "use_order_book": True, "order_book_top": 1}
    return {
        "max_open_trades": 1,
        "stake_currency": "USDT",
        "stake_amount": 1_000,
        "dry_run": True,
        "dry_run_wallet": 10_000_000,
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "timeframe": "1m",
        "fee": FEE,
        "strategy": "Cross",
        "exchange": {"name": "binance", "pair_whitelist": [PAIR], "pair_blacklist": []},
        "pairlists": [{"method": "StaticPairList"}],
        "entry_pricing": same,
        "exit_pricing": same,
        "dataformat_ohlcv": "feather",
    }


def configured(root: Path) -> dict[str, object]:
    places = {"user_data_dir": str(root), "strategy_path": str(root / "strategies")}
    found = Configuration({"config": [str(root / "config.json")], **places}, RunMode.BACKTEST)
    told: dict[str, object] = found.get_config()
    told |= {
        "runmode": RunMode.BACKTEST,
        "strategy_path": str(root / "strategies"),
        "datadir": root / "data" / "binance",
        "user_data_dir": root,
        "turns_file": str(root / "turns.npy"),
        "export": "none",
        "backtest_cache": "none",
        "exportfilename": None,
        "exportdirectory": root,
    }
    return told


def measure(task: Task, root: Path) -> tuple[float, pd.DataFrame]:
    lay_out(task, root)
    test = Backtesting(configured(root))
    candles, span = test.load_bt_data()
    test._set_strategy(test.strategylist[0])
    known = test.strategy.advise_all_indicators(candles)
    known = trim_dataframes(known, span, test.required_startup)
    first, last = get_timerange(known)
    began = seconds()
    found = test.backtest(processed=known, start_date=first, end_date=last)
    return seconds() - began, found["results"]


def rows_of(trades: pd.DataFrame, start: pd.Timestamp) -> list[Row]:
    sides = (1 - 2 * trades["is_short"].astype(int)).tolist()
    bars, prices = {}, {}
    for end in ("open", "close"):
        bars[end] = ((trades[f"{end}_date"] - start) // pd.Timedelta(minutes=1)).tolist()
        prices[end] = (trades[f"{end}_rate"] * 100).round().astype(int).tolist()
    ends = bars["open"], prices["open"], bars["close"], prices["close"]
    return list(zip(sides, *ends, strict=True))


def main() -> None:
    logging.disable(logging.CRITICAL)
    Exchange._load_async_markets = offline
    task, root = Task.from_arguments(), Path(tempfile.mkdtemp())
    try:
        passed, trades = measure(task, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    start = pd.Timestamp(int(task.bars["ts"][0]), unit="ms", tz="UTC")
    task.answer(passed, rows_of(trades, start), version)


if __name__ == "__main__":
    main()
