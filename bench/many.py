"""G3: what a bar costs where twenty symbols share an account, beside one that is alone; both as the
backtest command runs them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.engine import FOLDER, ROOT
from bench.figure import Figure, run_section
from bench.make_data import bars_file

SYMBOLS = 20
PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a bar, in microseconds of a processor; and what the program took of memory."""

    us: float
    trades: int
    peak_mb: float


def measure(is_quick: bool) -> Iterator[Figure]:
    count, repeats = (5_000, 1) if is_quick else (100_000, 3)
    bars = bars_file(FOLDER, count if is_quick else 1_000_000)
    alone = _median([_run(bars, count, 1) for _ in range(repeats)])
    many = _median([_run(bars, count, SYMBOLS) for _ in range(repeats)])
    name = f"{SYMBOLS} symbols, one account"
    for row, cost in (("one symbol", alone), (name, many)):
        note = f"{count:,} bars each, {cost.trades:,} trades"
        yield Figure.told(f"G3 {row}, a bar", cost.us, "µs", note=note)
    yield Figure.at_most(f"G3 {name} : one symbol", many.us / alone.us, 1.2, "x")
    yield Figure.at_most(f"G3 {name}, memory", many.peak_mb, 300, "MB")


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(cost.us for cost in costs), costs[0].trades, costs[0].peak_mb)


def _run(bars: Path, count: int, symbols: int) -> Cost:
    """In a process of its own."""
    command = [sys.executable, "-m", "bench.side_by_side", str(bars), str(count), str(symbols)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return Cost(told["seconds"] * 1e6 / (count * symbols), told["trades"], told["peak_mb"])


if __name__ == "__main__":
    run_section(measure)
