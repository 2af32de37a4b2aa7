"""Searching for parameters: sets a second in one process, and the whole command in a fresh one."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from app.history import Wish, open_history
from app.optimise_benches import Here
from app.optimise_tests import Job, sets_over
from backtest.sweep.outcomes import Outcomes
from backtest.sweep.search import Wanted, search
from backtest.sweep.space import Space, parse_space
from bench.engine import FOLDER, ROOT
from bench.figure import Figure, run_section, shown
from bench.history import HELD, PRICES
from bench.make_data import bars_file
from core.clock import stopwatch
from core.types import SECOND_NS, InstrumentId, Timeframe
from core.values import replace
from exchanges.archive.columns import Columns
from exchanges.archive.store import FOLDERS, Series, Store

SPACES: Mapping[str, Sequence[str]] = {
    "TREND": ("fast=5:8:1", "slow=30:60:10"),
    "SCALPING": ("fast=5:8:1", "slow=20:32:4"),
    "SUPERTREND": ("period=8:14:2", "multiplier=2,2.5,3,3.5"),
}
TRIALS = 32
PATIENCE_S = 300


def measure(is_quick: bool) -> Iterator[Figure]:
    count = 20_000 if is_quick else 500_000
    with TemporaryDirectory(prefix="dzentra-bench-") as name:
        folder = Path(name)
        wish = _archived(folder, count)
        note = f"{count:,} bars, one process"
        for strategy, texts in SPACES.items():
            rate = _grid_rate(replace(wish, strategy=strategy), parse_space(texts))
            yield _rate(f"Search, the grid, {strategy}", rate, note)
        yield _rate("Search, TPE, TREND", _tpe_rate(wish, folder), f"{note}, {TRIALS} trials")
        for what in ("nothing compiled yet", "compiled before"):
            took = _command_s(wish, folder)
            yield Figure.told(f"optimise, {what}", took, "s", note=f"16 sets x {count:,} bars")


def _rate(row: str, rate: float, note: str) -> Figure:
    return Figure(row=row, value=f"{shown(rate)} sets/s", note=note)


def _grid_rate(wish: Wish, space: Space) -> float:
    """Of a second round: the first one compiles and reads the history."""
    history, job, sets = open_history(wish), Job(wish, _span(wish)), list(space.grid())
    list(sets_over(history, job, sets[:1]))
    watch = stopwatch()
    began = watch()
    done = list(sets_over(history, job, sets))
    if any(found.error for found in done):
        raise RuntimeError(next(found.error for found in done if found.error))
    return len(done) * SECOND_NS / (watch() - began)


def _tpe_rate(wish: Wish, folder: Path) -> float:
    space = parse_space(["fast=3:20:1", "slow=30:80:1"])
    wanted = Wanted(space=space, method="tpe", goal="net", trials=TRIALS, seed=1)
    testers = Here(open_history(wish), Job(wish, _span(wish)))
    watch = stopwatch()
    began = watch()
    search(wanted, testers, Outcomes(folder / "tpe.jsonl", ""), lambda _done: None)
    return TRIALS * SECOND_NS / (watch() - began)


def _command_s(wish: Wish, folder: Path) -> float:
    """Seconds of all of it, from the start of the interpreter to its end."""
    kept = folder / "outcomes.jsonl"
    kept.unlink(missing_ok=True)
    asked = {
        "--from": f"{wish.start:%Y-%m-%dT%H:%M:%S}",
        "--to": f"{wish.end:%Y-%m-%dT%H:%M:%S}",
        "--data": str(wish.data[0]),
        "--workers": "1",
        "--kept": str(kept),
    }
    words = [word for pair in asked.items() for word in pair]
    ranges = [word for text in SPACES["TREND"] for word in ("--range", text)]
    watch = stopwatch()
    began = watch()
    subprocess.run(
        [sys.executable, "main.py", "optimise", *words, *ranges],
        cwd=ROOT,
        env=dict(os.environ) | {"XDG_CACHE_HOME": str(folder / "cache")},
        capture_output=True,
        timeout=PATIENCE_S,
        check=True,
    )
    return (watch() - began) / SECOND_NS


def _archived(folder: Path, count: int) -> Wish:
    """The bars of the engine's rows, as `data download` keeps them."""
    with np.load(bars_file(FOLDER, count)) as table:
        at_ms = table["ts"].astype(np.int64)
        prices = [np.rint(table[name] * 100).astype(np.int64) * 10**6 for name in PRICES]
        volume = np.rint(table["volume"] * 1000).astype(np.int64) * 10**5
    series = Series(HELD.kind, HELD.symbol, Timeframe.M1)
    store = Store(folder)
    store.add(series, Columns(at_ms, np.stack([*prices, volume], axis=1)))
    store.put_instrument(dataclasses.replace(HELD, id=InstrumentId("binance:usdm:BTCUSDT")))
    start, end = (datetime.fromtimestamp(int(at) // 1_000, UTC) for at in (at_ms[0], at_ms[-1]))
    return Wish(
        strategy="TREND",
        symbol=HELD.symbol,
        timeframe=Timeframe.M1,
        start=start,
        end=end,
        data=(folder / FOLDERS[HELD.kind],),
    )


def _span(wish: Wish) -> tuple[int, int]:
    start, end = (int(at.timestamp()) * SECOND_NS for at in (wish.start, wish.end))
    return start, end


if __name__ == "__main__":
    run_section(measure)
