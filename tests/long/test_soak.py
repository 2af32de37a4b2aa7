"""An hour of a whole desk on a venue, a disk and a Telegram that fail at random: nobody is left
with an error that was not expected, the books are equal, and memory does not grow.

`make test-long` runs it; DZENTRA_SOAK_S says for how many seconds (3600).
"""

import asyncio
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from app.desk import build_desk
from app.settings import Settings
from core.clock import SystemClock
from core.types import SECOND_NS, UserId
from tests.demo_server import OWNER, ROOT, DemoServer, start_demo
from tests.desk_process import RULES, DeskProcess, World, forking
from tests.loopback.process import Loopback, loopback

pytestmark = pytest.mark.long

SOAK_S = int(os.environ.get("DZENTRA_SOAK_S", "3600"))
SEED = int(os.environ.get("DZENTRA_SOAK_SEED", "1"))
EVERY_S, SETTLED_S, QUIET_S = 8.0, 90.0, 15.0
"""Between two faults; until a desk has all it keeps; without faults at the end."""
FULL_BYTES = 64 * 1024
MOST_GROWTH = 0.15
TELEGRAM: tuple[tuple[str, dict[str, object]], ...] = (
    ("flood", {"retry_after": 3}),
    ("bad_gateway", {}),
    ("cant_parse", {}),
    ("drop_after", {}),
    ("drop_before", {}),
    ("error", {"code": 500, "description": "Internal Server Error"}),
)
METHODS = ("sendMessage", "editMessageText", "getUpdates", "answerCallbackQuery")
COMMANDS = ("/menu", "/auto", "/journal", "/stats", "/system", "/status", "/risk")
EXPECTED = re.compile(
    r"ERROR (?:app\.accounts|app\.backup_schedule|storage\.\w+|bot\.outbox|bot\.lane|bot\.hub"
    r"|handlers\.front|bot\.polling|app\.fault_log): "
)
"""Who may say so while a disk is full: the borders that survive it."""


@dataclass(slots=True)
class Soak:
    """One desk after the other on the same data, and what is done to them."""

    world: World
    venue: Loopback
    telegram: DemoServer
    rng: Random = field(default_factory=lambda: Random(SEED))
    clock: SystemClock = field(default_factory=SystemClock)
    done: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    _began_ns: int = 0

    def start(self) -> None:
        told = {**self.venue.settings, "TIMEFRAME": "1s", "BACKUP_EVERY_HOURS": "1"}
        self.world.start(None, **told)
        self._began_ns = self.clock.monotonic_ns()
        self.telegram.chat.wait_bot()
        self.telegram.chat.say("/auto")

    @property
    def desk(self) -> DeskProcess:
        return self.world.started[-1]

    @property
    def lives_s(self) -> float:
        return (self.clock.monotonic_ns() - self._began_ns) / SECOND_NS

    def wait(self, seconds: float) -> None:
        """Fails when the desk ended by itself."""
        self.desk.process.join(seconds)
        assert self.desk.process.is_alive(), self.desk.log.read_text()[-4000:]

    def sample(self) -> None:
        pages = int(Path(f"/proc/{self.desk.process.pid}/statm").read_text().split()[1])
        self.memory.append((self.lives_s, pages * resource.getpagesize()))

    # --- what goes wrong

    def do_one(self) -> None:
        deed = self.rng.choice(self.deeds())
        self.done.append(deed.__name__)
        deed()

    def deeds(self) -> list[Callable[[], None]]:
        often = [self.fall_silent, self.tell_old_news, self.cut, self.refuse, self.fail_telegram]
        return [*often, *often, self.talk, self.talk, self.fill_disk, self.kill]

    def fall_silent(self) -> None:
        self.venue.control(mute_s=self.rng.uniform(1, 8))

    def tell_old_news(self) -> None:
        self.venue.control(late_s=self.rng.randint(4, 60), for_s=self.rng.uniform(1, 6))

    def cut(self) -> None:
        self.venue.control(cut=True)

    def refuse(self) -> None:
        status = self.rng.choice((429, 418, 403, 503))
        is_html = status in (403, 503)
        # A firewall does not say for how long: the desk waits twice as long each time in a row.
        times = 1 if status == 403 else 3
        self.venue.control(refuse=times, status=status, html=is_html, retry_after=2, cut=True)

    def fail_telegram(self) -> None:
        kind, details = self.rng.choice(TELEGRAM)
        method = self.rng.choice(METHODS)
        self.telegram.chat.fault(method, kind, times=self.rng.randint(1, 3), **details)
        self.talk()

    def talk(self) -> None:
        self.telegram.chat.say(self.rng.choice(COMMANDS))

    def fill_disk(self) -> None:
        self._limit(FULL_BYTES)
        self.wait(self.rng.uniform(2, 5))
        self._limit(resource.RLIM_INFINITY)

    def kill(self) -> None:
        self.desk.kill()
        self.start()

    def _limit(self, size: int) -> None:
        assert self.desk.process.pid is not None
        limits = (size, resource.RLIM_INFINITY)
        resource.prlimit(self.desk.process.pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture
def soak(tmp_path: Path) -> Iterator[Soak]:
    telegram = start_demo(state=tmp_path / "chat")
    try:
        with loopback(symbols=1, rate=20.0, is_perp=False, walk=600) as venue:
            folder = tmp_path / "data"
            asyncio.run(prepare(folder, venue))
            world = World(folder, telegram, forking())
            try:
                yield Soak(world, venue, telegram)
            finally:
                world.close()
    finally:
        telegram.stop()


async def prepare(folder: Path, venue: Loopback) -> None:
    """An owner with tight rules and an agent at work."""
    told = venue.settings
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        owner_ids=(OWNER,),
        symbols=venue.symbols,
        timeframe="1s",
        exchange=told["EXCHANGE"],
        exchange_rest_url=told["EXCHANGE_REST_URL"],
        exchange_ws_url=told["EXCHANGE_WS_URL"],
    )
    async with build_desk(settings, announce=print, on_unwritable=print) as desk:
        for setting, value in RULES.items():
            await desk.risk.set(UserId(OWNER), setting, value)
        await desk.auto.press(UserId(OWNER), "start")


def test_an_hour_of_faults_leaves_nothing_behind(soak: Soak) -> None:
    soak.start()
    began_ns = soak.clock.monotonic_ns()
    while (soak.clock.monotonic_ns() - began_ns) / SECOND_NS < SOAK_S:
        soak.do_one()
        soak.wait(soak.rng.uniform(EVERY_S / 2, EVERY_S * 1.5))
        soak.sample()
    soak.wait(QUIET_S)
    is_answering(soak)
    fills = soak.world.ask("SELECT count(*) FROM fills")[0][0]
    soak.desk.stop()

    log = soak.desk.log.read_text()
    assert "Traceback" not in log, log[log.index("Traceback") - 2000 :][:6000]
    unexpected = [line for line in log.splitlines() if is_unexpected(line)]
    assert unexpected == []
    assert verified(soak.world.folder)
    assert int(str(fills)) > 0
    assert growth(soak.memory) < MOST_GROWTH


def is_answering(soak: Soak) -> None:
    chat = soak.telegram.chat
    asked = chat.say("/system")
    chat.wait_message(button="Menu", after=asked, timeout_s=60)


def is_unexpected(line: str) -> bool:
    return " ERROR " in line and EXPECTED.search(line) is None


def verified(folder: Path) -> bool:
    run = subprocess.run(
        (sys.executable, str(ROOT / "main.py"), "verify"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode == 0


def growth(samples: list[tuple[float, int]]) -> float:
    """Of the longest life, from when it had settled to its end, as a share; 0 for short ones."""
    lives: list[list[tuple[float, int]]] = [[]]
    for sample in samples:
        if lives[-1] and sample[0] < lives[-1][-1][0]:
            lives.append([])
        lives[-1].append(sample)
    longest = max(lives, key=lambda life: life[-1][0] if life else 0.0)
    settled = [memory for at_s, memory in longest if at_s >= SETTLED_S]
    if len(settled) < 4:
        return 0.0
    return settled[-1] / settled[0] - 1
