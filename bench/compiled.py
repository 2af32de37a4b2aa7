"""The compiled loop's rows: beside vectorbt, over many symbols, in a sweep; and equal trades."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.compiled_run import result, stretches
from bench.engine import FOLDER, ROOT
from bench.figure import Figure, run_section, shown
from bench.make_data import bars_file
from bench.peered import peer_python
from core.clock import stopwatch
from core.types import SECOND_NS

PATIENCE_S = 200
OURS, PEER = "bench.compiled_run", "bench.peers.vectorbt_run"
SYMBOLS = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One program in a fresh process: seconds to its first result and of a warm one."""

    first_s: float
    warm_s: float
    peak_mb: float
    trades: tuple[tuple[int, ...], ...]
    version: str


def measure(is_quick: bool) -> Iterator[Figure]:
    long, short = (50_000, 5_000) if is_quick else (1_000_000, 100_000)
    bars = bars_file(FOLDER, long)
    peers = peer_python()
    _run(sys.executable, OURS, bars, short, 1)
    ours, theirs = _run(sys.executable, OURS, bars, long, 1), _run(peers, PEER, bars, long, 1)
    yield from _told(long, ours, theirs)
    yield _equal_to_engine(bars, short)
    many, peer = (
        _run(python, module, bars, short, SYMBOLS)
        for python, module in ((sys.executable, OURS), (peers, PEER))
    )
    yield from _told_many(short, many, peer)
    yield from _sweep(bars, *((20, 5_000) if is_quick else (1_000, 500_000)))


def _told(count: int, ours: Run, theirs: Run) -> Iterator[Figure]:
    named = f"vectorbt {theirs.version}"
    yield _speed("G2 compiled loop, warm", count, ours, _difference(ours, theirs, named))
    yield _speed("vectorbt, warm", count, theirs, named)
    yield _ratio("G2 compiled loop : vectorbt, warm", theirs.warm_s / ours.warm_s, 5)
    note = f"{ours.first_s:.2f} s, {named} {theirs.first_s:.2f} s; both with caches on disk"
    ratio = theirs.first_s / ours.first_s
    yield _ratio("G2 fresh process to first result, sooner than vectorbt", ratio, 3, note)


def _told_many(count: int, ours: Run, theirs: Run) -> Iterator[Figure]:
    note = f"{SYMBOLS} x {count:,} bars, {len(ours.trades):,} trades; ours a thread a processor"
    ratio = theirs.warm_s / ours.warm_s
    yield _ratio("G2 20 symbols, compiled loop : vectorbt, warm", ratio, 5, note)
    yield Figure.at_most("G2 20 symbols, memory", ours.peak_mb, theirs.peak_mb, "MB", note=note)


def _speed(row: str, count: int, run: Run, note: str) -> Figure:
    said = f"{count:,} bars, {len(run.trades):,} trades; {note}"
    return Figure(row=row, value=f"{shown(count / run.warm_s)} bars/s", note=said)


def _ratio(row: str, ratio: float, wanted: float, note: str = "") -> Figure:
    return Figure(
        row=row,
        value=f"{ratio:.2f} x",
        wanted=f"≥ {wanted:g} x",
        is_met=ratio >= wanted,
        note=note,
    )


def _difference(ours: Run, theirs: Run, named: str) -> str:
    alone = len(set(ours.trades) ^ set(theirs.trades))
    return f"{alone} rows differ from {named}, whose levels lie between ticks"


def _equal_to_engine(bars: Path, count: int) -> Figure:
    """The very rows of the event-driven engine."""
    compiled = _run(sys.executable, OURS, bars_file(FOLDER, count), count, 1).trades
    trades = FOLDER / f"engine-{count}.json"
    command = [sys.executable, "-m", "bench.ours", str(bars), str(count), str(trades)]
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE_S, check=True)
    engine = tuple(tuple(row) for row in json.loads(trades.read_text()))
    alone = len(set(engine) ^ set(compiled))
    return Figure(
        row="G12 trades of the engine and of the compiled loop that differ",
        value=str(alone),
        wanted="0",
        is_met=engine == compiled,
        note=f"{count:,} bars, {len(engine):,} trades",
    )


def _run(python: str, module: str, bars: Path, count: int, symbols: int) -> Run:
    trades, watch = FOLDER / f"{module}-{count}-{symbols}.json", stopwatch()
    command = [python, "-m", module, str(bars), str(count), str(trades), str(symbols)]
    began = watch()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise RuntimeError("no output")
        said = process.stdout.readline()
        first_s = (watch() - began) / SECOND_NS
        rest, errors = process.communicate(timeout=PATIENCE_S)
    if process.returncode or said.strip() != "first":
        raise RuntimeError(f"{module} failed:\n{errors}")
    lines = [json.loads(line) for line in rest.splitlines()]
    rows = tuple(tuple(row) for row in json.loads(trades.read_text()))
    told = lines[0] | lines[1]
    return Run(first_s, told["seconds"], told["peak_mb"], rows, told["version"])


# --- the sweep


def _sweep(bars: Path, sets: int, count: int) -> Iterator[Figure]:
    note = f"{sets:,} sets x {count:,} bars"
    seconds = [_swept(bars, sets, count, workers) for workers in (1, 2)]
    rate = sets * count / seconds[0]
    yield Figure(row="Sweep, one process", value=f"{shown(rate)} bars/s", note=note)
    yield _ratio("Sweep, two processes : one", seconds[0] / seconds[1], 1.7, note)


def _swept(bars: Path, sets: int, count: int, workers: int) -> float:
    """Seconds of all sets; each process reads the bars once."""
    lengths = [(5 + place % 25, 40 + place // 25) for place in range(sets)]
    parts = [lengths[first::workers] for first in range(workers)]
    watch = stopwatch()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        began = watch()
        list(pool.map(_part, [bars] * workers, [count] * workers, parts))
        return (watch() - began) / SECOND_NS


def _part(bars: Path, count: int, lengths: list[tuple[int, int]]) -> int:
    (market,) = stretches(bars, count, 1)
    return sum(len(result(*market, *each).trades) for each in lengths)


if __name__ == "__main__":
    run_section(measure)
