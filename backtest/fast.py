"""A backtest by the compiled loop, for strategies that say at once what they advise on each bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analytics.equity import equity_statistics
from analytics.trades import trade_statistics
from backtest.compiled.loading import has_compiler
from backtest.compiled.run import HandedOver, Rows, run
from backtest.compiled.task import Begun, Task, bars_of
from backtest.compiled.terms import NO_CANDLE, Ints, Says
from backtest.compiled.told import trades_of
from backtest.plan import Plan, Result
from backtest.run import POINTS, opening
from core.market import Funding
from core.money import from_money, money_digits
from core.ports import Strategy, TimedStrategy
from core.statistics import EquityPoint
from engine.runner import LOOK_BACK
from engine.signals import CONFIRMATIONS
from exchanges.simulated.paper import PaperSettings
from strategies.stepped import SteppedStrategy

COMPILED, ENGINE = "compiled loop", "engine"
MOST_EXACT = 1 << 53
"""Up to here a float holds every whole number."""


@dataclass(frozen=True, slots=True)
class BarHistory:
    """Bars by opening times and rows of open, high, low, close and volume; the first `before` of
    them come before the start."""

    opens_ns: Ints
    values: Ints
    before: int
    fundings: Sequence[Funding] = ()


@dataclass(frozen=True, slots=True)
class Ran:
    """What the loop was given and wrote; `at_ns` and `money` are the equity at every closed candle,
    and at the end."""

    task: Task
    rows: Rows
    at_ns: Ints
    money: Ints


@dataclass(frozen=True, slots=True)
class FastBacktest:
    """The same test as `Backtest`, without a journal."""

    plan: Plan
    strategy: Strategy
    terms: PaperSettings
    conditions: tuple[tuple[str, str], ...]

    def why_not(self) -> str:
        """What stands against it before anything is looked at; '' when nothing."""
        strategy, plan = self.strategy, self.plan
        if plan.others:
            return "several agents share one account"
        if not has_compiler():
            return "numba is not installed: pip install -r requirements-fast.txt"
        if not isinstance(strategy, SteppedStrategy):
            return f"{strategy.name} gives no signal arrays"
        if hasattr(strategy, "calculate_position_size"):
            return f"{strategy.name} sizes its positions itself"
        if isinstance(strategy, TimedStrategy):
            return f"{strategy.name} closes its positions by the clock"
        if plan.start_ns % plan.timeframe.ns or plan.end_ns % plan.timeframe.ns:
            return "the span begins or ends within a bar"
        return ""

    def run(self, history: BarHistory) -> Result | HandedOver:
        found = self.ran(history)
        return found if isinstance(found, HandedOver) else self._result(found, history)

    def ran(self, history: BarHistory) -> Ran | HandedOver:
        """Without the objects of a result, which cost more than the loop."""
        why = self.why_not()
        if why:
            return HandedOver(why)
        task = self.task(history)
        rows = run(task)
        if isinstance(rows, HandedOver):
            return rows
        return Ran(task, rows, *self._money(task, rows, history))

    def task(self, history: BarHistory) -> Task:
        plan, before = self.plan, history.before
        at_ns = history.opens_ns + plan.timeframe.ns
        says = advice(self.strategy, history, plan.timeframe.ns)
        begun = begun_by(says[:before], at_ns[:before])
        is_told = at_ns[before:] < plan.end_ns
        snapshot = opening(plan)
        return Task(
            account=snapshot.account,
            agent=snapshot.agents[0],
            held=plan.instrument,
            terms=self.terms,
            bars=bars_of(
                at_ns[before:],
                history.values[before:],
                np.where(is_told, says[before:], np.int8(NO_CANDLE)),
            ),
            needed=CONFIRMATIONS,
            begun=begun,
            fundings=history.fundings,
            wants_curve=True,
        )

    def _result(self, found: Ran, history: BarHistory) -> Result:
        task, rows = found.task, found.rows
        trades = tuple(trades_of(task, rows))
        equity = as_floats(found.money.tolist(), self.plan.instrument.settle)
        curve = tuple(map(EquityPoint, found.at_ns.tolist(), equity))
        first, last = self._ends(task, history)
        is_told = task.bars.says != NO_CANDLE
        candles = int(is_told.sum()) + _is_led_in(task, history)
        return Result(
            plan=self.plan,
            trades=trades,
            curve=curve,
            statistics=trade_statistics(trades),
            equity=equity_statistics(curve),
            benchmark=last / first - 1 if first else None,
            events=POINTS * len(is_told) + candles + rows.book["due"],
            refused=rows.book["refused"],
            halted_ns=rows.book["halted_ns"],
            conditions=(*self.conditions, ("Run by", COMPILED)),
            lines=(),
        )

    def _money(self, task: Task, rows: Rows, history: BarHistory) -> tuple[Ints, Ints]:
        """The equity at every closed candle, and at the end."""
        is_told, book = task.bars.says != NO_CANDLE, rows.book
        led_in = [self.plan.start_ns] if _is_led_in(task, history) else []
        before, end = [task.account.wallet] * len(led_in), book["wallet"] + book["unrealised"]
        return (
            np.concatenate(
                [np.array(led_in, np.int64), task.bars.at_ns[is_told], [book["now_ns"]]]
            ),
            np.concatenate([np.array(before, np.int64), rows.curve[is_told], [end]]),
        )

    def _ends(self, task: Task, history: BarHistory) -> tuple[int, int]:
        """The first closed candle's open and the last one's close; 0 without one."""
        told = np.flatnonzero(task.bars.says != NO_CANDLE)
        if _is_led_in(task, history):
            before = history.values[history.before - 1]
            last = task.bars.close[told[-1]] if len(told) else before[3]
            return int(before[0]), int(last)
        if not len(told):
            return 0, 0
        return int(task.bars.open[told[0]]), int(task.bars.close[told[-1]])


def _is_led_in(task: Task, history: BarHistory) -> bool:
    """Does a candle close right where the test starts? It is its first event."""
    start_ns = int(task.bars.at_ns[0]) - task.agent.timeframe.ns
    if not history.before:
        return False
    return int(history.opens_ns[history.before - 1]) + task.agent.timeframe.ns == start_ns


def as_floats(money: Sequence[int], asset: str) -> list[float]:
    """Each as the float nearest to it."""
    if max(map(abs, money), default=0) < MOST_EXACT:
        scale = 10 ** money_digits(asset)
        return [each / scale for each in money]
    return [float(from_money(each, asset)) for each in money]


def advice(strategy: Strategy, history: BarHistory, bar_ns: int) -> Says:
    """1, -1 or 0 for every bar, as the live path would say it: what it has not warmed up for is 0,
    and after a hole it starts afresh."""
    import pandas as pd

    if not isinstance(strategy, SteppedStrategy):
        raise TypeError(f"{strategy.name} gives no signal arrays")
    count, says = len(history.opens_ns), np.zeros(len(history.opens_ns), np.int8)
    first = max(max(history.before - LOOK_BACK, 0) + 1 - strategy.warmup, 0)
    holes = (np.flatnonzero(np.diff(history.opens_ns) != bar_ns) + 1).tolist()
    bounds = [first, *(hole for hole in holes if hole > first), count]
    names = ("open", "high", "low", "close", "volume")
    for start, end in pairwise(bounds):
        columns = history.values[start:end].astype(float).T
        frame = pd.DataFrame(dict(zip(names, columns, strict=True)))
        says[start:end] = strategy.generate_signals(frame)["signal"].to_numpy()
    return says


def begun_by(says: Says, at_ns: Ints) -> Begun:
    """The signal after the last candles before the start."""
    since = max(len(says) - LOOK_BACK, 0)
    found = Begun()
    for say, at in zip(says[since:].tolist(), at_ns[since:].tolist(), strict=True):
        if found.started_ns and say == found.action:
            found = Begun(say, min(found.repeats + 1, CONFIRMATIONS), found.started_ns)
        else:
            found = Begun(say, 1, at)
    return found
