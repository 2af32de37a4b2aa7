"""Plugins: what a call through its worker takes, and from a changed file to the new version; and
how late the loop is while a plugin turns in an endless loop."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, Spread, run_section
from core.clock import SystemClock
from core.errors import PluginError
from plugins.config import PluginConfig
from plugins.discovery import Places
from plugins.hosting import HostedPlugin, Surroundings
from plugins.manager import PluginManager
from plugins.metadata import Kind
from plugins.nursery import Nursery
from plugins.reloading import DEBOUNCE_MS, Reloading
from plugins.remote import RemoteStrategy, StrategyMaker
from plugins.templates import make
from plugins.worker.trial import market

ROWS, RELOADS, SAVES = 500, 20, 5
WATCH_S, LATEST_S = 2.0, 15.0
"""Until the folder is watched; until a saved file must have come in."""
PAUSE_S = 0.002
LIMIT_MS = 3_000
LOOPS = "        while len(df) == 11: pass\n        result_df = df.copy()\n"
"""It passes its trial, which never asks of 11 candles."""


async def calls(strategy: RemoteStrategy, count: int) -> list[float]:
    candles, found = market(ROWS), list[float]()
    for _ in range(count):
        began = time.perf_counter()
        await strategy.consult(candles, 1)
        found.append((time.perf_counter() - began) * 1e3)
    return found


def reloads(manager: PluginManager, plugin: HostedPlugin) -> list[float]:
    found, text = list[float](), plugin.source.text
    for number in range(RELOADS):
        plugin.source.path.write_text(f"{text}# {number}\n", encoding="utf-8")
        began = time.perf_counter()
        manager.reload(plugin.source.path)
        found.append((time.perf_counter() - began) * 1e3)
    return found


async def watched(manager: PluginManager, plugin: HostedPlugin) -> list[float]:
    """From a file that is saved while its folder is watched to the version that is asked."""
    found, text, clock = list[float](), plugin.source.text, SystemClock()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(Reloading(manager, clock).run())
        await clock.sleep(WATCH_S)
        for number in range(SAVES):
            wanted = f"{text}# saved {number}\n"
            plugin.source.path.write_text(wanted, encoding="utf-8")
            began = time.perf_counter()
            async with asyncio.timeout(LATEST_S):
                while plugin.source.text != wanted:
                    await clock.sleep(PAUSE_S)
            found.append((time.perf_counter() - began) * 1e3)
        task.cancel()
    return found


async def lag(strategy: RemoteStrategy) -> list[float]:
    """Until the endless call is ended."""
    found = list[float]()
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(_failing(strategy))
        while not asking.done():
            began = time.perf_counter()
            await asyncio.sleep(PAUSE_S)
            found.append((time.perf_counter() - began - PAUSE_S) * 1e3)
    return found


async def _failing(strategy: RemoteStrategy) -> None:
    try:
        await strategy.consult(market(11), 1)
    except PluginError:
        return
    raise RuntimeError("the endless loop ended by itself")


def measure(is_quick: bool) -> Iterator[Figure]:
    with TemporaryDirectory() as folder, closing(Nursery()) as nursery:
        config = PluginConfig(max_execution_time_ms=LIMIT_MS, log_execution_time=False)
        around = Surroundings(nursery=nursery, clock=SystemClock(), config=config)
        places = Places(Path(folder), Path(folder) / "store")
        with closing(PluginManager(places, around)) as manager:
            path = make("Bench", Kind.STRATEGY, places.written).plugin
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("        result_df = df.copy()\n", LOOPS))
            plugin = manager.add(path)
            strategy = StrategyMaker(plugin)()
            spread = Spread.of(asyncio.run(calls(strategy, 300 if is_quick else 3_000)))
            yield Figure.told(f"Plugin call, {ROWS} rows, p50", spread.p50, "ms")
            yield Figure.at_most(f"Plugin call, {ROWS} rows, p99", spread.p99, 5, "ms")
            changed = Spread.of(reloads(manager, plugin))
            yield Figure.told("Plugin reload, changed file to active, p50", changed.p50, "ms")
            saved = Spread.of(asyncio.run(watched(manager, plugin)))
            note = f"an editor may write for up to {DEBOUNCE_MS} ms"
            yield Figure.told("Plugin reload, saved while watched, p50", saved.p50, "ms", note=note)
            late = max(asyncio.run(lag(strategy)))
            yield Figure.at_most("Loop lag beside an endless plugin, worst", late, 50, "ms")


if __name__ == "__main__":
    run_section(measure)
