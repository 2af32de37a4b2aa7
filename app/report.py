"""A backtest's result for people: tables on the console, and files."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from rich.table import Table

from analytics.report import ended_ns
from analytics.trades import grouped
from app.agent_rows import agent_table, symbol_table, told_agents
from app.backtest_page import backtest_page
from backtest.plan import Result
from bot.locales import load_text
from core.codec import encode
from core.events import PositionClosed
from core.statistics import EquityStatistics
from core.studies import AMBIGUOUS
from core.types import SECOND_NS
from core.values import asdict

FEW_TRADES = 100
TRADE_COLUMNS = (
    *("opened", "closed", "agent", "strategy", "symbol", "side", "qty", "entry", "exit"),
    *("reason", "gross", "fees", "funding", "net", "r"),
)


def result_tables(result: Result) -> Iterator[Table]:
    """What came of it, by agent and symbol where there are several, by side and by reason, and
    under what conditions it was measured."""
    yield _numbers(result)
    if result.agents:
        yield agent_table(result)
        yield symbol_table(result)
    for by in ("side", "reason"):
        if result.trades:
            yield _groups(result, by)
    yield _conditions(result)


def _numbers(result: Result) -> Table:
    plan, trades, equity = result.plan, result.statistics, result.equity
    named = f"{', '.join(plan.strategies)} {plan.timeframe} {', '.join(plan.titles)}"
    table = _table(f"{named} x{plan.leverage} · PAPER", "", "value")
    rows: list[tuple[str, str]] = [
        ("From", _moment(plan.start_ns)),
        ("To", _moment(ended_ns(plan.end_ns, result.curve))),
        ("Net", f"{_money(trades.net)} {plan.instrument.settle}"),
        ("Gross / fees / funding", _joined(trades.gross, -trades.fees, trades.funding)),
        (
            f"Buy and hold{', equal parts' if len(plan.titles) > 1 else ''}",
            _share(result.benchmark),
        ),
    ]
    rows += [
        *_still_open(result),
        *(() if equity is None else _grown(equity)),
        ("Trades", f"{trades.trades}{_few(trades.trades)}"),
        ("Win rate", _part(trades.win_rate)),
        ("Profit factor", _number(trades.profit_factor)),
        ("Expectancy", _money(trades.expectancy)),
        ("Average win / loss", f"{_money(trades.average_win)} / {_money(trades.average_loss)}"),
        ("SQN", _number(trades.sqn)),
        ("Streaks", f"{trades.longest_wins} wins, {trades.longest_losses} losses"),
        ("Refused entries", str(result.refused)),
    ]
    if guessed := sum(AMBIGUOUS in trade.result.flags for trade in result.trades):
        rows.append(("Guessed", f"{guessed} (one candle held stop and target: the stop was taken)"))
    if result.halted_ns:
        rows.append(("Halted by its drawdown limit", _moment(result.halted_ns)))
    for name, value in rows:
        table.add_row(name, value)
    return table


def _grown(equity: EquityStatistics) -> list[tuple[str, str]]:
    return [
        ("Return", _share(equity.total_return)),
        ("Return a year", _share(equity.yearly_return)),
        ("Max drawdown", _share(-equity.max_drawdown)),
        ("Longest under water", f"{equity.drawdown_s / 3600:.1f} h"),
        ("Sharpe / Sortino", f"{_number(equity.sharpe)} / {_number(equity.sortino)}"),
        ("Calmar", _number(equity.calmar)),
    ]


def _still_open(result: Result) -> list[tuple[str, str]]:
    """It is in the return and not in the net, which is of closed trades."""
    if result.equity is None:
        return []
    made = result.equity.still_open(result.plan.balance, result.statistics.net)
    return [("Still open at the end", _money(made))] if made else []


def _groups(result: Result, by: str) -> Table:
    table = _table(f"By {by}", by, "trades", "win rate", "net", "profit factor")
    for name, group in grouped(result.trades, by).items():
        table.add_row(
            name,
            str(group.trades),
            _part(group.win_rate),
            _money(group.net),
            _number(group.profit_factor),
        )
    return table


def _conditions(result: Result) -> Table:
    table = _table("Conditions", "", "")
    for name, value in result.conditions:
        table.add_row(name, value)
    return table


def write_result(result: Result, folder: Path) -> None:
    """report.html, trades.csv, equity.csv, journal.txt and result.json into a folder, made when
    absent."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(
        folder / "trades.csv",
        TRADE_COLUMNS,
        map(_trade_row, result.trades),
    )
    (folder / "report.html").write_bytes(backtest_page(result, load_text("en")))
    points = ((_moment(point.at_ns), point.equity) for point in result.curve)
    _write_csv(folder / "equity.csv", ("time", "equity"), points)
    (folder / "journal.txt").write_text("\n".join(result.lines) + "\n", encoding="utf-8")
    summary = {
        "conditions": dict(result.conditions),
        "plan": json.loads(encode(result.plan)),
        "trades": json.loads(encode(result.statistics)),
        "equity": None if result.equity is None else asdict(result.equity),
        "benchmark": result.benchmark,
        "agents": told_agents(result),
    }
    text = json.dumps(summary, indent=2, ensure_ascii=False)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")


def _trade_row(closed: PositionClosed) -> tuple[object, ...]:
    trade = closed.result
    return (
        _moment(trade.opened_at_ns),
        _moment(trade.closed_at_ns),
        closed.agent,
        closed.strategy,
        closed.title,
        trade.side.name,
        trade.qty,
        trade.entry,
        trade.exit,
        trade.reason.value,
        trade.gross,
        trade.fees,
        trade.funding,
        trade.net,
        trade.r,
    )


def _write_csv(path: Path, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", show_header=any(columns))
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    return table


def _few(trades: int) -> str:
    return " (few: do not trust the shares)" if trades < FEW_TRADES else ""


def _moment(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _money(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:+,.2f}"


def _joined(*values: Decimal) -> str:
    return " / ".join(_money(value) for value in values)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{round(value * 100, 2) + 0.0:+.2f} %"


def _part(value: float | None) -> str:
    return "-" if value is None else f"{value * 100:.1f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
