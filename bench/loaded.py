"""A desk with 500 open positions while its Telegram side is under load: how long a price takes to
be judged, and how long anything else has to wait for the loop."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from pydantic import SecretStr

from app.chat import run_chat
from app.desk import build_desk
from bench.figure import Figure, Spread, run_section
from bench.prepared import OWNER, prepare, settings_of
from core.clock import SystemClock, stopwatch
from core.market import MarketEvent
from core.types import UserId
from engine.runtime import TradeRuntime
from engine.step import Step
from tests.demo_server import ROOT, TOKEN, DemoServer, running_demo

POSITIONS, SPEED = 500, 60
"""At this speed three symbols say several hundred things a second."""
BEAT_S, WARM_S = 0.005, 2.0
MS, US = 1e6, 1e3


@dataclass(slots=True)
class Seen:
    """Nanoseconds: of prices until they were judged, of those that hit a level, and by how much
    the loop was late."""

    judged: list[float] = field(default_factory=list)
    decided: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    presses: int = 0


def measure(is_quick: bool) -> Iterator[Figure]:
    with TemporaryDirectory() as name, running_demo("--user-id", str(OWNER)) as demo:
        folder, seconds = Path(name), 4.0 if is_quick else 40.0
        asyncio.run(prepare(folder, speed=SPEED, running=3, positions=POSITIONS))
        seen = asyncio.run(_watch(folder, demo, seconds))
    judged, late = Spread.of(seen.judged), Spread.of(seen.late)
    presses_per_s = seen.presses / (WARM_S + seconds)
    note = f"{len(seen.judged) / seconds:,.0f} events/s, {presses_per_s:.0f} presses/s"
    row = f"{POSITIONS} positions, "
    yield Figure.told(row + "tick to decision, p50", judged.p50 / US, "µs", note=note)
    yield Figure.at_most(row + "tick to decision, p99", judged.p99, 5 * MS, "ms", scale=MS)
    if len(seen.decided) > 1:
        note = f"{len(seen.decided)} ticks that hit a level"
        decided = Spread.of(seen.decided).p99
        yield Figure.told(row + "tick that hits a level, p99", decided / MS, "ms", note=note)
    yield Figure.at_most(row + "loop lag, p99", late.p99, 20 * MS, "ms", scale=MS)
    yield Figure.told(row + "loop lag, worst", max(seen.late) / MS, "ms")


async def _watch(folder: Path, demo: DemoServer, seconds: float) -> Seen:
    """Runs the whole desk in this process, with somebody who presses without a pause."""
    settings = settings_of(folder, SPEED).model_copy(
        update={"bot_token": SecretStr(TOKEN), "telegram_api_base": demo.url}
    )
    seen, clock = Seen(), SystemClock()
    async with (
        build_desk(settings, announce=_unheard, on_unwritable=_unheard) as desk,
        asyncio.TaskGroup() as group,
    ):
        tasks = [group.create_task(run_chat(desk, lambda tell: None))]
        await asyncio.to_thread(demo.chat.wait_bot)
        await asyncio.to_thread(_open_screen, demo)
        tasks.append(group.create_task(_beat(seen, clock)))
        pressing = group.create_task(_presses(demo, WARM_S + seconds))
        await clock.sleep(WARM_S)
        seen.late.clear()
        with _timed(seen):
            seen.presses = await pressing
        for task in tasks:
            task.cancel()
    return seen


@contextmanager
def _timed(seen: Seen) -> Iterator[None]:
    """Measures each event from where the runtime is handed it, the wait for its lock included,
    until the engine has decided."""
    watch, began = stopwatch(), dict[int, int]()
    take, on_market = TradeRuntime.take, TradeRuntime.on_market

    async def timed_take(runtime: TradeRuntime, event: MarketEvent) -> None:
        began[id(event)] = watch()
        await take(runtime, event)

    def timed_on_market(runtime: TradeRuntime, event: MarketEvent) -> Step:
        step = on_market(runtime, event)
        passed = watch() - began.pop(id(event))
        (seen.decided if step.orders else seen.judged).append(passed)
        return step

    with (
        patch.object(TradeRuntime, "take", timed_take),
        patch.object(TradeRuntime, "on_market", timed_on_market),
    ):
        yield


async def _beat(seen: Seen, clock: SystemClock) -> None:
    """By how much a sleep overruns is how long the loop was held up."""
    watch = stopwatch()
    while True:
        began = watch()
        await clock.sleep(BEAT_S)
        seen.late.append(max(watch() - began - BEAT_S * 1e9, 0.0))


def _open_screen(demo: DemoServer) -> None:
    demo.chat.say("/menu")
    demo.chat.wait_message(button="Auto", timeout_s=30)


async def _presses(demo: DemoServer, seconds: float) -> int:
    presser = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bench.presser", demo.url, str(seconds)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await presser.communicate()
    return int(told)


def _unheard(_: str | UserId) -> None:
    """Nobody stands at the console of a benchmark."""


if __name__ == "__main__":
    run_section(measure)
