"""One seed in two processes, with other hashes: the same event log and journal, to the byte."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parity.facts import tally

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120


def start(seed: int, folder: Path, hashes: str) -> subprocess.Popen[bytes]:
    folder.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.parity.one_run", str(seed), str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hashes},
    )


def run_both(one: tuple[int, Path, str], other: tuple[int, Path, str]) -> None:
    with start(*one) as first, start(*other) as second:
        assert (first.wait(PATIENCE_S), second.wait(PATIENCE_S)) == (0, 0)


def test_one_seed_in_two_processes_is_one_event_log_and_one_journal(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    run_both((1, one, "1"), (1, other, "2"))
    for name in ("events.txt", "journal.txt"):
        assert (one / name).read_bytes() == (other / name).read_bytes()
    assert tally((one / "journal.txt").read_text().splitlines()).trades >= 30


def test_another_seed_is_another_event_log_and_journal(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    run_both((1, one, "1"), (2, other, "1"))
    for name in ("events.txt", "journal.txt"):
        assert (one / name).read_bytes() != (other / name).read_bytes()
