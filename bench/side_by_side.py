"""Our engine over the histories of many symbols at once: an agent each, on one account.

As a program, `python -m bench.side_by_side BARS_FILE COUNT SYMBOLS` prints one JSON line. Symbols
are stretches of the file. Its time is the processor's: what else the machine does is not its own.
"""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backtest.columns import BarColumns, Ints
from backtest.rows import Rows
from backtest.stretches import Stretches
from backtest.tracks import Track
from bench.account import BALANCE, OWNER, RULES, opening
from bench.compiled_run import stretches
from bench.crossing import CrossStrategy
from bench.history import HELD
from bench.ours import TERMS, Trades
from core.clock import ManualClock
from core.instrument import Instrument
from core.money import Money
from core.ports import Journal
from core.trading import AlertSettings
from core.types import MINUTE_NS, AgentId, InstrumentId, Mode, Source, Timeframe
from core.values import replace
from engine.alerts import Alerts
from engine.bus import EventBus
from engine.execution import ExecutionEngine
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime
from exchanges.simulated.broker import SimulatedBroker


def main() -> None:
    count, symbols = int(sys.argv[2]), int(sys.argv[3])
    bars = [
        columns_of(f"bench:perp:S{number:02}USDT", market)
        for number, market in enumerate(stretches(Path(sys.argv[1]), count, symbols))
    ]
    journal, began = Trades(), resource.getrusage(resource.RUSAGE_SELF)
    run(bars, journal)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "seconds": ended.ru_utime - began.ru_utime,
        "trades": len(journal.results),
        "peak_mb": ended.ru_maxrss / 1024,
    }
    print(json.dumps(told))


def columns_of(name: str, market: tuple[Ints, Ints]) -> BarColumns:
    at_ns, prices = market
    volume = np.ones((len(at_ns), 1), np.int64)
    values = np.concatenate((prices, volume), axis=1)
    return BarColumns(InstrumentId(name), Timeframe.M1, at_ns, values)


def run(bars: Sequence[BarColumns], journal: Trades) -> None:
    """A symbol alone goes as the engine's own row does."""
    runtime, strategies = make(bars, journal)
    runners = list(runtime.runners.values())
    if len(bars) == 1:
        Stretches(runtime, runners[0], bars[0], journal).run(strategies[0].turns)
        return
    tracks = [
        Track(runtime, each, [runner], strategy.turns)
        for each, runner, strategy in zip(bars, runners, strategies, strict=True)
    ]
    Rows(runtime, journal, tracks).run()


def make(bars: Sequence[BarColumns], journal: Journal) -> tuple[TradeRuntime, list[CrossStrategy]]:
    """As many positions may be open as there are symbols."""
    start_ns = bars[0].at_ns[0] - MINUTE_NS
    held = [replace(HELD, id=each.instrument) for each in bars]
    plain, capital = opening(HELD, start_ns), Money(BALANCE // len(bars))
    agents = [
        replace(
            plain.agents[0],
            id=AgentId(f"bench-{number}"),
            instrument=each.id,
            slice=capital,
            risk=replace(RULES, max_positions=len(bars)),
        )
        for number, each in enumerate(held, 1)
    ]
    clock, strategies = ManualClock(start_ns), [CrossStrategy(each) for each in bars]
    snapshot = replace(plain, agents=tuple(agents))
    runtime = TradeRuntime(
        engine=ExecutionEngine(snapshot, held, sources={each.id: Source.LAST for each in held}),
        broker=SimulatedBroker({each.id: each for each in held}, seed=1, config=TERMS),
        journal=journal,
        bus=EventBus(),
        clock=clock,
        desk_clock=clock,
        alerts=Alerts(OWNER, Mode.PAPER, AlertSettings(signals_from=None)),
    )
    for agent, each, strategy in zip(agents, held, strategies, strict=True):
        attach(runtime, agent.id, each, strategy)
    return runtime, strategies


def attach(runtime: TradeRuntime, name: AgentId, held: Instrument, strategy: CrossStrategy) -> None:
    agent = runtime.engine.state.agents[name]
    runner = AutoTradeRunner(agent, held, strategy, runtime.engine, confirmations=1)
    runner.warm_up(())
    runtime.attach(name, runner)


if __name__ == "__main__":
    main()
