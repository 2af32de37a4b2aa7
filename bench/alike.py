"""G12: one list of trades by the backtest, by the paper runtime fed a replay, and by the compiled
loop, for each of twenty symbols.

`python -m bench.alike` alone; `tests/long` runs it over a million bars each.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from backtest.columns import BarColumns, Ints
from backtest.rows import Rows
from backtest.tracks import Track
from bench.account import AGENT
from bench.compiled_run import result, stretches, told
from bench.crossing import CrossStrategy
from bench.engine import FOLDER
from bench.figure import Figure, run_section
from bench.history import HELD
from bench.make_data import bars_file
from bench.ours import Trades, build, row_of
from core.candles import expand
from core.market import MarketEvent
from core.types import Timeframe
from engine.history import run_through

SYMBOLS = 20
Market = tuple[Ints, Ints]
Listed = list[list[int]]


def measure(is_quick: bool) -> Iterator[Figure]:
    count = 2_000 if is_quick else 50_000
    yield alike(bars_file(FOLDER, 2 * count), count)


def alike(bars: Path, count: int) -> Figure:
    """How many of the symbols come to another list by any of the three."""
    trades = different = 0
    for market in stretches(bars, count, SYMBOLS):
        listed = [run(market) for run in RUNS]
        trades += len(listed[0])
        different += listed[1:] != listed[:1] * 2
    return Figure(
        row="G12 symbols whose trades differ",
        value=str(different),
        wanted="0",
        is_met=not different,
        note=f"{SYMBOLS} x {count:,} bars, {trades:,} trades: backtest, replayed paper, compiled",
    )


def by_backtest(market: Market) -> Listed:
    """The engine, shown only what may decide something."""
    bars, journal = columns_of(market), Trades()
    strategy = CrossStrategy(bars)
    runtime = build(bars.at_ns[0] - bars.timeframe.ns, strategy, journal)
    Rows(runtime, journal, [Track(runtime, bars, [runtime.runners[AGENT]], strategy.turns)]).run()
    return listed_by(journal, bars)


def by_replayed_paper(market: Market) -> Listed:
    """The engine, every point of every bar."""
    bars, journal = columns_of(market), Trades()
    runtime = build(bars.at_ns[0] - bars.timeframe.ns, CrossStrategy(bars), journal)
    run_through(runtime, _replayed(bars), journal)
    return listed_by(journal, bars)


def by_loop(market: Market) -> Listed:
    return list(told(result(*market), market))


RUNS: tuple[Callable[[Market], Listed], ...] = (by_backtest, by_replayed_paper, by_loop)


def columns_of(market: Market) -> BarColumns:
    at_ns, prices = market
    volume = np.ones((len(at_ns), 1), np.int64)
    return BarColumns(HELD.id, Timeframe.M1, at_ns, np.concatenate((prices, volume), axis=1))


def listed_by(journal: Trades, bars: BarColumns) -> Listed:
    start_ns = bars.at_ns[0] - bars.timeframe.ns
    return [row_of(each, start_ns) for each in journal.results]


def _replayed(bars: BarColumns) -> Iterator[MarketEvent]:
    for place in range(len(bars)):
        bar = bars.candle(place)
        yield from expand(bar)
        yield bar


if __name__ == "__main__":
    run_section(measure)
