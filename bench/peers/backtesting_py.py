"""backtesting.py: an event loop over bars, with indicators computed before."""

import warnings

import backtesting
import pandas as pd
from backtesting import Backtest, Strategy

from bench.peers.common import FEE_PERCENT, Row, Task, levels, seconds, turns


class Cross(Strategy):  # type: ignore[misc]
    """Flips on each cross; stop and target go with the order."""

    def init(self) -> None:
        self.turn = self.I(turns, self.data.Close)

    def next(self) -> None:
        side = int(self.turn[-1])
        if not side:
            return
        stop, target = levels(side, round(self.data.Close[-1] * 100))
        self.position.close()
        order = self.buy if side > 0 else self.sell
        order(size=1, sl=stop / 100, tp=target / 100)


def main() -> None:
    warnings.filterwarnings("ignore")
    backtesting.backtesting._tqdm = lambda rows, **_: rows  # no progress bar
    task = Task.from_arguments()
    columns = {name.capitalize(): column for name, column in task.bars.items() if name != "ts"}
    frame = pd.DataFrame(columns, index=pd.to_datetime(task.bars["ts"], unit="ms"))
    began = seconds()
    test = Backtest(frame, Cross, cash=1e8, commission=float(FEE_PERCENT) / 100)
    trades = test.run()["_trades"]
    passed = seconds() - began
    wanted = ["Size", "EntryBar", "EntryPrice", "ExitBar", "ExitPrice"]
    rows = [_row(*values) for values in trades[wanted].itertuples(index=False)]
    task.answer(passed, sorted(rows, key=lambda row: row[1]), backtesting.__version__)


def _row(size: int, opened: int, entry: float, closed: int, paid: float) -> Row:
    return 1 if size > 0 else -1, opened, round(entry * 100), closed, round(paid * 100)


if __name__ == "__main__":
    main()
