"""Our engine over one history: the objects of paper and live trading, in a plain loop.

As a program, `python -m bench.ours BARS_FILE COUNT TRADES_FILE` prints one JSON line and writes its
trades.
"""

import json
import sys
from pathlib import Path

from app.uncollected import settle
from backtest.rows import Rows
from backtest.tracks import Track
from bench.account import AGENT, make_runtime, opening
from bench.crossing import CrossStrategy
from bench.history import HELD, load
from core.clock import stopwatch
from core.events import PositionClosed, TradeResult
from core.money import Ppm
from core.ports import NOBODY, Journal, Strategy, Unit
from core.types import MINUTE_NS, SECOND_NS, Source
from engine.runner import AutoTradeRunner
from engine.runtime import TradeRuntime
from exchanges.simulated.paper import PaperSettings

TERMS = PaperSettings(half_spread=Ppm(0), slippage=Ppm(0))


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


def build(start_ns: int, strategy: Strategy, journal: Journal) -> TradeRuntime:
    snapshot = opening(HELD, start_ns, NOBODY)  # as in a backtest, which owes no alerts
    runtime = make_runtime(HELD, snapshot, journal, TERMS, {HELD.id: Source.LAST})
    runner = AutoTradeRunner(snapshot.agents[0], HELD, strategy, runtime.engine, confirmations=1)
    runner.warm_up(())
    runtime.attach(AGENT, runner)
    return runtime


def main() -> None:
    settle()
    bars, journal, watch = load(Path(sys.argv[1]), int(sys.argv[2])), Trades(), stopwatch()
    start_ns = bars.at_ns[0] - bars.timeframe.ns
    began = watch()
    strategy = CrossStrategy(bars)
    runtime = build(start_ns, strategy, journal)
    Rows(runtime, journal, [Track(runtime, bars, [runtime.runners[AGENT]], strategy.turns)]).run()
    seconds = (watch() - began) / SECOND_NS
    rows = [row_of(result, start_ns) for result in journal.results]
    Path(sys.argv[3]).write_text(json.dumps(rows))
    print(json.dumps({"seconds": seconds, "trades": len(rows)}))


def row_of(result: TradeResult, start_ns: int) -> list[int]:
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
