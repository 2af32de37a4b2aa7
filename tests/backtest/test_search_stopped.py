"""A search that is broken off, from the keyboard or by `kill -9`: nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.history import Wish
from app.optimise_benches import local_bench
from core.clock import SystemClock
from core.types import SECOND_NS, Timeframe

pytestmark = pytest.mark.slow

SPAN = ("--from", "2026-01-05", "--to", "2026-01-05T03:00:00")
MANY = ("--range", "fast=5:30:1", "--range", "slow=40:90:2", "--workers", "2")
PATIENCE_S = 60
WISH = Wish(
    strategy="TREND",
    symbol="BTCUSDT",
    timeframe=Timeframe.M1,
    start=datetime(2026, 1, 5, tzinfo=UTC),
    end=datetime(2026, 1, 6, tzinfo=UTC),
)


@contextmanager
def searching(kept: Path) -> Iterator[subprocess.Popen[str]]:
    """A search that has kept its first outcomes, as the head of a session of its own."""
    words = [sys.executable, "main.py", "optimise", *SPAN, *MANY, "--kept", str(kept)]
    program = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    with program:
        try:
            _until(lambda: kept.exists() and b"\n" in kept.read_bytes(), "the first outcome")
            yield program
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


def _until(holds: Callable[[], bool], what: str) -> None:
    clock = SystemClock()
    ends_ns = clock.monotonic_ns() + PATIENCE_S * SECOND_NS
    while not holds():
        assert clock.monotonic_ns() < ends_ns, f"waited {PATIENCE_S} s for {what}"
        time.sleep(0.02)


def alive_of(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    listed = [path.parent for path in Path("/proc").glob("[0-9]*/stat")]
    return [int(one.name) for one in listed if _is_alive_in(one, session)]


def _is_alive_in(listed: Path, session: int) -> bool:
    try:
        state, _, _, of = (listed / "stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return False
    return int(of) == session and state not in "ZX"


def ignores_ctrl_c(process: int) -> bool:
    told = Path(f"/proc/{process}/status").read_text()
    ignored = told.partition("SigIgn:")[2].split()[0]
    return bool(int(ignored, 16) >> (signal.SIGINT - 1) & 1)


def test_processes_of_a_search_that_is_broken_off_are_not_waited_for() -> None:
    with suppress(KeyboardInterrupt), local_bench(WISH, "", 2) as bench:
        asleep = bench.pool.submit(time.sleep, PATIENCE_S)
        raise KeyboardInterrupt
    wait([asleep])
    assert asleep.cancelled() or asleep.exception() is not None


def test_ctrl_c_ends_a_search_with_one_sentence(tmp_path: Path) -> None:
    kept = tmp_path / "outcomes.jsonl"
    with searching(kept) as program:
        os.killpg(program.pid, signal.SIGINT)
        said, _ = program.communicate(timeout=PATIENCE_S)
        _until(lambda: alive_of(program.pid) == [], "its processes to end")
    assert program.returncode == 1
    assert said.split("\n")[-2:] == ["Stopped. What was found is kept; run it again to go on.", ""]
    assert "Traceback" not in said


def test_processes_of_a_search_leave_ctrl_c_to_the_one_that_started_them(tmp_path: Path) -> None:
    with searching(tmp_path / "outcomes.jsonl") as program:
        started = [each for each in alive_of(program.pid) if each != program.pid]
        assert len(started) > 2
        assert all(ignores_ctrl_c(each) for each in started)


def test_a_killed_search_takes_its_processes_along(tmp_path: Path) -> None:
    with searching(tmp_path / "outcomes.jsonl") as program:
        assert len(alive_of(program.pid)) > 2
        program.kill()
        program.wait()
        _until(lambda: alive_of(program.pid) == [], "its processes to end")
