"""A hundred agents over twenty symbols at a quote a second: what they cost, and whether every
closed candle was looked at. Each crowd is a process of its own, so that memory is its own too."""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from app.machine import machine_health
from bench.engine import ROOT
from bench.figure import Figure, run_section
from bench.venue_desk import prepare, processor_s, running, settings_of
from core.clock import SystemClock
from core.trading import AlertSettings
from core.types import SECOND_NS, Timeframe
from engine.runner import AutoTradeRunner
from engine.step import Step
from tests.loopback.process import Loopback, loopback
from tests.loopback.server import names_of

AGENTS, SYMBOLS, RATE = 100, 20, 1.0
TIMEFRAME = Timeframe.S5
ONE = ("TREND",)
FIVE = ("TREND", "EMA_CROSSOVER", "MOMENTUM", "MEAN_REVERSION", "BREAKOUT")
WARM_S, PATIENCE_S = 12.0, 240
Cycles = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What so many agents came to: `due` are the cycles that had to be, `done` those that were."""

    share_pct: float
    memory_bytes: int
    due: int
    done: int


def measure(is_quick: bool) -> Iterator[Figure]:
    seconds = 25 if is_quick else 60
    with loopback(symbols=SYMBOLS, rate=RATE, is_perp=False, walk=2) as venue:
        alone, crowd = (_apart(venue, agents, seconds) for agents in (1, AGENTS))
        mixed = _apart(venue, AGENTS, seconds, FIVE)
    row = f"{AGENTS} agents x {SYMBOLS} symbols, "
    note = f"a quote a second, candles of 5 s; one agent alone {alone.share_pct:.1f} %"
    yield Figure.told(row + "of one core", crowd.share_pct, "%", note=note)
    each_kb = (crowd.memory_bytes - alone.memory_bytes) / (AGENTS - 1) / 1024
    note = f"{crowd.memory_bytes / 2**20:.0f} MB in all, one agent {alone.memory_bytes / 2**20:.0f}"
    yield Figure.told(row + "memory of an agent", each_kb, "KB", note=note)
    note = f"{len(FIVE)} strategies, {mixed.due - mixed.done} of {mixed.due} cycles missed"
    yield Figure.told(row + "five strategies, of one core", mixed.share_pct, "%", note=note)
    missed = crowd.due - crowd.done
    note = f"of {crowd.due} that were due"
    yield Figure.at_most(row + "missed cycles", missed, 0, "", note=note)


def _apart(venue: Loopback, agents: int, seconds: int, strategies: Sequence[str] = ONE) -> Crowd:
    with TemporaryDirectory() as folder:
        told = (folder, str(venue.port), str(agents), str(seconds), ",".join(strategies))
        done = subprocess.run(
            (sys.executable, "-m", "bench.crowd", "--one", *told),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"a crowd of {agents} failed:\n{done.stderr}")
    return Crowd(**json.loads(done.stdout.splitlines()[-1]))


async def _crowd(
    folder: Path, venue: Loopback, agents: int, seconds: float, strategies: Sequence[str]
) -> Crowd:
    settings = settings_of(folder, venue, timeframe=TIMEFRAME)
    await prepare(settings, agents=agents, positions=0, strategies=strategies)
    cycles, clock = Cycles(), SystemClock()
    async with running(settings):
        await clock.sleep(WARM_S)
        used_s, began_ns = processor_s(), clock.now_ns()
        with _counted(cycles):
            await clock.sleep(seconds)
        ended_ns = clock.now_ns()
        share_pct = 100 * (processor_s() - used_s) / ((ended_ns - began_ns) / SECOND_NS)
        memory = machine_health(folder).memory_bytes
    # a candle is told a moment after its close: those at the edges are left out
    first, last = began_ns // TIMEFRAME.ns + 2, ended_ns // TIMEFRAME.ns - 1
    closes = range(first * TIMEFRAME.ns, last * TIMEFRAME.ns + 1, TIMEFRAME.ns)
    done = sum(1 for _, at_ns in cycles if at_ns in closes)
    return Crowd(share_pct, memory, due=len(closes) * agents, done=done)


@contextmanager
def _counted(cycles: Cycles) -> Iterator[None]:
    """Notes each cycle of each agent."""
    run_cycle = AutoTradeRunner.run_cycle

    def counted(runner: AutoTradeRunner, now_ns: int, alerts: AlertSettings) -> Step:
        cycles.add((id(runner), now_ns))
        return run_cycle(runner, now_ns, alerts)

    with patch.object(AutoTradeRunner, "run_cycle", counted):
        yield


def _one() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs=5)
    folder, port, agents, seconds, named = parser.parse_args().one
    venue = Loopback(int(port), tuple(names_of(SYMBOLS)), is_perp=False)
    crowd = asyncio.run(_crowd(Path(folder), venue, int(agents), float(seconds), named.split(",")))
    print(json.dumps(asdict(crowd)))


if __name__ == "__main__":
    _one() if "--one" in sys.argv else run_section(measure)
