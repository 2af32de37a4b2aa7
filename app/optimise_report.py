"""A search for people: tables on the console."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from analytics.monte_carlo import PERCENTILES, MonteCarlo
from analytics.overfit import deflated_sharpe, expected_best_sharpe
from backtest.sweep.heat import HeatMap
from backtest.sweep.outcomes import Outcome
from backtest.sweep.search import Found
from backtest.sweep.splits import Fold
from core.types import SECOND_NS
from core.values import Frozen

SHOWN = 10


class Walked(Frozen, frozen=True):
    """A fold: what was chosen on its training, and what came of it afterwards."""

    fold: Fold
    chosen: Outcome
    after: Outcome


def best_table(found: Found, goal: str) -> Table:
    table = _outcome_table(f"Best of {len(found.outcomes)} by {goal} · PAPER")
    for outcome in found.outcomes[:SHOWN]:
        table.add_row(*_row(outcome))
    return table


def _outcome_table(title: str, *before: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in (*before, "parameters"):
        table.add_column(name)
    for name in ("trades", "net", "return", "drawdown", "profit factor", "SQN"):
        table.add_column(name, justify="right")
    return table


def _row(found: Outcome) -> tuple[str, ...]:
    named = " ".join(f"{name}={value}" for name, value in found.parameters.items())
    if found.error:
        return named, "-", found.error, "-", "-", "-", "-"
    return (
        named,
        f"{found.trades}{' halted' if found.is_halted else ''}",
        f"{found.net:+,.2f}",
        f"{found.total_return * 100:+.2f} %",
        f"{-found.max_drawdown * 100:.2f} %",
        _number(found.profit_factor),
        _number(found.sqn),
    )


def print_folds(walked: Sequence[Walked], console: Console) -> None:
    table = Table(title="Walk-forward: chosen before, judged after · PAPER", title_justify="left")
    for name in ("judged from", "to", "parameters", "net before", "net after", "trades"):
        table.add_column(name, justify="left" if name == "parameters" else "right")
    for item in walked:
        table.add_row(
            *(_day(at_ns) for at_ns in item.fold.test),
            _row(item.chosen)[0],
            f"{item.chosen.net:+,.2f}",
            f"{item.after.net:+,.2f}",
            str(item.after.trades),
        )
    console.print(table)
    before = sum(item.chosen.net for item in walked)
    after = sum(item.after.net for item in walked)
    console.print(f"Before {before:+,.2f}, after {after:+,.2f}: what counts is after.")


def print_parts(parts: tuple[Outcome, Outcome, Outcome], console: Console) -> None:
    """The chosen set in training, validation and test."""
    table = _outcome_table("Chosen by validation, judged by the test · PAPER", "part")
    for name, outcome in zip(("training", "validation", "test"), parts, strict=True):
        table.add_row(name, *_row(outcome))
    console.print(table)


def print_heat(heat: HeatMap, goal: str, console: Console) -> None:
    """The best cell stands out; green is what comes within half of it."""
    # A title would be broken to the width of a narrow table.
    console.print(f"Median {goal}: {heat.down.name} down, {heat.across.name} across")
    table = Table()
    best = max((cell for row in heat.cells for cell in row if cell is not None), default=0.0)
    for name in ("", *heat.across.labels):
        table.add_column(name, justify="right", no_wrap=True)
    for label, row in zip(heat.down.labels, heat.cells, strict=True):
        table.add_row(label, *(_heat(cell, best) for cell in row))
    console.print(table)


def _heat(cell: float | None, best: float) -> str:
    if cell is None:
        return "-"
    if cell == best:
        return f"[bold]{cell:,.2f}[/]"
    colour = "green" if cell > 0 and cell >= best / 2 else "red" if cell < 0 else "default"
    return f"[{colour}]{cell:,.2f}[/]"


def luck_sentence(nets: Sequence[float], sharpes: Sequence[float]) -> str:
    """The deflated Sharpe ratio of the best set, whose trades came to `nets`, among all sets."""
    share = deflated_sharpe(nets, sharpes)
    if share is None:
        return "Too few trades to say whether the best is more than luck."
    return (
        f"The best of {len(sharpes)} worthless sets would show a Sharpe ratio of "
        f"{expected_best_sharpe(sharpes):.3f} a trade by luck. This one is truly above that with "
        f"a probability of {share * 100:.0f} % (deflated Sharpe ratio)."
    )


def luck_table(other: MonteCarlo) -> Table:
    table = Table(title=f"The best set's trades drawn {other.runs} times", title_justify="left")
    for name in ("", *(f"{part} %" for part in PERCENTILES)):
        table.add_column(name, justify="right")
    table.add_row("return", *(f"{value * 100:+.2f} %" for value in other.returns))
    table.add_row("drawdown", *(f"{-value * 100:.2f} %" for value in other.drawdowns))
    table.caption = f"{other.loses * 100:.0f} % of the draws lose money"
    return table


def _day(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns // SECOND_NS, UTC).strftime("%Y-%m-%d")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
