"""`main.py backtest` with several agents on one account, finer candles, and costs that are said."""

import csv
import dataclasses
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.commands import cli
from app.history import Wish, open_history, plan_of, run_history
from app.picking import picked
from app.terms import Costs, typed_costs
from core.candles import WholePath
from core.errors import InputError
from core.market import Candle
from core.money import Ppm
from core.types import Timeframe
from core.values import replace
from exchanges.replayed.files import of_timeframe

SHORT = ("--from", "2026-01-05", "--to", "2026-01-05T06:00:00")
BOTH = ("--symbol", "BTCUSDT,ETHUSDT", "--strategy", "TREND", "--strategy", "scalping")
WISH = Wish(
    strategy="TREND",
    symbol="BTCUSDT",
    timeframe=Timeframe.M1,
    start=datetime(2026, 1, 5, tzinfo=UTC),
    end=datetime(2026, 1, 5, 3, tzinfo=UTC),
)


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, ["backtest", *words], env={"COLUMNS": "120"})


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("result")
    answer = call(*SHORT, *BOTH, "--set", "TREND.fast=12", "--out", str(folder))
    assert answer.exit_code == 0, answer.output
    for word in ("By agent", "By symbol", "equal parts", "an agent, one account", "TREND: fast 12"):
        assert word in answer.output
    return folder


def test_every_trade_names_its_agent_and_its_symbol(written: Path) -> None:
    with (written / "trades.csv").open(encoding="utf-8") as file:
        found = {(row["agent"], row["strategy"], row["symbol"]) for row in csv.DictReader(file)}
    assert found == {
        ("u0-1", "TREND", "BTC/USDT"),
        ("u0-2", "SCALPING", "BTC/USDT"),
        ("u0-3", "TREND", "ETH/USDT"),
        ("u0-4", "SCALPING", "ETH/USDT"),
    }


def test_what_agents_made_adds_up_to_what_the_account_made(written: Path) -> None:
    summary = json.loads((written / "result.json").read_text(encoding="utf-8"))
    nets = [float(agent["trades"]["net"]) for agent in summary["agents"]]
    assert len(nets) == 4
    assert sum(nets) == pytest.approx(float(summary["trades"]["net"]))
    holds = {agent["symbol"]: agent["benchmark"] for agent in summary["agents"]}
    assert summary["benchmark"] == pytest.approx(sum(holds.values()) / 2)


def test_the_page_tells_of_both_symbols_and_strategies(written: Path) -> None:
    page = (written / "report.html").read_text(encoding="utf-8")
    for word in ("TREND, SCALPING", "BTC/USDT", "ETH/USDT", "By symbol"):
        assert word in page


def test_the_page_has_a_row_for_every_agent_as_the_file_has(written: Path) -> None:
    page = (written / "report.html").read_text(encoding="utf-8")
    table = page.partition("<h2>By agent</h2>")[2].partition("</section>")[0]
    summary = json.loads((written / "result.json").read_text(encoding="utf-8"))
    rows = table.split("<tr>")[2:]
    assert len(rows) == len(summary["agents"]) == 4
    for row, agent in zip(rows, summary["agents"], strict=True):
        for told in (
            f"{agent['strategy']} {agent['symbol'][:3]}/USDT · {agent['agent']}",
            f"<td>{agent['trades']['trades']}</td>",
            f"<td>{agent['refused']}</td>",
            f"{float(agent['trades']['net']):+.2f}<",
        ):
            assert told in row


def test_one_agent_alone_has_no_table_of_agents(tmp_path: Path) -> None:
    assert call(*SHORT, "--out", str(tmp_path)).exit_code == 0
    assert "By agent" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_several_agents_are_listed_by_all_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert call("--from", "2026-01-05", "--to", "2026-01-05T02:00:00", *BOTH).exit_code == 0
    told = CliRunner().invoke(cli, ["backtest", "--list"], env={"COLUMNS": "160"}).output
    assert "TREND+SCALPING" in told
    assert "BTC/USDT, ETH/USDT" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*BOTH, "--fast"), "several agents share one account"),
        ((*BOTH, "--set", "nope=1"), "None of TREND, SCALPING has a parameter nope"),
        ((*BOTH, "--set", "GRID.x=1"), "there is no GRID among TREND, SCALPING"),
        (("--symbol", ","), "A name is empty"),
        (("--detail", "5m"), "--detail 5m must be finer than 1m, and divide it"),
        (("--slippage", "0.1%"), "Ticks have a spread and a depth of their own"),
        (("--detail", "5s", "--latency", "9"), "an order fills at the next open"),
        (("--fee", "99%"), "--fee is a share from 0 to 10 %"),
        (("--fee", "1%/1%/1%"), "or maker/taker"),
        (("--latency", "-1"), "--latency is in milliseconds"),
    ],
)
def test_a_wrong_wish_ends_with_one_line_and_code_2(words: tuple[str, ...], said: str) -> None:
    answer = call(*words)
    assert answer.exit_code == 2
    assert said in answer.output


@pytest.mark.parametrize("command", ["honesty", "optimise"])
def test_other_commands_take_one_agent(command: str) -> None:
    ranges = ("--range", "fast=5,8") if command == "optimise" else ()
    answer = CliRunner().invoke(cli, [command, *BOTH, *ranges])
    assert answer.exit_code == 2
    assert f"{command} takes one --strategy and one --symbol" in answer.output


def test_parameters_go_to_the_strategies_that_are_named() -> None:
    picks, shared = picked(["a", "B"], ["x"], [("fast", 1), ("a.slow", 2)])
    assert [(pick.strategy, pick.symbol, pick.parameters) for pick in picks] == [
        ("A", "X", (("slow", 2),)),
        ("B", "X", ()),
    ]
    assert shared == (("fast", 1),)


def test_an_account_has_one_asset(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *more = picked(["TREND"], ["BTCUSDT", "ETHUSDT"], [])[0]
    wish = replace(WISH, symbol=first.symbol, more=tuple(more))
    history = open_history(wish)
    other = dataclasses.replace(history.instruments["ETHUSDT"], settle="BTC")
    mixed = dataclasses.replace(history, instruments={**history.instruments, "ETHUSDT": other})
    with pytest.raises(InputError, match="ETHUSDT in BTC"):
        plan_of(wish, mixed)


def test_finer_candles_are_the_path_and_longer_ones_decide() -> None:
    wish = replace(WISH, detail=Timeframe.S15)
    history = open_history(wish)
    events = list(islice(history.events(plan_of(wish, history)), 200))
    paths = {event.bar.timeframe for event in events if isinstance(event, WholePath)}
    closed = {event.timeframe for event in events if isinstance(event, Candle)}
    assert (paths, closed) == ({Timeframe.S15}, {Timeframe.M1})
    told = dict(run_history(wish, history).conditions)
    assert told["Inside a candle"].startswith("candles of 15s")


def test_finer_candles_are_found_beside_the_named_ones(tmp_path: Path) -> None:
    for name in ("BTCUSDT-1h", "BTCUSDT-1m", "ETHUSDT-1m"):
        path = tmp_path / "spot" / f"{name}.csv.gz"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    named = tmp_path / "spot/BTCUSDT-1h.csv.gz"
    assert of_timeframe([named], ["BTCUSDT"], Timeframe.M1) == (
        tmp_path / "spot/BTCUSDT-1m.csv.gz",
    )
    with pytest.raises(InputError, match="candles of BTCUSDT there; its candles there are: 1m, 1h"):
        of_timeframe([tmp_path / "spot"], ["BTCUSDT"], Timeframe.M5)


def test_costs_are_what_was_said_and_double_where_they_must() -> None:
    said = typed_costs("0.02%/0.05%", "0.01%", "0.03", "", funding=False)
    assert said == Costs(
        fees=(Ppm(200), Ppm(500)), half_spread=Ppm(50), slippage=Ppm(300), has_funding=False
    )
    assert said.paper(2).slippage == 600
    assert typed_costs("", "", "", "100ms", funding=True).paper(1).latency_ns == 100_000_000


def test_dearer_trading_leaves_less() -> None:
    dear = replace(WISH, terms=Costs(fees=(Ppm(0), Ppm(5_000))))
    cheap = replace(WISH, terms=Costs(fees=(Ppm(0), Ppm(0))))
    found = [run_history(each, open_history(each)).statistics for each in (cheap, dear)]
    assert found[0].fees == 0 < found[1].fees
    assert found[0].net > found[1].net
