"""Rules of an agent as options of the commands over history."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli
from app.rules import told_rules, typed_rules
from core.errors import InputError
from core.money import Ppm
from core.trading import Direction, Limit, RiskSettings, Target, Trail, TrailKind

SHORT = ("--from", "2026-01-05", "--to", "2026-01-05T12:00:00")
BALANCE = Decimal(10_000)


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, words, env={"COLUMNS": "300"})


def rules(**typed: str) -> RiskSettings:
    return typed_rules(typed, BALANCE)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Candles of the seeded market, as a folder of the archive."""
    folder = tmp_path_factory.mktemp("history")
    days = ("--from", "2026-01-04", "--to", "2026-01-06", "--dir", str(folder))
    words = ("--symbol", "BTCUSDT", "--exchange", "simulated", *days)
    assert call("data", "download", *words).exit_code == 0
    return folder / "futures" / "BTCUSDT-1m"


def test_nothing_typed_is_the_usual() -> None:
    assert rules() == RiskSettings()


def test_a_ladder_stands_in_for_the_target_and_its_shares_are_dealt() -> None:
    assert rules(target="2%,1%", share="75 25").targets == (
        Target(distance=Limit.percent("1"), share=Ppm(750_000)),
        Target(distance=Limit.percent("2"), share=Ppm(250_000)),
    )


def test_rungs_in_r_count_the_stop_that_was_typed() -> None:
    first, second = rules(stop_loss="0.5%", target="2r,4r").targets
    assert (first.distance, second.distance) == (Limit.percent("1"), Limit.percent("2"))


@pytest.mark.parametrize(
    ("typed", "trail"),
    [
        ({"trailing": "1%"}, Trail(kind=TrailKind.BELOW_HIGHEST, distance=Limit.percent("1"))),
        ({"break_even": "1%"}, Trail(kind=TrailKind.BREAK_EVEN, start=Limit.percent("1"))),
        (
            {"trailing": "below_trigger", "trail_distance": "0.4%", "trail_start": "2%"},
            Trail(
                kind=TrailKind.BELOW_TRIGGER,
                start=Limit.percent("2"),
                distance=Limit.percent("0.4"),
            ),
        ),
        ({"trailing": "off", "break_even": "off"}, None),
    ],
)
def test_a_trailing_stop_is_typed_as_in_the_chat(
    typed: dict[str, str], trail: Trail | None
) -> None:
    assert rules(**typed).trail == trail


def test_every_rule_that_holds_is_told_in_one_line() -> None:
    told = told_rules(
        rules(
            target="1%,2%",
            break_even="0.5%",
            time="4h",
            max_loss="50$",
            daily_loss="off",
            direction="long",
        )
    )
    assert told == (
        "risk 0.1%, stop 1%, targets 1% 50%, 2% 50%, trailing break_even 0.5%, "
        "time stop 14400 s, max loss 50 USD, drawdown 10%, max reserved 30%, direction long"
    )
    assert rules(direction="long").direction is Direction.LONG


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trailing", "nonsense"), "--trailing: Type off, a distance such as 1%, or one of"),
        (("--trailing", "two_target"), "--trailing: This follows two targets or more"),
        (("--trail-start", "1%"), "--trail-start: Choose how it trails first"),
        (("--break-even", "x"), "--break-even: Type a number"),
        (("--break-even", "1%", "--trailing", "1%"), "leave out --trailing"),
        (("--targets", "1%,x"), "--targets: Type a number"),
        (("--targets", "50$"), "--targets: There is no price yet: type a percent"),
        (("--targets", "1%,2%", "--shares", "50 20"), "--shares: The shares sum to 70%"),
        (("--time-stop", "1s"), "--time-stop: A time stop is 1 minute to 30 days"),
        (("--max-loss", "900%"), "--max-loss: max_loss goes from 0.01% to 50%"),
        (("--max-loss", "6000$"), "--max-loss: max_loss goes from 1.00 USD to 5000.00 USD"),
        (("--daily-loss", "0"), "--daily-loss: daily_loss goes from"),
        (("--drawdown", "5$"), "--drawdown: drawdown is in percent"),
        (("--max-reserved", "off"), "--max-reserved: max_reserved cannot be off"),
        (("--max-positions", "2.5"), "--max-positions: Type a whole number"),
        (("--max-spread", "9"), "--max-spread: max_spread goes from"),
        (("--orders-per-minute", "x"), "--orders-per-minute: Type a number"),
        (("--cooldown", "9d"), "--cooldown: From 0 to 24 hours"),
        (("--direction", "up"), "--direction: Choose one of: both, long, short"),
        (("--set", "fast=x"), "--set fast=x: Type a number"),
        (("--set", "=3"), "--set =3 sets nothing"),
    ],
)
def test_junk_ends_with_one_sentence_and_code_2(words: tuple[str, ...], said: str) -> None:
    answer = call("backtest", *SHORT, *words)
    assert answer.exit_code == 2
    assert said in answer.output
    assert answer.output.count("\n") == 1


def test_an_amount_that_no_share_could_be_is_refused() -> None:
    with pytest.raises(InputError, match=r"daily_loss goes from 10\.00 USD"):
        rules(daily_loss="1$")


def test_every_command_over_history_takes_them() -> None:
    for command in ("honesty", "parity", "optimise"):
        answer = call(command, "--direction", "up", *(("--range", "fast=5") * (command[0] == "o")))
        assert (answer.exit_code, "--direction" in answer.output) == (2, True), command


def test_rules_are_obeyed_and_stand_under_the_result(tmp_path: Path) -> None:
    ladder = ("--targets", "0.3%,0.6%", "--break-even", "0.3%", "--direction", "long")
    answer = call("backtest", *SHORT, *ladder, "--out", str(tmp_path))
    assert answer.exit_code == 0, answer.output
    assert "targets 0.3% 50%, 0.6% 50%, trailing break_even 0.3%" in answer.output
    trades = (tmp_path / "trades.csv").read_text(encoding="utf-8")
    assert "LONG" in trades
    assert "SHORT" not in trades
    told = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert told["conditions"]["Rules"].startswith("risk 0.1%, stop 1%, targets 0.3%")


@pytest.mark.parametrize(
    "words",
    [
        ("--trailing", "0.3%", "--max-loss", "0.05%"),
        ("--targets", "0.3%,0.6%,0.9%", "--shares", "exp", "--trailing", "moving_target"),
        ("--break-even", "0.2%", "--cooldown", "10m", "--time-stop", "30m"),
    ],
)
def test_the_compiled_loop_and_the_engine_find_the_same(
    words: tuple[str, ...], recorded: Path
) -> None:
    pytest.importorskip("numba")
    tables = []
    for by in ("--fast", "--engine"):
        answer = call("backtest", "--data", str(recorded), *SHORT, *words, by)
        assert answer.exit_code == 0, answer.output
        tables.append(answer.output.partition("Conditions")[0])
    assert tables[0] == tables[1]
    assert "Trades" in tables[0]
