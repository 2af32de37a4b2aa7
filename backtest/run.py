"""History through the desk's own runtime: the same engine, broker, strategy and journal.

It passes by one of two courses, which come to the same: recorded bars of one clock row by row, so
that only what may decide something is shown to the engine (`backtest.abreast`); everything else
event by event (`backtest.merging`): ticks, bars that are counted from finer ones, instruments whose
bars have not all the same times, and strategies that decide on the candles of a pair.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from analytics.equity import equity_statistics
from analytics.trades import trade_statistics
from backtest.chronicle import Chronicle
from backtest.course import Course, Progress
from backtest.journal import RecordJournal
from backtest.plan import AgentResult, Leg, Plan, Result
from core.clock import ManualClock
from core.events import EntryRefused, Halted, PositionClosed, Record
from core.market import Candle
from core.money import Money, to_money
from core.ports import NOBODY, Broker, Snapshot, Strategy
from core.trading import Account, Agent, AlertSettings
from core.types import (
    DAY_NS,
    AccountId,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Source,
)
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

ACCOUNT = AccountId("u0-paper")
Past = Callable[[InstrumentId, int], Sequence[Candle]]
"""The last closed candles before the start: of what, and how many."""


class Backtest:
    """One run; make a new one for another. `strategies` are those of the plan's legs; without
    `wants_lines` its result has none of its journal."""

    def __init__(
        self,
        plan: Plan,
        *,
        strategies: Sequence[Strategy],
        broker: Broker,
        sources: dict[InstrumentId, Source],
        conditions: Sequence[tuple[str, str]],
        wants_lines: bool = True,
    ) -> None:
        self.plan = plan
        self._conditions = tuple(conditions)
        self._journal = RecordJournal(is_whole=wants_lines)
        self._chronicle = Chronicle(plan.start_ns)
        snapshot = opening(plan)
        engine = ExecutionEngine(snapshot, plan.instruments, sources=sources)
        clock = ManualClock(plan.start_ns)
        self.runtime = TradeRuntime(
            engine=engine,
            broker=broker,
            journal=self._journal,
            bus=EventBus(),
            clock=clock,
            desk_clock=clock,
            alerts=Alerts(NOBODY, Mode.PAPER, AlertSettings(signals_from=None)),
        )
        for agent, leg, strategy in zip(snapshot.agents, plan.legs, strategies, strict=True):
            runner = AutoTradeRunner(agent, leg.instrument, strategy, engine)
            self.runtime.attach(agent.id, runner)

    def run(
        self,
        past: Past,
        course: Course,
        progress: Progress = lambda _at_ns: None,
    ) -> Result:
        """`past` is what strategies warm up on; the course is that of the span."""
        self._warm_up(past)
        course.run(self.runtime, self._journal, self._chronicle, progress)
        return self._result()

    def _warm_up(self, past: Past) -> None:
        for agent, runner in self.runtime.runners.items():
            held = self.runtime.engine.state.agents[agent].instrument
            partner = runner.hearing.partner
            others = past(partner, runner.needs) if partner is not None else ()
            runner.warm_up(past(held, runner.needs), others)

    def _result(self) -> Result:
        records = self._journal.records
        trades = tuple(record for record in records if isinstance(record, PositionClosed))
        chronicle, state = self._chronicle, self.runtime.engine.state
        chronicle.note([state.now_ns], [state.equity])
        curve = chronicle.curve(self.plan.instrument.settle)
        returns = [self._held(each.id) for each in self.plan.instruments]
        known = [each for each in returns if each is not None]
        return Result(
            plan=self.plan,
            trades=trades,
            curve=curve,
            statistics=trade_statistics(trades),
            equity=equity_statistics(curve),
            benchmark=sum(known) / len(known) if known else None,
            events=chronicle.events,
            halted_ns=next((record.at_ns for record in records if isinstance(record, Halted)), 0),
            refused=sum(isinstance(record, EntryRefused) for record in records),
            conditions=self._conditions,
            lines=self._journal.lines,
            agents=self._agents(records) if self.plan.others else (),
        )

    def _held(self, instrument: InstrumentId) -> float | None:
        """What buying and holding it over the span returned."""
        return self._chronicle.held(instrument, self.runtime.engine.state.lanes[instrument].last)

    def _agents(self, records: Iterable[Record]) -> tuple[AgentResult, ...]:
        refused = Counter(record.agent for record in records if isinstance(record, EntryRefused))
        named = zip(self.runtime.runners, self.plan.legs, strict=True)
        return tuple(
            AgentResult(
                agent=agent,
                leg=leg,
                refused=refused[agent],
                benchmark=self._held(leg.instrument.id),
            )
            for agent, leg in named
        )


def opening(plan: Plan) -> Snapshot:
    """The account of a test before its first event: its agents run, each with an equal part of the
    balance."""
    balance = to_money(plan.balance, plan.instrument.settle)
    account = Account(
        id=ACCOUNT,
        user=NOBODY,
        mode=Mode.PAPER,
        asset=plan.instrument.settle,
        deposits=balance,
        wallet=balance,
        day=plan.start_ns // DAY_NS,
        day_equity=balance,
        high_water=balance,
    )
    legs = plan.legs
    capital = Money(balance // len(legs))
    agents = [_agent(plan, leg, number, capital) for number, leg in enumerate(legs, 1)]
    return Snapshot(account=account, agents=tuple(agents))


def _agent(plan: Plan, leg: Leg, number: int, capital: Money) -> Agent:
    return Agent(
        id=AgentId(f"u0-{number}"),
        account=ACCOUNT,
        name="backtest",
        strategy=leg.strategy,
        instrument=leg.instrument.id,
        timeframe=plan.timeframe,
        leverage=min(plan.leverage, leg.instrument.max_leverage),
        slice=capital,
        risk=plan.risk,
        state=AgentState.RUNNING,
    )
