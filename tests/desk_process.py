"""The whole desk as a process of its own, in front of a demo Telegram that outlives it."""

import asyncio
import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import TypeVar

from app.desk import build_desk
from app.market_clock import KEY as MARKET_CLOCK
from app.settings import Settings
from core.clock import SystemClock
from core.types import UserId
from storage.database import open_database
from tests.crash.entry import Plan, run_apart
from tests.demo_server import OWNER, TOKEN, DemoServer

T = TypeVar("T")

SPEED = 60
MARKET_NS = 1_790_000_000_000_000_000
"""Where market time stands when a prepared desk is first started: always at the same prices."""
PATIENCE_S = 120.0
PAUSE_S = 0.05
RULES = {"risk": "0.02%", "stop_loss": "0.15%", "take_profit": "0.15%"}


def forking() -> ForkServerContext:
    """Forks processes from one that has imported the desk already: a start costs no seconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.entry"])
    return context


def environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    """What a desk on a market of five-second candles at 60 times its speed is told."""
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": url,
        "OWNER_IDS": str(OWNER),
        "SYMBOLS": "BTCUSDT",
        "TIMEFRAME": "5s",
        "SIM_SPEED": str(SPEED),
        **more,
    }


@dataclass(frozen=True, slots=True)
class DeskProcess:
    """A desk that runs, until it ends by itself, is stopped or is killed."""

    process: ForkServerProcess
    log: Path

    def wait_killed(self) -> None:
        """Until it has killed itself."""
        self.process.join(PATIENCE_S)
        assert self.process.exitcode == -signal.SIGKILL, self.log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.wait_killed()

    def stop(self) -> None:
        self.process.terminate()
        self.process.join(PATIENCE_S)
        assert self.process.exitcode == 0, self.log.read_text()


@dataclass(frozen=True, slots=True)
class World:
    """A data folder, a Telegram, and desks that come and go."""

    folder: Path
    demo: DemoServer
    fork: ForkServerContext
    started: list[DeskProcess] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "dzentra.db"

    def start(self, plan: Plan = None, **more: str) -> DeskProcess:
        """A desk that dies as planned, or the plain one."""
        log = self.folder / "desk.log"
        told = environment(self.folder, self.demo.url, **more)
        process = self.fork.Process(target=run_apart, args=(told, plan, log), daemon=True)
        process.start()
        self.started.append(DeskProcess(process, log))
        return self.started[-1]

    def close(self) -> None:
        for desk in self.started:
            desk.process.kill()
            desk.process.join(PATIENCE_S)

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says now; the desk may run."""
        with closing(sqlite3.connect(self.database, timeout=PATIENCE_S)) as connection:
            return connection.execute(query, values).fetchall()

    def until(self, found: Callable[[], T], what: str) -> T:
        """What is found, looked for twenty times a second until it is true, as long as the newest
        desk lives."""
        newest = self.started[-1]
        for _ in range(round(PATIENCE_S / PAUSE_S)):
            if answer := found():
                return answer
            newest.process.join(PAUSE_S)
            assert newest.process.is_alive(), newest.log.read_text()
        raise AssertionError(f"waited {PATIENCE_S} s for {what}\n{newest.log.read_text()}")


def prepare(folder: Path) -> None:
    """The data of a desk whose owner has tight rules and no signal alerts; its agent is off."""
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        owner_ids=(OWNER,),
        symbols=("BTCUSDT",),
        timeframe="5s",
        sim_speed=SPEED,
    )
    asyncio.run(_prepare(settings))


async def _prepare(settings: Settings) -> None:
    clock, owner = SystemClock(), UserId(OWNER)
    url, lock = settings.database_url.get_secret_value(), settings.data_dir / "desk.lock"
    async with open_database(url, clock, lock_path=lock) as database, asyncio.TaskGroup() as group:
        writing = group.create_task(database.writer.run())
        await database.settings.put(MARKET_CLOCK, _anchor(MARKET_NS))
        writing.cancel()
    async with build_desk(settings, announce=print, on_unwritable=print) as desk:
        for setting, value in RULES.items():
            await desk.risk.set(owner, setting, value)
        await desk.preferences.set(owner, "alerts", "off")


def copied(template: Path, folder: Path) -> None:
    """The prepared data, with market time going on from now."""
    shutil.copytree(template, folder)
    with closing(sqlite3.connect(folder / "dzentra.db")) as connection:
        anchor = (_anchor(MARKET_NS + 10**12), MARKET_CLOCK)
        connection.execute("UPDATE settings SET value = ? WHERE key = ?", anchor)
        connection.commit()


def _anchor(market_ns: int) -> str:
    return json.dumps([SystemClock().now_ns(), market_ns, SPEED])


@contextmanager
def world(template: Path, folder: Path, demo: DemoServer) -> Iterator[World]:
    """A prepared desk in front of a Telegram; what still runs at the end is killed."""
    copied(template, folder)
    found = World(folder, demo, forking())
    try:
        yield found
    finally:
        found.close()
