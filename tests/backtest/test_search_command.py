"""`main.py optimise` and `main.py honesty` as they are typed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli
from core.clock import SystemClock
from core.types import SECOND_NS

pytestmark = pytest.mark.slow

SPAN = ("--from", "2026-01-05", "--to", "2026-01-05T03:00:00")
RANGES = ("--range", "fast=6:12:3", "--range", "slow=30,50")
PATIENCE_S = 60


def optimise(folder: Path, *words: str) -> Result:
    kept = ("--kept", str(folder / "outcomes.jsonl"))
    return CliRunner().invoke(cli, ["optimise", *SPAN, *words, *kept], env={"COLUMNS": "140"})


def outcomes(folder: Path) -> dict[str, dict[str, object]]:
    """By what was tested; a key that stands twice is a mistake."""
    rows = [json.loads(line) for line in (folder / "outcomes.jsonl").read_text().splitlines()]
    found = {row["key"]: row["outcome"] for row in rows}
    assert len(found) == len(rows)
    return found


def figures(folder: Path) -> list[str]:
    return sorted(json.dumps(outcome, sort_keys=True) for outcome in outcomes(folder).values())


def test_two_processes_come_to_what_one_does(tmp_path: Path) -> None:
    assert optimise(tmp_path / "one", *RANGES, "--workers", "1").exit_code == 0
    assert optimise(tmp_path / "two", *RANGES, "--workers", "2").exit_code == 0
    one = outcomes(tmp_path / "one")
    assert len(one) == 6
    assert any(outcome["trades"] for outcome in one.values())
    assert figures(tmp_path / "two") == figures(tmp_path / "one")


def test_the_best_is_printed_with_what_may_be_luck(tmp_path: Path) -> None:
    done = optimise(tmp_path, *RANGES, "--workers", "1")
    assert "Best of 6 by return_over_drawdown · PAPER" in done.output
    assert "under 100 trades" in done.output
    assert "trades drawn 2000 times" in done.output
    assert "Median return_over_drawdown: fast down, slow across" in done.output
    assert "deflated Sharpe ratio" in done.output


def test_folds_are_judged_on_what_came_after(tmp_path: Path) -> None:
    done = optimise(tmp_path, *RANGES, "--workers", "1", "--folds", "2")
    assert done.exit_code == 0
    assert "what counts is after" in done.output
    assert len(outcomes(tmp_path)) == 12


def test_a_split_shows_all_three_parts(tmp_path: Path) -> None:
    done = optimise(tmp_path, *RANGES, "--workers", "1", "--split")
    assert done.exit_code == 0
    for part in ("training", "validation", "test"):
        assert part in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--range", "fast=1:2"), "write first:last:step"),
        (("--range", "speed=1,2"), "speed"),
        (("--range", "fast=9999"), "fast"),
        ((*RANGES, "--method", "luck"), "grid, random, tpe"),
        ((*RANGES, "--goal", "fame"), "net"),
        ((*RANGES, "--strategy", "NOPE"), "NOPE"),
    ],
)
def test_what_cannot_be_searched_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = optimise(tmp_path, *words, "--workers", "1")
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_killed_search_loses_and_doubles_nothing(tmp_path: Path) -> None:
    many = ("--range", "fast=5:12:1", "--range", "slow=30:60:10", "--workers", "2")
    kept = tmp_path / "outcomes.jsonl"
    words = [sys.executable, "main.py", "optimise", *SPAN, *many, "--kept", str(kept)]
    program = subprocess.Popen(words, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _until_some(kept)
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.wait()
    before = kept.read_bytes().count(b"\n")
    assert 0 < before < 32
    assert optimise(tmp_path, *many).exit_code == 0
    assert len(outcomes(tmp_path)) == 32


def _until_some(kept: Path) -> None:
    """Waits for the first outcome on disk."""
    clock = SystemClock()
    ends_ns = clock.monotonic_ns() + PATIENCE_S * SECOND_NS
    while not kept.exists() or not kept.read_bytes().count(b"\n"):
        if clock.monotonic_ns() > ends_ns:
            raise TimeoutError("the search kept nothing")
        time.sleep(0.02)


def test_a_built_in_strategy_is_honest() -> None:
    done = CliRunner().invoke(cli, ["honesty", *SPAN], env={"COLUMNS": "140"})
    assert done.exit_code == 0
    for check in ("look-ahead", "recursion", "costs x2", "a candle later (60 s)"):
        assert check in done.output


def test_parity_is_shown_for_a_seeded_history() -> None:
    done = CliRunner().invoke(cli, ["parity", *SPAN], env={"COLUMNS": "140"})
    assert done.exit_code == 0
    assert "not a digit apart" in done.output
    assert "0 closed trades" not in done.output
