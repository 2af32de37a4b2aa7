"""`main.py backtest` as a user calls it."""

import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli

SHORT = ("--from", "2026-01-05", "--to", "2026-01-05T06:00:00")


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["backtest", *words], env={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    answer = call(*SHORT, "--out", str(folder))
    assert answer.exit_code == 0, answer.output
    for word in ("PAPER", "Buy and hold", "Fees", "Latency", "simulated market, seed 1"):
        assert word in answer.output
    return folder


def test_the_trades_it_prints_are_the_trades_it_writes(written: Path) -> None:
    with (written / "trades.csv").open(encoding="utf-8") as file:
        trades = list(csv.DictReader(file))
    summary = json.loads((written / "result.json").read_text(encoding="utf-8"))
    closed = [
        line
        for line in (written / "journal.txt").read_text(encoding="utf-8").splitlines()
        if line.startswith("paper_position_closed ")
    ]
    assert len(trades) == len(closed) == summary["trades"]["trades"] > 0
    assert sum(float(trade["net"]) for trade in trades) == pytest.approx(
        float(summary["trades"]["net"])
    )


def test_what_a_trade_made_is_what_its_columns_come_to(written: Path) -> None:
    with (written / "trades.csv").open(encoding="utf-8") as file:
        trades = list(csv.DictReader(file))
    assert trades
    for trade in trades:
        gross, fees = Decimal(trade["gross"]), Decimal(trade["fees"])
        assert gross - fees + Decimal(trade["funding"]) == Decimal(trade["net"])


def test_it_writes_the_page_that_reports_of_paper_have_too(written: Path) -> None:
    page = (written / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    for said in ("PAPER", "Buy and hold", "By entry", "simulated market, seed 1"):
        assert said in page


def test_the_same_seed_gives_the_same_journal(written: Path, tmp_path: Path) -> None:
    call(*SHORT, "--out", str(tmp_path))
    assert (tmp_path / "journal.txt").read_bytes() == (written / "journal.txt").read_bytes()


def test_another_seed_gives_another_journal(written: Path, tmp_path: Path) -> None:
    call(*SHORT, "--seed", "2", "--out", str(tmp_path))
    assert (tmp_path / "journal.txt").read_bytes() != (written / "journal.txt").read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--strategy", "NOPE"), "No strategy is named NOPE; there are: TREND"),
        (("--symbol", "XYZUSDT"), "XYZUSDT"),
        (("--from", "2026-01-06", "--to", "2026-01-05"), "ends before it starts"),
        (("--balance", "much"), "number"),
        (("--balance", "-5"), "above 0"),
        (("--risk", "off"), "cannot be off"),
        (("--stop-loss", "900%"), "50"),
        (("--data", "nowhere.csv"), "nowhere.csv"),
        (("--fast",), "compiled loop cannot run this: the history is no recorded candles"),
        (("--fast", "--out", "nowhere"), "keeps no journal"),
    ],
)
def test_a_wrong_wish_ends_with_one_line_and_code_2(words: tuple[str, ...], said: str) -> None:
    answer = call(*words)
    assert answer.exit_code == 2
    assert said in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.data
@pytest.mark.skipif("DZENTRA_DATA" not in os.environ, reason="DZENTRA_DATA names no real data")
def test_real_candles_are_tested_too() -> None:
    path = Path(os.environ["DZENTRA_DATA"], "futures", "BTCUSDT-1h.csv.gz")
    span = ("--timeframe", "1h", "--from", "2025-02-01", "--to", "2025-06-01")
    answer = call("--data", str(path), *span)
    assert answer.exit_code == 0, answer.output
    assert "recorded data" in answer.output
    assert "Sharpe" in answer.output
