"""A test in the figures that a search goes by."""

from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np
import numpy.typing as npt

from analytics.trades import trade_statistics
from backtest.columns import Ints
from backtest.compiled.run import HandedOver
from backtest.compiled.told import trades_of
from backtest.fast import MOST_EXACT, BarHistory, FastBacktest, as_floats
from backtest.plan import Result
from backtest.sweep.outcomes import Outcome
from backtest.sweep.space import Parameters
from core.events import PositionClosed
from core.money import money_digits


def outcome_of(parameters: Parameters, result: Result) -> Outcome:
    """Of a test in full."""
    equity = result.equity
    grown = (0.0, 0.0) if equity is None else (equity.total_return, equity.max_drawdown)
    return _outcome(parameters, result.trades, grown, is_halted=bool(result.halted_ns))


def quick_outcome(
    parameters: Parameters, test: FastBacktest, history: BarHistory
) -> Outcome | HandedOver:
    """The very same by the compiled loop, whose curve stays a column of integers."""
    ran = test.ran(history)
    if isinstance(ran, HandedOver):
        return ran
    trades = tuple(trades_of(ran.task, ran.rows))
    grown = growth(ran.money, test.plan.instrument.settle)
    return _outcome(parameters, trades, grown, is_halted=bool(ran.rows.book["halted_ns"]))


def growth(money: Ints, asset: str) -> tuple[float, float]:
    """Total return and deepest drawdown of a curve, digit for digit those of
    `analytics.equity`; nothing of one that has no two points or starts at nothing."""
    if len(money) < 2 or money[0] <= 0:
        return 0.0, 0.0
    equity = _floats(money, asset)
    peaks = np.maximum.accumulate(equity)
    is_down = equity < peaks
    deepest = (1 - equity[is_down] / peaks[is_down]).max(initial=0.0)
    return float(equity[-1] / equity[0] - 1), float(deepest)


def _floats(money: Ints, asset: str) -> npt.NDArray[np.float64]:
    """As `backtest.fast.as_floats`: a division rounds alike for one number and for a column."""
    if max(int(money.max()), -int(money.min())) < MOST_EXACT:
        found: npt.NDArray[np.float64] = money / 10 ** money_digits(asset)
        return found
    return np.array(as_floats(money.tolist(), asset))


def _outcome(
    parameters: Parameters,
    closed: Sequence[PositionClosed],
    grown: tuple[float, float],
    *,
    is_halted: bool,
) -> Outcome:
    trades = trade_statistics(closed)
    nets = [float(trade.result.net) for trade in closed]
    spread = stdev(nets) if len(nets) > 1 else 0.0
    total_return, max_drawdown = grown
    return Outcome(
        parameters=parameters,
        trades=trades.trades,
        net=float(trades.net),
        total_return=total_return,
        max_drawdown=max_drawdown,
        profit_factor=trades.profit_factor,
        sqn=trades.sqn,
        sharpe=fmean(nets) / spread if spread else None,
        is_halted=is_halted,
    )
