"""vectorbt: all symbols as columns of one frame, simulated by its compiled loop.

As a program, `python -m bench.peers.vectorbt_run BARS_FILE COUNT TRADES_FILE SYMBOLS`: symbols are
stretches of the file. It enters at the close that others enter after, where the next bar opens.
"""

import json
import resource
import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.peers.common import FEE_PERCENT, STOP_PPM, TARGET_PPM, Row, Task, seconds, turns

WARM_RUNS = 7
NAMES = ("open", "high", "low", "close")


def columns_of(task: Task, count: int, symbols: int) -> dict[str, NDArray[np.float64]]:
    """So many bars of each symbol, side by side."""
    whole = len(task.bars["close"])
    starts = [(whole - count) * number // max(symbols - 1, 1) for number in range(symbols)]
    return {
        name: np.stack([task.bars[name][start : start + count] for start in starts], axis=1)
        for name in NAMES
    }


def main() -> None:
    warnings.filterwarnings("ignore")
    symbols, count = int(sys.argv[4]), int(sys.argv[2])
    sys.argv[2] = str(10**9)
    task = Task.from_arguments()
    import pandas as pd
    import vectorbt as vbt

    prices = columns_of(task, count, symbols)
    index = pd.date_range("2023-01-01", periods=count, freq="min")
    frames = {name: pd.DataFrame(each, index=index) for name, each in prices.items()}
    trades = traded(vbt, frames, prices["close"])
    print("first", flush=True)
    times = []
    for _ in range(WARM_RUNS):
        began = seconds()
        trades = traded(vbt, frames, prices["close"])
        times.append(seconds() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    task.answer(min(times), rows_of(trades, prices["close"]), vbt.__version__)
    print(json.dumps({"peak_mb": peak}))


def traded(vbt: Any, frames: dict[str, Any], close: NDArray[np.float64]) -> Any:
    """The crosses found and traded."""
    found = np.stack([turns(each) for each in close.T], axis=1)
    portfolio = vbt.Portfolio.from_signals(
        **frames,
        entries=found > 0,
        short_entries=found < 0,
        size=1.0,
        size_type="amount",
        sl_stop=STOP_PPM / 1e6,
        tp_stop=TARGET_PPM / 1e6,
        fees=float(FEE_PERCENT) / 100,
        init_cash=1e8,
        upon_opposite_entry="reverse",
        freq="1min",
    )
    return portfolio.trades.records


def rows_of(trades: Any, close: NDArray[np.float64]) -> list[Row]:
    """Closed ones; what is entered at a close is entered at the next bar's open."""
    wanted = ("col", "direction", "entry_idx", "entry_price", "exit_idx", "exit_price", "status")
    columns = [trades[name].tolist() for name in wanted]
    rows = []
    for symbol, way, opened, entry, closed, paid, status in zip(*columns, strict=True):
        if status == 1:
            is_flip = round(paid * 100) == round(close[closed, symbol] * 100)
            side, paid_hundredths = (1 if way == 0 else -1), round(paid * 100)
            rows.append((side, opened + 1, round(entry * 100), closed + is_flip, paid_hundredths))
    return rows


if __name__ == "__main__":
    main()
