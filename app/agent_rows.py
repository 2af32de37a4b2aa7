"""Agents that shared an account, and their symbols, each with what it did."""

import json
from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table

from analytics.trades import trade_statistics
from backtest.plan import AgentResult, Result
from core.codec import encode
from core.events import PositionClosed
from core.reports import AgentReport
from core.statistics import TradeStatistics


def agent_table(result: Result) -> Table:
    """Every agent, also one that never traded."""
    table = _table(
        "By agent", *("agent", "strategy", "symbol", "trades", "win rate"), *("net", "refused")
    )
    for each in result.agents:
        found = trade_statistics(_of(each, result.trades))
        names = (each.agent, each.leg.strategy, each.leg.instrument.title)
        table.add_row(*names, *_figures(found), str(each.refused))
    return table


def symbol_table(result: Result) -> Table:
    """Every symbol, beside buying and holding it."""
    table = _table("By symbol", "symbol", "trades", "win rate", "net", "buy and hold")
    held = {each.leg.instrument.id: each for each in result.agents}
    for name, each in held.items():
        trades = [trade for trade in result.trades if trade.instrument == name]
        hold = "-" if each.benchmark is None else f"{each.benchmark * 100:+.2f} %"
        table.add_row(each.leg.instrument.title, *_figures(trade_statistics(trades)), hold)
    return table


def agent_reports(result: Result) -> tuple[AgentReport, ...]:
    """For the page; none where one agent has the account for itself."""
    return tuple(
        AgentReport(
            agent=each.agent,
            strategy=each.leg.strategy,
            title=each.leg.instrument.title,
            statistics=trade_statistics(_of(each, result.trades)),
            refused=each.refused,
            benchmark=each.benchmark,
        )
        for each in result.agents
    )


def told_agents(result: Result) -> list[dict[str, object]]:
    """For a file; none where one agent has the account for itself."""
    return [
        {
            "agent": each.agent,
            "strategy": each.leg.strategy,
            "symbol": each.leg.instrument.symbol,
            "parameters": dict(each.leg.parameters),
            "trades": json.loads(encode(trade_statistics(_of(each, result.trades)))),
            "refused": each.refused,
            "benchmark": each.benchmark,
        }
        for each in result.agents
    ]


def _of(each: AgentResult, trades: Sequence[PositionClosed]) -> list[PositionClosed]:
    return [trade for trade in trades if trade.agent == each.agent]


def _figures(found: TradeStatistics) -> tuple[str, str, str]:
    won = "-" if found.win_rate is None else f"{found.win_rate * 100:.1f} %"
    return str(found.trades), won, _money(found.net)


def _money(value: Decimal) -> str:
    return f"{value:+,.2f}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        is_name = column in ("agent", "strategy", "symbol")
        table.add_column(column, justify="left" if is_name else "right")
    return table
