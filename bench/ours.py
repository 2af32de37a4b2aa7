"""Our engine over one history: the objects of paper and live trading, in a plain loop.

As a program, `python -m bench.ours BARS_FILE COUNT TRADES_FILE` prints one JSON line and writes its
trades.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path

from bench.crossing import CrossStrategy
from bench.history import HELD, load
from core.clock import ManualClock, stopwatch
from core.events import PositionClosed, TradeResult
from core.money import Ppm, to_money
from core.ports import Journal, Snapshot, Unit
from core.trading import Account, Agent, AlertSettings, Limit, RiskSettings
from core.types import (
    DAY_NS,
    MINUTE_NS,
    SECOND_NS,
    AccountId,
    AgentId,
    AgentState,
    Mode,
    Source,
    Timeframe,
    UserId,
)
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.history import run_bars
from engine.runner import AutoTradeRunner
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


class Trades:
    """A journal that keeps closed positions alone: a million bars fill no memory."""

    def __init__(self) -> None:
        self.results: list[TradeResult] = []

    async def commit(self, unit: Unit) -> None:
        self.append(unit)

    def append(self, unit: Unit) -> None:
        for record in unit.records:
            if isinstance(record, PositionClosed):
                self.results.append(record.result)


def build(start_ns: int, journal: Journal) -> TradeRuntime:
    """A runtime as `app` builds it, with its agent at work."""
    snapshot = _opening(start_ns)
    engine = ExecutionEngine(snapshot, [HELD], sources={HELD.id: Source.LAST})
    terms = PaperSettings(half_spread=Ppm(0), slippage=Ppm(0))
    clock = ManualClock(start_ns)
    runtime = TradeRuntime(
        engine=engine,
        broker=SimulatedBroker({HELD.id: HELD}, seed=1, config=terms),
        journal=journal,
        bus=EventBus(),
        clock=clock,
        desk_clock=clock,
        alerts=Alerts(OWNER, Mode.PAPER, AlertSettings(signals_from=None)),
    )
    runner = AutoTradeRunner(snapshot.agents[0], HELD, CrossStrategy(), engine, confirmations=1)
    runner.warm_up(())
    runtime.attach(AGENT, runner)
    return runtime


def _opening(start_ns: int) -> Snapshot:
    account = Account(
        id=AccountId("bench-paper"),
        user=OWNER,
        mode=Mode.PAPER,
        asset=HELD.settle,
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
        instrument=HELD.id,
        timeframe=Timeframe.M1,
        leverage=1,
        slice=BALANCE,
        risk=RULES,
        state=AgentState.RUNNING,
    )
    return Snapshot(account=account, agents=(agent,))


def main() -> None:
    bars, journal, watch = load(Path(sys.argv[1]), int(sys.argv[2])), Trades(), stopwatch()
    start_ns = bars.candle(0).open_ns
    runtime = build(start_ns, journal)
    began = watch()
    run_bars(runtime, bars.since(0), journal)
    seconds = (watch() - began) / SECOND_NS
    rows = [_row(result, start_ns) for result in journal.results]
    Path(sys.argv[3]).write_text(json.dumps(rows))
    print(json.dumps({"seconds": seconds, "trades": len(rows)}))


def _row(result: TradeResult, start_ns: int) -> list[int]:
    """Side, bar and price in ticks of the entry, and of the exit."""
    return [
        int(result.side),
        (result.opened_at_ns - start_ns) // MINUTE_NS,
        HELD.ticks(result.entry),
        (result.closed_at_ns - start_ns) // MINUTE_NS,
        HELD.ticks(result.exit),
    ]


if __name__ == "__main__":
    main()
