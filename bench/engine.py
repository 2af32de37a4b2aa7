"""The engine's row: bars per second over one history, beside two peers, with equal trades."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import gettempdir

from bench.figure import Figure, run_section, shown
from bench.make_data import bars_file
from bench.peered import peer_python

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(gettempdir()) / "dzentra-bench"
PATIENCE_S = 400


@dataclass(frozen=True, slots=True)
class Peer:
    """A program beside ours, and how many times as fast the design wants us to be in the end. `own`
    names its Python where it is not the common one; a slow one runs the short history once."""

    module: str
    times: int
    own: str = ""
    is_slow: bool = False


PEERS = {
    "backtesting.py": Peer("bench.peers.backtesting_py", 4),
    "basana": Peer("bench.peers.basana_run", 10),
    "backtrader": Peer("bench.peers.backtrader_run", 25, is_slow=True),
    "freqtrade": Peer("bench.peers.freqtrade_run", 40, own="freqtrade", is_slow=True),
    "nautilus_trader": Peer("bench.peers.nautilus_run", 50, own="nautilus", is_slow=True),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one program made of one history."""

    bars_per_s: float
    trades: tuple[tuple[int, ...], ...]
    version: str


def measure(is_quick: bool) -> Iterator[Figure]:
    long, short = (50_000, 20_000) if is_quick else (1_000_000, 100_000)
    bars, speeds = bars_file(FOLDER, long), list[float]()
    for count, repeats in ((short, 1 if is_quick else 3), (long, 1)):
        row = f"engine, {'long' if count == long else 'short'} history"
        ours = _median(sys.executable, "bench.ours", bars, count, repeats)
        yield _told(row, count, ours)
        speeds.append(ours.bars_per_s)
        for name, peer in PEERS.items():
            if count == short or not peer.is_slow:
                times = 1 if peer.is_slow else repeats
                run = _median(peer_python(peer.own), peer.module, bars, count, times)
                yield from _beside(row, name, ours, run, count)
    yield from _linear(speeds, 10 * long)


def _linear(speeds: Sequence[float], count: int) -> Iterator[Figure]:
    """Whether a bar costs the same however many there are; `speeds` are of shorter histories."""
    ours = _run(sys.executable, "bench.ours", bars_file(FOLDER, count), count)
    yield _told("engine, longest history", count, ours)
    short, long = speeds
    for row, speed in (("long", long), ("longest", ours.bars_per_s)):
        row = f"G4 a bar of the {row} history : of the short one"
        yield Figure.at_most(row, short / speed, 1.1, "x")


def _beside(row: str, name: str, ours: Run, peer: Run, count: int) -> Iterator[Figure]:
    ratio, times = ours.bars_per_s / peer.bars_per_s, PEERS[name].times
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
    pairs = zip(ours.trades, peer.trades, strict=False)
    if len(ours.trades) == len(peer.trades) and all(_nearly(*pair) for pair in pairs):
        return "equal trade lists but for the last digit of prices"
    alone = len(set(ours.trades) - set(peer.trades))
    return f"{alone:,} of {len(ours.trades):,} trades are not in its list"


def _nearly(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(mine - theirs) <= 1 for mine, theirs in zip(one, other, strict=True))


def _median(python: str, module: str, bars: Path, count: int, repeats: int) -> Run:
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
