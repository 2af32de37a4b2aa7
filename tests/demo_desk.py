"""`python main.py demo` as people start it: a desk, and the chat's own process that outlives it."""

import os
import re
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.demo_server import ROOT, DemoChat

START_S = 60.0
STOP_S = 20.0
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
    """A demo on a free port that lives as long as the context."""
    desk = DemoDesk(folder, settings)
    try:
        desk.start()
        yield desk
    finally:
        desk.close()


def _address(desk: subprocess.Popen[bytes], log: Path) -> re.Match[str]:
    """What the console says the chat's address is."""
    assert desk.stdout is not None
    deadline, said = monotonic() + START_S, ""
    with selectors.DefaultSelector() as waiting:
        waiting.register(desk.stdout, selectors.EVENT_READ)
        while (left := deadline - monotonic()) > 0 and waiting.select(left):
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
