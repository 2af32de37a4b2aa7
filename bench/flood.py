"""G6: two hundred symbols at fifty frames a second, over a socket from another process, through the
adapter to the engine, while the Telegram side is under load in the same process."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import Settings
from bench.figure import Figure, Spread, run_section
from bench.prepared import OWNER
from bench.venue_desk import Wire, prepare, presses, processor_s, running, settings_of, timed
from core.clock import SystemClock
from exchanges.binance.market import BinanceMarket
from tests.demo_server import DemoServer, running_demo
from tests.loopback.process import loopback

SYMBOLS, RATE, HELD = 200, 48.0, 20
"""Forty-eight quotes a second; marks, depth, trades and candles make it fifty frames."""
FRAMES = 50
SHARE_PCT, MS, US = 25.0, 1e6, 1e3
WARM_S = 6.0


@dataclass(frozen=True, slots=True)
class Flooded:
    wire: Wire
    share_pct: float
    frames_per_s: float
    presses_per_s: float


def measure(is_quick: bool) -> Iterator[Figure]:
    seconds = 5.0 if is_quick else 30.0
    with (
        TemporaryDirectory() as name,
        running_demo("--user-id", str(OWNER)) as demo,
        loopback(symbols=SYMBOLS, rate=RATE, walk=2) as venue,
    ):
        folder = Path(name)
        settings = settings_of(folder, venue, timeframe="1m", telegram=demo.url)
        asyncio.run(prepare(settings, agents=SYMBOLS, positions=HELD))
        calm = asyncio.run(_flood(settings, None, seconds))
        busy = asyncio.run(_flood(settings, demo, seconds))
    row = f"G6 {SYMBOLS} symbols x {FRAMES} frames/s, "
    note = f"{calm.frames_per_s:,.0f} frames/s decoded, no chat"
    yield Figure.at_most(row + "of one core", calm.share_pct, SHARE_PCT, "%", note=note)
    note = f"{busy.presses_per_s:.0f} presses/s"
    yield Figure.told(row + "of one core with a busy chat", busy.share_pct, "%", note=note)
    spread = Spread.of(busy.wire.samples)
    note = f"{len(busy.wire.samples):,} quotes of {HELD} instruments with a position"
    yield Figure.told(row + "wire to decision, p50", spread.p50 / MS, "ms", note=note)
    yield Figure.at_most(row + "wire to decision, p99", spread.p99, 5 * MS, "ms", scale=MS)
    spread = Spread.of(calm.wire.samples)
    yield Figure.told(row + "wire to decision without a chat, p99", spread.p99 / MS, "ms")


async def _flood(settings: Settings, demo: DemoServer | None, seconds: float) -> Flooded:
    wire, clock = Wire(), SystemClock()
    async with running(settings, demo) as desk, asyncio.TaskGroup() as group:
        pressing = None
        if demo is not None:
            pressing = group.create_task(presses(demo, WARM_S + seconds))
        await clock.sleep(WARM_S)
        market = desk.accounts.wire()
        before = _frames(market)
        with timed(wire):
            used_s, began_ns = processor_s(), clock.monotonic_ns()
            await clock.sleep(seconds)
            passed_s = (clock.monotonic_ns() - began_ns) / 1e9
            share_pct = 100 * (processor_s() - used_s) / passed_s
        frames = (_frames(market) - before) / passed_s
        pressed = 0 if pressing is None else await pressing
    return Flooded(wire, share_pct, frames, pressed / (WARM_S + seconds))


def _frames(market: object) -> int:
    """What the adapter has decoded so far."""
    if not isinstance(market, BinanceMarket):
        raise RuntimeError("this is measured on the adapter")
    return sum(stream.receiver.frames for stream in market.streams)


if __name__ == "__main__":
    run_section(measure)
