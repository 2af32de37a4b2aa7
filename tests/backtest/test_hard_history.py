"""History that is too short, has holes or is somewhere else: one sentence each, and stated on the
result where there is one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import options
from app.commands import cli

DAY = ("--from", "2026-01-05", "--to", "2026-01-06")


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, env={"COLUMNS": "200"})


def filled(folder: Path, first: str, end: str) -> str:
    """Candles of the seeded market, as a folder of the archive."""
    words = ("--symbol", "BTCUSDT", "--exchange", "simulated", "--dir", str(folder))
    assert call("data", "download", *words, "--from", first, "--to", end).exit_code == 0
    return str(folder / "futures" / "BTCUSDT-1m")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A day, of which two hours are not there; nothing is before it."""
    folder = tmp_path_factory.mktemp("history")
    filled(folder, "2026-01-05", "2026-01-05T12:00:00")
    return filled(folder, "2026-01-05T14:00:00", "2026-01-06")


@pytest.mark.parametrize("command", ["backtest", "honesty", "parity"])
@pytest.mark.parametrize("year", ["2025", "2027"])
def test_days_outside_a_recording_are_told_with_those_it_has(
    recorded: str, command: str, year: str
) -> None:
    days = ("--from", f"{year}-01-05", "--to", f"{year}-01-06")
    answer = call(command, "--data", recorded, *days)
    assert answer.exit_code == 2
    assert "its recording goes from 2026-01-05 00:00 to 2026-01-06 00:00" in answer.output


def test_a_span_without_room_for_a_candle_is_refused() -> None:
    answer = call(
        "backtest", "--timeframe", "1d", "--from", "2026-01-05", "--to", "2026-01-05T04:00:00"
    )
    assert answer.exit_code == 2
    assert "no candle of 1d has room" in answer.output


def test_holes_and_a_short_warm_up_stand_under_the_result(recorded: str, tmp_path: Path) -> None:
    answer = call("backtest", "--data", recorded, *DAY, "--out", str(tmp_path))
    assert answer.exit_code == 0, answer.output
    told = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["conditions"]
    assert told["Missing candles"] == "120 of 1440 of BTCUSDT"
    assert told["Warm-up"] == "0 of 504 candles: it warmed up on the way"
    assert "120 of 1440" in answer.output


def test_a_whole_history_says_nothing_of_holes(tmp_path: Path) -> None:
    days = ("--from", "2026-01-05T06:00:00", "--to", "2026-01-05T12:00:00")
    data = filled(tmp_path, "2026-01-04", "2026-01-06")
    answer = call("backtest", "--data", data, *days)
    assert answer.exit_code == 0
    assert "Missing candles" not in answer.output
    assert "Warm-up" not in answer.output


def test_too_few_candles_are_no_proof_of_honesty(tmp_path: Path) -> None:
    data = filled(tmp_path, "2026-01-05", "2026-01-05T00:10:00")
    answer = call("honesty", "--data", data, *DAY)
    assert answer.exit_code == 0
    assert "10 candles are too few to say" in answer.output
    assert "nothing was traded" in answer.output


def test_parity_of_nothing_asks_for_more_history() -> None:
    answer = call("parity", "--from", "2026-01-05", "--to", "2026-01-05T00:02:00")
    assert answer.exit_code == 0
    assert "Nothing was traded: a longer history would show more." in answer.output


def test_a_result_has_to_have_a_folder_before_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    answer = call("backtest", *DAY, "--out", str(tmp_path / "file"))
    assert answer.exit_code == 1
    assert answer.output.count("\n") == 1
    assert "cannot be used" in answer.output
    assert (tmp_path / "file").read_text() == "mine"


def test_another_programs_file_is_no_place_for_outcomes(tmp_path: Path) -> None:
    mine = tmp_path / "candles.csv"
    mine.write_text("time,open\n1,2\n")
    words = ("--range", "fast=5,8", "--workers", "1", "--kept", str(mine))
    answer = call("optimise", "--from", "2026-01-05", "--to", "2026-01-05T02:00:00", *words)
    assert answer.exit_code == 2
    assert "holds no outcomes of a search: name another --kept" in answer.output
    assert mine.read_text() == "time,open\n1,2\n"


@pytest.mark.parametrize("command", ["backtest", "honesty", "parity"])
def test_ctrl_c_ends_it_with_a_sentence(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.history.made", pressed)
    monkeypatch.setattr("app.history.open_history", pressed)
    answer = call(command, *DAY)
    assert answer.exit_code == options.FAILED
    assert "Stopped. Nothing of it was kept." in answer.output


def test_results_side_by_side_say_which_rules_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    days, found = ("--from", "2026-01-05", "--to", "2026-01-05T02:00:00"), []
    for words in ((), ("--targets", "1%,2%", "--max-loss", "0.5%")):
        answer = call("backtest", *days, *words)
        found.append(answer.output.rpartition("Kept as ")[2].partition(":")[0])
    told = call("backtest", "--compare", *found).output
    assert "targets 1% 50%" in told
    assert "max loss 0.5%" in told
    assert "risk 0.1%" not in told
