"""`main.py backtest --list` and `--compare`: results are kept, where the chat's are."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli

SPAN = ("--from", "2026-01-05", "--to", "2026-01-05T03:00:00")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path / "studies"


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["backtest", *words], env={"COLUMNS": "160"})


def kept(answer: Result) -> str:
    found = re.search(r"Kept as ([0-9a-f]{12})", answer.output)
    assert found is not None, answer.output
    return found[1]


def test_two_tests_are_listed_and_stand_side_by_side(folder: Path) -> None:
    first, second = kept(call(*SPAN)), kept(call(*SPAN, "--set", "fast=12"))
    listed = call("--list").output
    assert listed.index(second) < listed.index(first)
    told = call("--compare", first, second)
    assert told.exit_code == 0
    assert "fast=12" in told.output
    assert "buy and hold" in told.output


def test_nothing_kept_is_said(folder: Path) -> None:
    assert "Nothing is kept yet" in call("--list").output


def test_an_unknown_result_is_wrong_use(folder: Path) -> None:
    answer = call("--compare", "00000000dead", "00000000beef")
    assert answer.exit_code == 2


def test_a_folder_that_takes_nothing_costs_the_keeping_alone(folder: Path) -> None:
    folder.write_text("not a folder")
    answer = call(*SPAN)
    assert answer.exit_code == 0
    assert "Not kept" in answer.output
