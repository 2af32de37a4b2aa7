"""P11 in the command: an hour that holds stop and target is a guess, its minutes know."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands import cli

START_MS = 1_767_571_200_000
HOURS, JUMPY = 30, 20
"""A slow rise, so that TREND holds a LONG; in one of the hours both of its levels are reached."""
WORDS = ("--symbol", "BTCUSDT", "--from", "2026-01-05", "--to", "2026-01-06T06:00:00")
RULES = ("--set", "fast=2", "--set", "slow=4", "--set", "min_range_bp=0", "--set", "min_tilt=0")
LEVELS = ("--stop-loss", "3%", "--take-profit", "4%", "--direction", "long")


@dataclass(frozen=True, slots=True)
class Bar:
    at_ms: int
    open: int
    high: int
    low: int
    close: int

    @property
    def line(self) -> str:
        return f"{self.at_ms},{self.open},{self.high},{self.low},{self.close},5\n"


def minutes(first: str) -> Iterator[Bar]:
    """`first` is what the jumpy hour reaches at first: up or down; its candle is the same."""
    price = 100_000
    for hour in range(HOURS):
        for minute in range(60):
            after, high, low = price + 1, price + 2, price - 1
            if hour == JUMPY and minute in (10, 40):
                is_up = (minute == 10) is (first == "up")
                high, low = (106_500, low) if is_up else (high, 96_500)
            yield Bar(START_MS + (hour * 60 + minute) * 60_000, price, high, low, after)
            price = after


def hours(fine: list[Bar]) -> Iterator[Bar]:
    for at in range(0, len(fine), 60):
        part = fine[at : at + 60]
        high, low = max(bar.high for bar in part), min(bar.low for bar in part)
        yield Bar(part[0].at_ms, part[0].open, high, low, part[-1].close)


def recorded(folder: Path, first: str) -> Path:
    fine = list(minutes(first))
    for name, bars in (("1m", fine), ("1h", list(hours(fine)))):
        path = folder / "futures" / f"BTCUSDT-{name}.csv.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt") as file:
            file.write("open_time,open,high,low,close,volume\n")
            file.writelines(bar.line for bar in bars)
    return folder / "futures" / "BTCUSDT-1h.csv.gz"


def leaving(data: Path, out: Path, *words: str) -> tuple[str, str]:
    """Why the trade of the jumpy hour ended, and what is said of it."""
    typed = ("backtest", "--data", str(data), "--timeframe", "1h", *WORDS, *RULES, *LEVELS, *words)
    answer = CliRunner().invoke(cli, [*typed, "--out", str(out)], env={"COLUMNS": "160"})
    assert answer.exit_code == 0, answer.output
    with (out / "trades.csv").open(encoding="utf-8") as file:
        trade = next(iter(csv.DictReader(file)))
    assert trade["closed"].startswith("2026-01-05 20:")
    return trade["reason"], answer.output


@pytest.mark.parametrize(("first", "reason"), [("up", "TP"), ("down", "SL")])
def test_the_detail_decides_where_the_hour_guesses(first: str, reason: str, tmp_path: Path) -> None:
    data = recorded(tmp_path, first)
    guessed, told = leaving(data, tmp_path / "coarse")
    assert guessed == "SL"
    assert "1 (one candle held stop and target: the stop was taken)" in told
    known, told = leaving(data, tmp_path / "fine", "--detail", "1m")
    assert known == reason
    assert "one candle held" not in told
    assert "candles of 1m" in told
