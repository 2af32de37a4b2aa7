"""The engine's row: bars per second over one history, beside two peers, with equal trades."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from bench.figure import Figure, run_section, shown
from bench.make_data import bars_file

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(gettempdir()) / "dzentra-bench"
PEERS = {
    "backtesting.py": ("bench.peers.backtesting_py", 4),
    "basana": ("bench.peers.basana_run", 10),
}
"""Their programs, and how many times as fast the design wants to be in the end."""
PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Run:
    """What one program made of one history."""

    bars_per_s: float
    trades: tuple[tuple[int, ...], ...]
    version: str


def measure(is_quick: bool) -> Iterator[Figure]:
    long, short = (50_000, 20_000) if is_quick else (1_000_000, 100_000)
    bars = bars_file(FOLDER, long)
    for count, repeats in ((short, 1 if is_quick else 3), (long, 1)):
        name = "long" if count == long else "short"
        yield from _compare(bars, count, f"engine, {name} history", repeats)


def _compare(bars: Path, count: int, row: str, repeats: int) -> Iterator[Figure]:
    peers_python = os.environ["DZENTRA_PEERS"]
    ours = _best(sys.executable, "bench.ours", bars, count, repeats)
    yield _told(row, count, ours)
    for name, (module, times) in PEERS.items():
        peer = _best(peers_python, module, bars, count, repeats)
        ratio = ours.bars_per_s / peer.bars_per_s
        yield _told(f"{name}, {row.partition(', ')[2]}", count, peer, name=f"{name} {peer.version}")
        yield Figure(
            row=f"{row} : {name}",
            value=f"{ratio:.2f} x",
            wanted=f"≥ {times} x",
            is_met=ratio >= times,
            note=_difference(ours, peer),
        )


def _told(row: str, count: int, run: Run, name: str = "") -> Figure:
    note = f"{count:,} bars, {len(run.trades):,} trades"
    value = f"{shown(run.bars_per_s)} bars/s"
    return Figure(row=row, value=value, note=f"{note}; {name}" if name else note)


def _difference(ours: Run, peer: Run) -> str:
    if ours.trades == peer.trades:
        return "equal trade lists"
    alone = len(set(ours.trades) ^ set(peer.trades))
    return f"trade lists differ in {alone} rows"


def _best(python: str, module: str, bars: Path, count: int, repeats: int) -> Run:
    """The median of several runs, each in a fresh process."""
    runs = [_run(python, module, bars, count) for _ in range(repeats)]
    return Run(median(run.bars_per_s for run in runs), runs[0].trades, runs[0].version)


def _run(python: str, module: str, bars: Path, count: int) -> Run:
    trades = FOLDER / f"{module}-{count}.json"
    command = [python, "-m", module, str(bars), str(count), str(trades)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    rows = tuple(tuple(row) for row in json.loads(trades.read_text()))
    return Run(count / told["seconds"], rows, told.get("version", ""))


if __name__ == "__main__":
    run_section(measure)
