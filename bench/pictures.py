"""G9: a picture of 300 candles, 50 markers and volume; and what drawing it costs the loop."""

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from statistics import median

from bench.engine import ROOT
from bench.figure import Figure, Spread, run_section
from core.pictures import (
    Bar,
    CandleSpec,
    Frame,
    Level,
    LevelKind,
    Levels,
    Line,
    Lines,
    Mark,
    MarkKind,
    Marks,
    Picture,
    PictureSpec,
    Volume,
)
from core.types import MINUTE_NS

BARS, MARKS = 300, 50
START_NS = 1_795_000_020_000_000_000
TITLE = f"G9 {BARS} candles, {MARKS} markers, volume"
PAUSE_S = 0.001
Draw = Callable[[PictureSpec], Coroutine[None, None, Picture | None]]


def spec(number: int = 0) -> CandleSpec:
    """As the chart of an agent with a position has it; another number is another picture."""
    closes = [
        67_000 + 300 * math.sin(n / 17 + number) + 40 * math.sin(n * 1.7) for n in range(BARS)
    ]
    bars = tuple(_bar(n, before, close) for n, (before, close) in enumerate(_pairs(closes)))
    kinds = tuple(MarkKind)
    marks = tuple(
        Mark(kinds[n % len(kinds)], bars[n * BARS // MARKS].at_ns, bars[n * BARS // MARKS].close)
        for n in range(MARKS)
    )
    lines = tuple(Line(f"EMA {period}", _average(closes, period)) for period in (8, 21))
    levels = tuple(Level(kind, 66_700.0 + 300 * n, "TP") for n, kind in enumerate(LevelKind))
    return CandleSpec(
        frame=Frame(title="BTC/USDT · 1m", subtitle="TREND x2", badge="PAPER", figure="67 120.50"),
        bars=bars,
        period_ns=MINUTE_NS,
        digits=2,
        last=closes[-1],
        layers=(Volume(), Lines(lines), Levels(levels[:3]), Marks(marks)),
    )


def _pairs(closes: list[float]) -> Iterator[tuple[float, float]]:
    yield from zip([closes[0], *closes], closes, strict=False)


def _bar(number: int, before: float, close: float) -> Bar:
    high, low = max(before, close) + 9, min(before, close) - 9
    return Bar(START_NS + number * MINUTE_NS, before, high, low, close, 5 + number % 7)


def _average(closes: list[float], period: int) -> tuple[float, ...]:
    weight, found = 2 / (period + 1), [closes[0]]
    for close in closes[1:]:
        found.append(found[-1] + weight * (close - found[-1]))
    return tuple(found)


def warm(count: int) -> list[float]:
    """Milliseconds for pictures that differ, with the typefaces loaded."""
    from charts.draw import draw
    from charts.fonts import Fonts

    fonts, found = Fonts(), []
    for number in range(count + 3):
        shown = spec(number)
        began = time.perf_counter()
        draw(shown, fonts)
        found.append((time.perf_counter() - began) * 1e3)
    return found[3:]


def cold() -> float:
    """Milliseconds of the first picture in a fresh process, with all that is imported for it."""
    command = [sys.executable, "-c", "from bench.pictures import first; first()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return float(done.stdout)


def first() -> None:
    shown = spec()
    began = time.perf_counter()
    from charts.draw import draw
    from charts.fonts import Fonts

    draw(shown, Fonts())
    print((time.perf_counter() - began) * 1e3)


async def lag(count: int) -> list[float]:
    """By how many milliseconds a sleeper on the loop wakes late while pictures are drawn."""
    from charts.gallery import Gallery

    found: list[float] = []
    async with Gallery() as gallery, asyncio.TaskGroup() as group:
        drawing = group.create_task(_draw_all(gallery.draw, count))
        while not drawing.done():
            began = time.perf_counter()
            await asyncio.sleep(PAUSE_S)
            found.append((time.perf_counter() - began - PAUSE_S) * 1e3)
    return found


async def _draw_all(draw: Draw, count: int) -> None:
    for number in range(count):
        await draw(spec(number))


def measure(is_quick: bool) -> Iterator[Figure]:
    count = 20 if is_quick else 100
    drawn = Spread.of(warm(count))
    yield Figure.at_most(f"{TITLE}, warm", drawn.p50, 40, "ms", note=f"p99 {drawn.p99:.0f} ms")
    yield Figure.at_most(f"{TITLE}, cold", median(cold() for _ in range(5)), 300, "ms")
    late = Spread.of(asyncio.run(lag(count)))
    yield Figure.told("G9 loop lag while drawing, p99", late.p99, "ms")


if __name__ == "__main__":
    run_section(measure)
