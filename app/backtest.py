"""`main.py backtest`: would it have made money, and would it have survived?"""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app.coverage import told_coverage
from app.fast import By
from app.history import Wish, make_strategy, open_history, plan_of, run_history
from app.report import result_tables, write_result
from app.study_command import keep_result
from core.errors import InputError
from core.values import replace


def run_backtest(wish: Wish, out: Path | None, console: Console, by: By = By.AUTO) -> int:
    """Runs, prints the result, and writes it where asked; what is written holds the journal, which
    the engine alone keeps. Raises InputError for what cannot be."""
    if out is not None and by is By.FAST:
        raise InputError("The compiled loop keeps no journal: leave out --fast, or --out")
    history = open_history(wish)
    plan = plan_of(wish, history)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with bar_of(console) as progress:
        task = progress.add_task("Backtest", total=plan.end_ns - plan.start_ns)
        result = run_history(
            wish,
            history,
            lambda at_ns: progress.update(task, completed=at_ns - plan.start_ns),
            by=By.ENGINE if out is not None else by,
            wants_lines=out is not None,
        )
    needed = make_strategy(wish).warmup
    warmed = len(history.warm_up(plan, needed))
    missing = told_coverage(history.market, result.plan, warmed, needed)
    result = replace(result, conditions=(*result.conditions, *missing))
    for table in result_tables(result):
        console.print(table)
    if out is not None:
        write_result(result, out)
        files = "report.html, trades.csv, equity.csv, journal.txt, result.json"
        console.print(f"Written to {out}: {files}")
    keep_result(wish, result, warmed, console, inside=history.bar_of(plan))
    return 0


def bar_of(console: Console) -> Progress:
    """One look for every long command."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
