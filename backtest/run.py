"""History through the desk's own runtime: the same engine, broker, strategy and journal."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from analytics.equity import equity_statistics
from analytics.trades import trade_statistics
from backtest.merging import Merging
from backtest.plan import AgentResult, Leg, Plan, Result
from core.candles import WholePath
from core.clock import ManualClock
from core.events import EntryRefused, Halted, PositionClosed, Record
from core.market import Candle, MarketEvent
from core.money import Money, from_money, to_money
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
from engine.memory import MemoryJournal
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime

NOBODY = UserId(0)
ACCOUNT = AccountId("u0-paper")
PROGRESS_EVERY = 4096
POINTS = 4
"""Of the path of a bar."""

Progress = Callable[[int], None]
"""Told the market time that the test has come to."""
Past = Callable[[InstrumentId, int], Sequence[Candle]]
"""The last closed candles before the start: of what, and how many."""


class Backtest:
    """One run; make a new one for another. `strategies` are those of the plan's legs."""

    def __init__(
        self,
        plan: Plan,
        *,
        strategies: Sequence[Strategy],
        broker: Broker,
        sources: dict[InstrumentId, Source],
        conditions: Sequence[tuple[str, str]],
    ) -> None:
        self.plan = plan
        self._conditions = tuple(conditions)
        self._journal = MemoryJournal()
        self._curve: list[EquityPoint] = []
        self._events = 0
        self._prices: dict[InstrumentId, tuple[int, int]] = {}
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
        events: Iterable[MarketEvent | WholePath],
        progress: Progress = lambda _at_ns: None,
    ) -> Result:
        """`past` is what strategies warm up on; `events` are those of the span, in order of time
        and by instrument where times are equal."""
        self._warm_up(past)
        merging = Merging(self.runtime, self._journal)
        for number, event in enumerate(events, 1):
            self._events += POINTS if type(event) is WholePath else 1
            if not number % PROGRESS_EVERY:
                progress(event.at_ns)
            merging.reach(event)
            if type(event) is Candle:
                self._watch(event)
            merging.take(event)
        merging.finish()
        return self._result()

    def _warm_up(self, past: Past) -> None:
        for agent, runner in self.runtime.runners.items():
            held = self.runtime.engine.state.agents[agent].instrument
            partner = runner.hearing.partner
            others = past(partner, runner.needs) if partner is not None else ()
            runner.warm_up(past(held, runner.needs), others)

    def _watch(self, candle: Candle) -> None:
        """Notes the equity at an instant at which candles close, before what they decide, and the
        price."""
        if not self._curve or candle.at_ns > self._curve[-1].at_ns:
            self._note(candle.at_ns)
        first, _ = self._prices.get(candle.instrument, (candle.open, 0))
        self._prices[candle.instrument] = first, candle.close

    def _note(self, at_ns: int) -> None:
        money = self.runtime.engine.state.equity
        asset = self.plan.instrument.settle
        self._curve.append(EquityPoint(at_ns, float(from_money(money, asset))))

    def _result(self) -> Result:
        records = [record for unit in self._journal.units for record in unit.records]
        trades = tuple(record for record in records if isinstance(record, PositionClosed))
        self._note(self.runtime.engine.state.now_ns)
        returns = [self._held(each.id) for each in self.plan.instruments]
        known = [each for each in returns if each is not None]
        return Result(
            plan=self.plan,
            trades=trades,
            curve=tuple(self._curve),
            statistics=trade_statistics(trades),
            equity=equity_statistics(self._curve),
            benchmark=sum(known) / len(known) if known else None,
            events=self._events,
            halted_ns=next((record.at_ns for record in records if isinstance(record, Halted)), 0),
            refused=sum(isinstance(record, EntryRefused) for record in records),
            conditions=self._conditions,
            lines=tuple(self._journal.lines),
            agents=self._agents(records) if self.plan.others else (),
        )

    def _held(self, instrument: InstrumentId) -> float | None:
        """What buying and holding an instrument returned; None where no candle of it closed."""
        first, last = self._prices.get(instrument, (0, 0))
        return last / first - 1 if first else None

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
