"""G11: how long from the start of the process until stops are armed and a press is answered, how
much memory an idle and a working desk take, and what imports cost."""

import asyncio
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figure import Figure, run_section
from bench.prepared import OWNER, SYMBOLS, prepare
from tests.demo_server import ROOT, TOKEN, DemoServer, running_demo

QUICK_SPEED = 60
"""So that the first price after the start does not keep the desk waiting."""
PATIENCE_S = 60.0
ARMED = re.compile(r"stops of account .* are armed")
HEAVY = ("aiogram", "app.run", "app.chat")
IMPORTS = (
    "sqlalchemy.ext.asyncio",
    "pydantic_settings",
    "typer",
    "rich.console",
    "msgspec",
    "numpy",
    "pandas",
    *HEAVY,
)


@dataclass(slots=True)
class Started:
    """A desk as a process of its own, and what its log has said when."""

    process: subprocess.Popen[str]
    began: float
    lines: list[tuple[float, str]] = field(default_factory=list)
    _said: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        for line in self.process.stderr or ():
            with self._said:
                self.lines.append((time.monotonic() - self.began, line))
                self._said.notify_all()

    def seconds_until(self, pattern: re.Pattern[str]) -> float:
        def found() -> float | None:
            return next((at for at, line in self.lines if pattern.search(line)), None)

        with self._said:
            if not self._said.wait_for(lambda: found() is not None, PATIENCE_S):
                raise RuntimeError(
                    "the desk did not say so:\n" + "".join(it for _, it in self.lines)
                )
            return found() or 0.0

    @property
    def rss_mb(self) -> float:
        told = subprocess.check_output(("ps", "-o", "rss=", "-p", str(self.process.pid)))
        return int(told) / 1024


@contextmanager
def started(folder: Path, demo: DemoServer, speed: int) -> Iterator[Started]:
    told = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": demo.url,
        "OWNER_IDS": str(OWNER),
        "SYMBOLS": ",".join(SYMBOLS),
        "SIM_SPEED": str(speed),
    }
    began = time.monotonic()
    process = subprocess.Popen(
        (sys.executable, "main.py", "run"), cwd=ROOT, env=told, stderr=subprocess.PIPE, text=True
    )
    desk = Started(process, began)
    listener = threading.Thread(target=desk.listen)
    listener.start()
    try:
        yield desk
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        listener.join()


def measure(is_quick: bool) -> Iterator[Figure]:
    aiogram_s = yield from _imports(1 if is_quick else 3)
    yield from _start(1 if is_quick else 3, aiogram_s)
    yield from _memory(5.0 if is_quick else 60.0)


# --- imports


def _imports(repeats: int) -> Generator[Figure, None, float]:
    """Answers how long aiogram takes."""
    names = IMPORTS if repeats > 1 else HEAVY
    bare = _import_s("sys", repeats)
    taken = {name: _import_s(name, repeats) - bare for name in names}
    for name, seconds in taken.items():
        yield Figure.told(f"import {name}", seconds, "s")
    return taken["aiogram"]


def _import_s(name: str, repeats: int) -> float:
    """The median over fresh interpreters."""
    samples = []
    for _ in range(repeats):
        began = time.monotonic()
        subprocess.run((sys.executable, "-c", f"import {name}"), cwd=ROOT, check=True)
        samples.append(time.monotonic() - began)
    return median(samples)


# --- the start


def _start(repeats: int, aiogram_s: float) -> Iterator[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        asyncio.run(prepare(folder, speed=QUICK_SPEED, positions=1))
        rounds = [_start_once(folder) for _ in range(repeats)]
    armed, polled, answered = (median(column) for column in zip(*rounds, strict=True))
    note = "a position is open; the blind time is walked first"
    yield Figure.at_most("G11 start to stops armed", armed, 0.7, "s", note=note)
    yield Figure.told("G11 start to first getUpdates", polled, "s")
    limit = round(aiogram_s + 0.5, 2)
    note = f"importing aiogram takes {aiogram_s:.2f} s here"
    yield Figure.at_most("G11 start to first press answered", answered, limit, "s", note=note)


def _start_once(folder: Path) -> tuple[float, float, float]:
    """Seconds until stops are armed, the bot polls, and a waiting press is answered."""
    with running_demo("--user-id", str(OWNER)) as demo, started(folder, demo, QUICK_SPEED) as desk:
        query = demo.chat.touch(data="v1:menu:open", message_id=demo.chat.say("/menu"))
        demo.chat.wait_bot()
        polled = time.monotonic() - desk.began
        demo.chat.wait_answer(query, PATIENCE_S)
        answered = time.monotonic() - desk.began
        return desk.seconds_until(ARMED), polled, answered


# --- memory


def _memory(after_s: float) -> Iterator[Figure]:
    """An idle desk and one at work, side by side, after the same time."""
    with TemporaryDirectory() as idle, TemporaryDirectory() as busy:
        asyncio.run(prepare(Path(idle), speed=1))
        asyncio.run(prepare(Path(busy), speed=1, running=len(SYMBOLS)))
        idle_mb, busy_mb = _two_desks(Path(idle), Path(busy), after_s)
    note = f"after {after_s:.0f} s at speed 1"
    yield Figure.at_most("G11 memory, idle", idle_mb, 230, "MB", note=note)
    row = f"G11 memory, TREND on {len(SYMBOLS)} symbols"
    yield Figure.at_most(row, busy_mb, 230, "MB", note=note)


def _two_desks(idle: Path, busy: Path, after_s: float) -> tuple[float, float]:
    who = ("--user-id", str(OWNER))
    with (
        running_demo(*who) as one,
        running_demo(*who) as other,
        started(idle, one, 1) as quiet,
        started(busy, other, 1) as working,
    ):
        one.chat.wait_bot()
        other.chat.wait_bot()
        one.chat.say("/auto")
        other.chat.say("/auto")
        time.sleep(after_s)
        return quiet.rss_mb, working.rss_mb


if __name__ == "__main__":
    run_section(measure)
