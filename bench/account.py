"""An account with one agent at work, and its runtime: the parts that `app` puts together."""

from collections.abc import Mapping
from decimal import Decimal

from core.clock import ManualClock
from core.instrument import Instrument
from core.money import Money, to_money
from core.ports import Journal, Snapshot
from core.trading import Account, Agent, AlertSettings, Limit, RiskSettings
from core.types import (
    DAY_NS,
    AccountId,
    AgentId,
    AgentState,
    InstrumentId,
    Mode,
    Source,
    Timeframe,
    UserId,
)
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.runtime import TradeRuntime
from exchanges.simulated.broker import SimulatedBroker
from exchanges.simulated.paper import PaperSettings

BALANCE = to_money(Decimal(10**8))
AGENT = AgentId("bench-1")
OWNER = UserId(1)
RULES = RiskSettings(
    risk=Limit.usd("300"),
    stop_loss=Limit.percent("1"),
    take_profit=Limit.percent("2"),
    daily_loss=None,
    drawdown=None,
    max_reserved=Limit.percent("100"),
)


def opening(held: Instrument, start_ns: int, user: UserId = OWNER) -> Snapshot:
    """A rich account whose agent risks the same amount in every trade."""
    account = Account(
        id=AccountId("bench-paper"),
        user=user,
        mode=Mode.PAPER,
        asset=held.settle,
        deposits=BALANCE,
        wallet=BALANCE,
        day=start_ns // DAY_NS,
        day_equity=BALANCE,
        high_water=BALANCE,
    )
    agent = Agent(
        id=AGENT,
        account=account.id,
        name="bench",
        strategy="CROSS",
        instrument=held.id,
        timeframe=Timeframe.M1,
        leverage=1,
        slice=Money(BALANCE),
        risk=RULES,
        state=AgentState.RUNNING,
    )
    return Snapshot(account=account, agents=(agent,))


def make_runtime(
    held: Instrument,
    snapshot: Snapshot,
    journal: Journal,
    terms: PaperSettings,
    sources: Mapping[InstrumentId, Source] | None = None,
) -> TradeRuntime:
    clock = ManualClock(snapshot.account.last_event_ns)
    return TradeRuntime(
        engine=ExecutionEngine(snapshot, [held], sources=sources),
        broker=SimulatedBroker({held.id: held}, seed=1, config=terms),
        journal=journal,
        bus=EventBus(),
        clock=clock,
        desk_clock=clock,
        alerts=Alerts(snapshot.account.user, Mode.PAPER, AlertSettings(signals_from=None)),
    )
