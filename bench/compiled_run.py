"""Our compiled loop over one history or many.

As a program, `python -m bench.compiled_run BARS_FILE COUNT TRADES_FILE SYMBOLS`: symbols are
stretches of the file. Prints `first` once the first result is there, then two JSON lines: the
best of some warm runs, because what else the machine does is not the program's.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backtest.columns import Ints
from backtest.compiled.run import HandedOver, Rows, run
from backtest.compiled.task import Task, bars_of
from backtest.compiled.terms import Says
from bench.account import opening
from bench.history import HELD, MS, PRICES
from core.clock import stopwatch
from core.money import Ppm
from core.types import MINUTE_NS, SECOND_NS
from exchanges.simulated.paper import PaperSettings

FAST, SLOW = 20, 50
WARM_RUNS = 7
BLOCK = 16_384
"""Bars whose averages are compared at once: what is made in between stays near the processor."""
TERMS = PaperSettings(half_spread=Ppm(0), slippage=Ppm(0))


def load(path: Path) -> tuple[Ints, Ints]:
    """Opening times, and rows of prices in ticks."""
    with np.load(path) as table:
        prices = [np.rint(table[name] * 100).astype(np.int64) for name in PRICES]
        return table["ts"].astype(np.int64) * MS, np.stack(prices, axis=1)


def stretches(path: Path, count: int, symbols: int) -> Iterator[tuple[Ints, Ints]]:
    """So many bars of each symbol: closing times, and columns of prices."""
    opens_ns, values = load(path)
    for number in range(symbols):
        start = (len(opens_ns) - count) * number // max(symbols - 1, 1)
        yield opens_ns[:count] + MINUTE_NS, np.asfortranarray(values[start : start + count])


def said(close: Ints, fast: int = FAST, slow: int = SLOW) -> Says:
    """1 while the last cross was upward, -1 downward, 0 before the first."""
    sums = np.zeros(len(close) + 1, np.int64)
    np.cumsum(close, out=sums[1:])
    is_up = np.empty(max(len(sums) - slow, 0), np.bool_)
    for start in range(0, len(is_up), BLOCK):
        part = is_up[start : start + BLOCK]
        _compare(sums[start : start + len(part) + slow], fast, slow, part)
    says = np.zeros(len(close), np.int8)
    crosses = np.flatnonzero(is_up[1:] != is_up[:-1])
    if len(crosses):
        first = int(crosses[0]) + 1
        says[slow - 1 + first :] = is_up[first:].view(np.int8) * np.int8(2) - np.int8(1)
    return says


def _compare(sums: Ints, fast: int, slow: int, is_up: npt.NDArray[np.bool_]) -> None:
    """Is the average of the last `fast` above that of the last `slow`?"""
    long, short = sums[slow:] - sums[:-slow], sums[slow:] - sums[slow - fast : -fast]
    long *= fast
    short *= slow
    np.greater(short, long, out=is_up)


def result(at_ns: Ints, values: Ints, fast: int = FAST, slow: int = SLOW) -> Rows:
    snapshot = opening(HELD, int(at_ns[0]) - MINUTE_NS)
    task = Task(
        account=snapshot.account,
        agent=snapshot.agents[0],
        held=HELD,
        terms=TERMS,
        bars=bars_of(at_ns, values, said(values[:, 3], fast, slow)),
        needed=1,
    )
    found = run(task)
    if isinstance(found, HandedOver):
        raise RuntimeError(found.reason)
    return found


def results(markets: Sequence[tuple[Ints, Ints]]) -> list[Rows]:
    """Of symbols that know nothing of one another: side by side, a thread for each processor."""
    if len(markets) < 2:
        return [result(*market) for market in markets]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda market: result(*market), markets))


def main() -> None:
    markets = list(stretches(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[4])))
    found = results(markets[:1]) + results(markets[1:])
    print("first", flush=True)
    watch, times = stopwatch(), list[float]()
    for _ in range(WARM_RUNS):
        began = watch()
        found = results(markets)
        times.append((watch() - began) / SECOND_NS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = [row for each, market in zip(found, markets, strict=True) for row in told(each, market)]
    Path(sys.argv[3]).write_text(json.dumps(rows))
    print(json.dumps({"seconds": min(times), "trades": len(rows), "version": ""}))
    print(json.dumps({"peak_mb": peak}))


def told(found: Rows, market: tuple[Ints, Ints]) -> Iterator[list[int]]:
    """As the other programs write their trades."""
    start_ns = int(market[0][0]) - MINUTE_NS
    for row in found.trades.tolist():
        _, side, qty, opened_cost, closed_cost, opened_ns, closed_ns = row[:7]
        opened, closed = ((at - start_ns) // MINUTE_NS for at in (opened_ns, closed_ns))
        yield [side, opened, opened_cost // qty, closed, closed_cost // qty]


if __name__ == "__main__":
    main()
