"""`python main.py demo` as people start it: a desk, and the chat's own process that outlives it."""

import asyncio
import json
import os
import re
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.demo import SPEED
from app.market_clock import KEY as MARKET_CLOCK
from core.clock import SystemClock
from core.types import SECOND_NS
from storage.database import open_database
from tests.demo_server import ROOT, DemoChat

START_S = 60
STOP_S = 60.0
UPTREND_NS = 1_790_254_380_000_000_000
"""24 September 2026, 12:53 UTC: with the first seed Bitcoin has begun to rise for over an hour, so
that whoever starts TREND within the next half a minute is LONG, and stays it for a while."""
ADDRESS = re.compile(r"Open (http://[\d.]+:(\d+)) in a browser")


@dataclass(slots=True)
class DemoDesk:
    """A demo that is running, until it is stopped or killed; `start` lets it run again."""

    folder: Path
    settings: dict[str, str]
    port: int = 0
    _desk: subprocess.Popen[bytes] | None = None
    _orphans: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "desk.log"

    def start(self) -> None:
        """Until it has printed the address of its chat, which stays the same."""
        told = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.folder / "data"),
            "DEMO_PORT": str(self.port),
            "COLUMNS": "200",
            **self.settings,
        }
        with self.log.open("a") as log:
            self._desk = subprocess.Popen(
                [sys.executable, "main.py", "demo"],
                cwd=ROOT,
                env=told,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.port = int(_address(self._desk, self.log)[2])
        with self.chat() as chat:
            chat.wait_bot()

    @contextmanager
    def chat(self) -> Iterator[DemoChat]:
        """The chat's back door: what the bot was sent and has sent."""
        chat = DemoChat(self.url)
        try:
            yield chat
        finally:
            chat.close()

    def kill(self) -> None:
        """`kill -9` of the desk; its chat goes on, without it."""
        desk = self._running()
        self._orphans += _children(desk.pid)
        desk.kill()
        self._ended(desk)

    def close(self) -> None:
        """Everything that was started ends."""
        if self._desk is not None:
            self._desk.terminate()
            try:
                self._ended(self._desk)
            except subprocess.TimeoutExpired:
                self._orphans += _children(self._desk.pid)
                self._desk.kill()
                self._ended(self._desk)
        for chat in self._orphans:
            with suppress(ProcessLookupError):
                os.kill(chat, signal.SIGTERM)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._desk is None:
            raise AssertionError("the desk is not running")
        return self._desk

    def _ended(self, desk: subprocess.Popen[bytes]) -> None:
        desk.wait(STOP_S)
        if desk.stdout is not None:
            desk.stdout.close()
        self._desk = None


@contextmanager
def demo_desk(folder: Path, **settings: str) -> Iterator[DemoDesk]:
    """A demo on a free port that lives as long as the context; its market begins at UPTREND_NS."""
    desk = DemoDesk(folder, {"SIM_SEED": "1", **settings})
    try:
        _set_market(folder / "data", UPTREND_NS)
        desk.start()
        yield desk
    finally:
        desk.close()


def _set_market(folder: Path, market_ns: int) -> None:
    """Market time as an earlier run of the desk would have left it; in a thread, because the
    browser's loop runs in ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _keep_market(folder, market_ns)).result()


async def _keep_market(folder: Path, market_ns: int) -> None:
    clock = SystemClock()
    url, lock = f"sqlite+aiosqlite:///{folder}/dzentra.db", folder / "desk.lock"
    async with open_database(url, clock, lock_path=lock) as database, asyncio.TaskGroup() as group:
        writing = group.create_task(database.writer.run())
        anchor = [clock.now_ns(), market_ns, SPEED]
        await database.settings.put(MARKET_CLOCK, json.dumps(anchor))
        writing.cancel()


def _address(desk: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    """What the console says the chat's address is."""
    assert desk.stdout is not None
    clock, said = SystemClock(), ""
    deadline_ns = clock.monotonic_ns() + START_S * SECOND_NS
    with selectors.DefaultSelector() as waiting:
        waiting.register(desk.stdout, selectors.EVENT_READ)
        while (left_ns := deadline_ns - clock.monotonic_ns()) > 0:
            if not waiting.select(left_ns / SECOND_NS):
                break
            chunk = os.read(desk.stdout.fileno(), 4096)
            said += chunk.decode()
            if found := ADDRESS.search(said):
                return found
            if not chunk:
                break
    raise AssertionError(f"The demo did not start. It said:\n{said}\n{log.read_text()}")


def _children(process: int) -> list[int]:
    """The processes that the main thread of a process has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in listed.split()]
