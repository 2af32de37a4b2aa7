"""An hour of a whole desk on a venue, a disk and a Telegram that fail at random: nobody is left
with an error that was not expected, the books are equal, and memory does not grow.

`make test-long` runs it; DZENTRA_SOAK_S says for how many seconds (3600).
"""

import asyncio
import os
import re
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
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
KILLED_SHARE = 1 / 3
"""Of the time, at its beginning: afterwards one desk lives to the end, and has the time to grow."""
MOST_GROWTH = 0.15
MOST_MORE = 2
"""Tasks, threads and open files that the floor of the last quarter may have over the first's."""
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
    r"|ERROR bot\.messenger: a screen is no HTML, sent plain: .* can't parse entities"
)
"""Who may say so while a disk is full, the borders that survive it; and what Telegram is told to
say of markup it cannot read."""
TASKS = re.compile(r"^tasks: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a desk holds some seconds into its life."""

    at_s: float
    memory: int
    threads: int
    files: int
    tasks: int


@dataclass(slots=True)
class Soak:
    """One desk after the other on the same data, and what is done to them."""

    world: World
    venue: Loopback
    telegram: DemoServer
    rng: Random = field(default_factory=lambda: Random(SEED))
    clock: SystemClock = field(default_factory=SystemClock)
    done: list[str] = field(default_factory=list)
    lives: list[list[Sample]] = field(default_factory=list)
    _began_ns: int = 0

    def start(self) -> None:
        self.lives.append([])
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
        assert self.desk.process.pid is not None
        told = Path(f"/proc/{self.desk.process.pid}")
        self.lives[-1].append(
            Sample(
                at_s=self.lives_s,
                memory=int((told / "statm").read_text().split()[1]) * resource.getpagesize(),
                threads=len(list((told / "task").iterdir())),
                files=len(list((told / "fd").iterdir())),
                tasks=self._tasks(self.desk.process.pid),
            )
        )

    def _tasks(self, process: int) -> int:
        """As the desk counts them itself when it is asked by a signal."""
        known = len(TASKS.findall(self.desk.log.read_text()))
        os.kill(process, signal.SIGUSR1)
        self.world.until(
            lambda: len(TASKS.findall(self.desk.log.read_text())) > known, "the count of tasks"
        )
        return int(TASKS.findall(self.desk.log.read_text())[-1])

    # --- what goes wrong

    def do_one(self, *, may_kill: bool) -> None:
        deed = self.rng.choice(self.deeds(may_kill=may_kill))
        self.done.append(deed.__name__)
        deed()

    def deeds(self, *, may_kill: bool) -> list[Callable[[], None]]:
        often = [self.fall_silent, self.tell_old_news, self.cut, self.refuse, self.fail_telegram]
        seldom = [self.talk, self.talk, self.fill_disk, *([self.kill] if may_kill else [])]
        return [*often, *often, *seldom]

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
    while (lasts_s := (soak.clock.monotonic_ns() - began_ns) / SECOND_NS) < SOAK_S:
        soak.do_one(may_kill=lasts_s < SOAK_S * KILLED_SHARE)
        soak.wait(soak.rng.uniform(EVERY_S / 2, EVERY_S * 1.5))
        soak.sample()
    soak.wait(QUIET_S)
    is_answering(soak)
    fills = soak.world.ask("SELECT count(*) FROM fills")[0][0]
    soak.desk.stop()
    longest = settled(soak.lives)
    sys.stdout.write(figures(soak, longest, fills))

    log = soak.desk.log.read_text()
    assert "Traceback" not in log, log[log.index("Traceback") - 2000 :][:6000]
    unexpected = [line for line in log.splitlines() if is_unexpected(line)]
    assert unexpected == []
    assert verified(soak.world.folder)
    assert int(str(fills)) > 0
    assert growth(longest) < MOST_GROWTH
    for held in ("tasks", "threads", "files"):
        assert more(longest, held) <= MOST_MORE, held


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


def settled(lives: Sequence[Sequence[Sample]]) -> Sequence[Sample]:
    """Of the longest life, from when it had all it keeps."""
    longest = max(lives, key=lambda life: life[-1].at_s if life else 0.0)
    return [sample for sample in longest if sample.at_s >= SETTLED_S]


def growth(samples: Sequence[Sample]) -> float:
    """Of memory, as a share; 0 for short lives."""
    return samples[-1].memory / samples[0].memory - 1 if len(samples) >= 4 else 0.0


def more(samples: Sequence[Sample], held: str) -> int:
    """By how many the least of the last quarter is over that of the first: a leak raises it."""
    counts = [int(getattr(sample, held)) for sample in samples]
    quarter = len(counts) // 4
    return min(counts[-quarter:]) - min(counts[:quarter]) if quarter else 0


def figures(soak: Soak, longest: Sequence[Sample], fills: object) -> str:
    lines = [
        f"{len(soak.done)} faults: {dict(sorted(Counter(soak.done).items()))}",
        f"{len(soak.lives)} lives, {fills} fills",
    ]
    if longest:
        first, last = longest[0], longest[-1]
        lines.append(f"the longest life from {first.at_s:.0f} s to {last.at_s:.0f} s:")
        lines.append(f"memory {first.memory / 1e6:.1f} to {last.memory / 1e6:.1f} MB")
        lines.extend(
            f"{held} {more(longest, held):+d} (floor of the last quarter)"
            for held in ("tasks", "threads", "files")
        )
    return "\n".join(lines)
