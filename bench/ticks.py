"""G5: from a tick's raw bytes to the engine's decision, and to the paper fill."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bench.account import AGENT, make_runtime, opening
from bench.figure import Figure, Spread, run_section
from bench.stored import database
from bench.wire import HELD, Wire
from core.clock import stopwatch
from core.money import Ppm
from core.ports import Unit
from core.trading import Signal
from core.types import DAY_NS, Action
from engine.history import apply
from engine.memory import MemoryJournal
from engine.runtime import TradeRuntime
from exchanges.simulated.paper import PaperSettings

START_NS = 20_000 * DAY_NS
TERMS = PaperSettings(latency_ns=0, jitter_ns=0)
US, MS = 1e3, 1e6
QUIET_TICKS = 4
ENTRY, FALLEN = "60000.00", "59000.00"
"""The stop of an entry at the first stands one per cent below it."""


@dataclass(slots=True)
class Samples:
    """Nanoseconds from raw bytes: of ticks that decide nothing, of those that hit a stop, and until
    the stop's order has filled."""

    quiet: list[float] = field(default_factory=list)
    stop: list[float] = field(default_factory=list)
    fill: list[float] = field(default_factory=list)


class Rounds:
    """Opens a position, says some ticks, hits its stop, fills; again and again."""

    def __init__(self, runtime: TradeRuntime) -> None:
        self.runtime = runtime
        self.wire = Wire(START_NS)
        self.samples = Samples()
        self._watch = stopwatch()

    def signal(self) -> Signal:
        """A READY signal of its own, a minute after the round before."""
        self.wire.pass_time(60_000)
        at_ns = self.wire.at_ns
        return Signal(
            agent=AGENT,
            instrument=HELD.id,
            at_ns=at_ns,
            action=Action.BUY,
            confidence=Ppm(700_000),
            reasons=(),
            started_at_ns=at_ns,
            repeats=3,
            needed=3,
            price=Decimal(ENTRY),
        )

    def play(self, journal: MemoryJournal) -> None:
        """One round without waiting for a disk, in time of the processor: what others do on the
        machine is not counted."""
        signal, runtime, watch = self.signal(), self.runtime, time.thread_time_ns
        self._say(self.wire.quote(ENTRY), journal)
        apply(runtime, runtime.engine.on_signal(signal, self.wire.at_ns), journal)
        self._say(self.wire.quote(ENTRY), journal)
        for _ in range(QUIET_TICKS):
            for raw in self._calm():
                began = watch()
                self._say(raw, journal)
                self.samples.quiet.append(watch() - began)
        self._hit(journal)
        if runtime.engine.state.positions:
            raise RuntimeError("the stop did not fill")

    def _calm(self) -> tuple[bytes, bytes]:
        self.wire.pass_time(100)
        return self.wire.quote(ENTRY), self.wire.mark(ENTRY)

    def _hit(self, journal: MemoryJournal) -> None:
        runtime, wire, watch = self.runtime, self.wire, time.thread_time_ns
        wire.pass_time(100)
        mark, quote = wire.mark(FALLEN), wire.quote(FALLEN)
        began = watch()
        step = runtime.on_market(wire.read(mark))
        decided = watch()
        apply(runtime, step, journal)
        self._say(quote, journal)
        self.samples.stop.append(decided - began)
        self.samples.fill.append(watch() - began)

    def _say(self, raw: bytes, journal: MemoryJournal) -> None:
        apply(self.runtime, self.runtime.on_market(self.wire.read(raw)), journal)

    async def play_durable(self) -> None:
        """One round through the doors of the runtime: each decision waits until it is on disk."""
        signal, runtime, wire = self.signal(), self.runtime, self.wire
        await runtime.take(wire.read(wire.quote(ENTRY)))
        await runtime.decide(lambda: runtime.engine.on_signal(signal, wire.at_ns))
        for raw in self._calm():
            await runtime.take(wire.read(raw))
        wire.pass_time(100)
        mark, quote = wire.mark(FALLEN), wire.quote(FALLEN)
        began = self._watch()
        await runtime.take(wire.read(mark))
        await runtime.take(wire.read(quote))
        self.samples.fill.append(self._watch() - began)


class Emptied(MemoryJournal):
    """In memory, and emptied after every round."""

    def forget(self) -> None:
        self.units.clear()
        self.lines.clear()


def measure(is_quick: bool) -> Iterator[Figure]:
    memory = _in_memory(300 if is_quick else 3000)
    quiet, stop, fill = (Spread.of(it) for it in (memory.quiet, memory.stop, memory.fill))
    yield Figure.told("G5 raw tick judged, p50", quiet.p50 / US, "µs", note="no level is reached")
    yield Figure.told("G5 raw tick judged, p99", quiet.p99 / US, "µs")
    yield Figure.at_most("G5 raw tick to stop decision, p50", stop.p50, 10 * US, "µs", scale=US)
    yield Figure.at_most("G5 raw tick to stop decision, p99", stop.p99, 25 * US, "µs", scale=US)
    yield Figure.at_most("G5 raw tick to paper fill, p99", fill.p99, 50 * US, "µs", scale=US)
    durable = Spread.of(asyncio.run(_on_disk(40 if is_quick else 400)).fill)
    note = "two commits, each synced to the disk"
    yield Figure.told("G5 the same on disk, p50", durable.p50 / MS, "ms", note=note)
    yield Figure.told("G5 the same on disk, p99", durable.p99 / MS, "ms", note=note)


def _in_memory(rounds: int) -> Samples:
    journal = Emptied()
    desk = Rounds(make_runtime(HELD, opening(HELD, START_NS), journal, TERMS))
    for _ in range(rounds // 10):
        desk.play(journal)
    desk.samples = Samples()
    for _ in range(rounds):
        journal.forget()
        desk.play(journal)
    return desk.samples


async def _on_disk(rounds: int) -> Samples:
    async with database() as opened:
        snapshot = opening(HELD, START_NS)
        await opened.journal.register([HELD])
        await opened.journal.commit(
            Unit(account=snapshot.account, wall_ns=START_NS, agents=snapshot.agents)
        )
        desk = Rounds(make_runtime(HELD, snapshot, opened.journal, TERMS))
        for _ in range(rounds):
            await desk.play_durable()
    return desk.samples


if __name__ == "__main__":
    run_section(measure)
