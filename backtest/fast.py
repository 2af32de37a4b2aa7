"""A backtest by the compiled loop, for strategies that say at once what they advise on each bar."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from analytics.equity import equity_statistics
from analytics.trades import trade_statistics
from backtest.advising import Tables, advice
from backtest.chronicle import as_floats
from backtest.columns import POINTS
from backtest.compiled.loading import has_compiler
from backtest.compiled.run import HandedOver, Rows, run
from backtest.compiled.task import Begun, Task, bars_of
from backtest.compiled.terms import NO_CANDLE, Ints, Says
from backtest.compiled.told import trades_of
from backtest.plan import Plan, Result
from backtest.run import opening
from core.market import Funding
from core.ports import PairStrategy, Strategy, TimedStrategy
from core.statistics import EquityPoint
from core.trading import Agent
from core.types import SECOND_NS
from core.values import Frozen, replace
from engine.runner import LOOK_BACK
from engine.signals import CONFIRMATIONS
from exchanges.simulated.paper import PaperSettings
from strategies.stepped import SteppedStrategy

COMPILED, ENGINE = "compiled loop", "engine"


@dataclass(frozen=True, slots=True)
class BarHistory:
    """Bars by opening times and rows of open, high, low, close and volume; the first `before` of
    them come before the start. `tables` are of all rows, also of those that were cut off before."""

    opens_ns: Ints
    values: Ints
    before: int
    fundings: Sequence[Funding] = ()
    tables: Tables | None = None

    def after(self, before: int) -> Self:
        """The same with so many bars before the start, as far as there are."""
        first = max(self.before - before, 0)
        left = self.before - first
        return dataclasses.replace(
            self, opens_ns=self.opens_ns[first:], values=self.values[first:], before=left
        )


class Ran(Frozen, frozen=True):
    """What the loop was given and wrote; `money` is the equity at every closed candle, and at the
    end."""

    task: Task
    rows: Rows
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
        if isinstance(strategy, PairStrategy):
            return f"{strategy.name} looks at another instrument too"
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
        return Ran(task, rows, _money(task, rows, is_led_in=_is_led_in(self.plan, history)))

    def task(self, history: BarHistory) -> Task:
        plan, before = self.plan, history.before
        at_ns = history.opens_ns + plan.timeframe.ns
        says = self._advice(history)
        begun = begun_by(says[:before], at_ns[:before])
        says[np.searchsorted(at_ns, plan.end_ns) :] = NO_CANDLE
        snapshot = opening(plan)
        return Task(
            account=snapshot.account,
            agent=_timed(snapshot.agents[0], self.strategy),
            held=plan.instrument,
            terms=self.terms,
            bars=bars_of(at_ns[before:], history.values[before:], says[before:]),
            needed=CONFIRMATIONS,
            begun=begun,
            fundings=history.fundings,
            wants_curve=True,
        )

    def _advice(self, history: BarHistory) -> Says:
        if not isinstance(self.strategy, SteppedStrategy):
            raise TypeError(f"{self.strategy.name} gives no signal arrays")
        return advice(self.strategy, history, self.plan.timeframe.ns)

    def _result(self, found: Ran, history: BarHistory) -> Result:
        task, rows = found.task, found.rows
        trades = tuple(trades_of(task, rows))
        equity = as_floats(found.money.tolist(), self.plan.instrument.settle)
        curve = tuple(map(EquityPoint, self._times(found, history), equity))
        first, last = self._ends(task, history)
        candles = _told(task) + _is_led_in(self.plan, history)
        return Result(
            plan=self.plan,
            trades=trades,
            curve=curve,
            statistics=trade_statistics(trades),
            equity=equity_statistics(curve),
            benchmark=last / first - 1 if first else None,
            events=POINTS * len(task.bars.says) + candles + rows.book["due"],
            refused=rows.book["refused"],
            halted_ns=rows.book["halted_ns"],
            conditions=(*self.conditions, ("Run by", COMPILED)),
            lines=(),
        )

    def _times(self, found: Ran, history: BarHistory) -> list[int]:
        """Those of its money."""
        task = found.task
        led_in = [self.plan.start_ns] if _is_led_in(self.plan, history) else []
        closed: list[int] = task.bars.at_ns[: _told(task)].tolist()
        return [*led_in, *closed, found.rows.book["now_ns"]]

    def _ends(self, task: Task, history: BarHistory) -> tuple[int, int]:
        """The prices at which the span begins and ends; 0 where no candle closed."""
        last = int(task.bars.close[-1])
        if _is_led_in(self.plan, history):
            return int(history.values[history.before - 1][3]), last
        return (int(task.bars.open[0]), last) if _told(task) else (0, 0)


def _is_led_in(plan: Plan, history: BarHistory) -> bool:
    """Does a candle close right where the test starts? It is its first event."""
    if not history.before:
        return False
    return int(history.opens_ns[history.before - 1]) + plan.timeframe.ns == plan.start_ns


def _money(task: Task, rows: Rows, *, is_led_in: bool) -> Ints:
    """The equity at every closed candle, and at the end."""
    before = [task.account.wallet] if is_led_in else []
    end = rows.book["wallet"] + rows.book["unrealised"]
    told = rows.curve[: _told(task)]
    return np.concatenate([np.array(before, np.int64), told, np.array([end], np.int64)])


def _told(task: Task) -> int:
    """Bars whose candle closed before the end: no other comes after one that did not."""
    return int(np.count_nonzero(task.bars.says != NO_CANDLE))


def _timed(agent: Agent, strategy: Strategy) -> Agent:
    """As the engine times the positions of a strategy that closes them by the clock."""
    if not isinstance(strategy, TimedStrategy):
        return agent
    hold_s = strategy.max_hold * agent.timeframe.ns // SECOND_NS
    limit = agent.risk.time_stop_s
    most_s = min(limit, hold_s) if limit else hold_s
    return replace(agent, risk=replace(agent.risk, time_stop_s=most_s))


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
