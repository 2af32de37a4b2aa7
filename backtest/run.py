"""History through the desk's own runtime: the same engine, broker, strategy and journal."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from analytics.equity import equity_statistics
from analytics.trades import trade_statistics
from backtest.plan import Plan, Result
from core.candles import WholePath
from core.clock import ManualClock
from core.events import EntryRefused, Halted, PositionClosed
from core.market import Candle, MarketEvent
from core.money import from_money, to_money
from core.ports import Broker, Snapshot, Strategy
from core.statistics import EquityPoint
from core.trading import Account, Agent, AlertSettings
from core.types import (
    DAY_NS,
    AccountId,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Source,
    UserId,
)
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.history import run_through
from engine.memory import MemoryJournal
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

NOBODY = UserId(0)
AGENT = AgentId("u0-1")
PROGRESS_EVERY = 4096
POINTS = 4
"""Of the path of a bar."""

Progress = Callable[[int], None]
"""Told the market time that the test has come to."""


class Backtest:
    """One run; make a new one for another."""

    def __init__(
        self,
        plan: Plan,
        *,
        strategy: Strategy,
        broker: Broker,
        sources: dict[InstrumentId, Source],
        conditions: Sequence[tuple[str, str]],
    ) -> None:
        self.plan = plan
        self._conditions = tuple(conditions)
        self._journal = MemoryJournal()
        self._curve: list[EquityPoint] = []
        self._events = 0
        self._first = self._last = 0
        snapshot = opening(plan)
        engine = ExecutionEngine(snapshot, [plan.instrument], sources=sources)
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
        self.runner = AutoTradeRunner(snapshot.agents[0], plan.instrument, strategy, engine)
        self.runtime.attach(AGENT, self.runner)

    def run(
        self,
        history: Sequence[Candle],
        events: Iterable[MarketEvent | WholePath],
        progress: Progress = lambda _at_ns: None,
    ) -> Result:
        """`history` are closed candles before the start, for the strategy to warm up on; `events`
        are those of the span, in order."""
        self.runner.warm_up(history)
        run_through(self.runtime, self._watched(events, progress), self._journal)
        return self._result()

    def _watched(
        self, events: Iterable[MarketEvent | WholePath], progress: Progress
    ) -> Iterator[MarketEvent | WholePath]:
        """Notes the equity and the price at every closed candle, before what it decides."""
        for number, event in enumerate(events, 1):
            self._events += POINTS if type(event) is WholePath else 1
            if not number % PROGRESS_EVERY:
                progress(event.at_ns)
            if type(event) is Candle:
                self._note(event.at_ns)
                self._first = self._first or event.open
                self._last = event.close
            yield event

    def _note(self, at_ns: int) -> None:
        money = self.runtime.engine.state.equity
        asset = self.plan.instrument.settle
        self._curve.append(EquityPoint(at_ns, float(from_money(money, asset))))

    def _result(self) -> Result:
        records = [record for unit in self._journal.units for record in unit.records]
        trades = tuple(record for record in records if isinstance(record, PositionClosed))
        self._note(self.runtime.engine.state.now_ns)
        return Result(
            plan=self.plan,
            trades=trades,
            curve=tuple(self._curve),
            statistics=trade_statistics(trades),
            equity=equity_statistics(self._curve),
            benchmark=self._last / self._first - 1 if self._first else None,
            events=self._events,
            halted_ns=next((record.at_ns for record in records if isinstance(record, Halted)), 0),
            refused=sum(isinstance(record, EntryRefused) for record in records),
            conditions=self._conditions,
            lines=tuple(self._journal.lines),
        )


def opening(plan: Plan) -> Snapshot:
    """The account of a test before its first event: its one agent runs."""
    balance = to_money(plan.balance, plan.instrument.settle)
    account = Account(
        id=AccountId("u0-paper"),
        user=NOBODY,
        mode=Mode.PAPER,
        asset=plan.instrument.settle,
        deposits=balance,
        wallet=balance,
        day=plan.start_ns // DAY_NS,
        day_equity=balance,
        high_water=balance,
    )
    agent = Agent(
        id=AGENT,
        account=account.id,
        name="backtest",
        strategy=plan.strategy,
        instrument=plan.instrument.id,
        timeframe=plan.timeframe,
        leverage=min(plan.leverage, plan.instrument.max_leverage),
        slice=balance,
        risk=plan.risk,
        state=AgentState.RUNNING,
    )
    return Snapshot(account=account, agents=(agent,))
