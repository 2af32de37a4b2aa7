"""`main.py backtest`: would it have made money, and would it have survived?"""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from app.history import Wish, open_history, plan_of, run_history
from app.report import result_tables, write_result


def run_backtest(wish: Wish, out: Path | None, console: Console) -> int:
    """Runs, prints the result, and writes it where asked. Raises InputError for what cannot be."""
    history = open_history(wish)
    plan = plan_of(wish, history)
    with bar_of(console) as progress:
        task = progress.add_task("Backtest", total=plan.end_ns - plan.start_ns)
        result = run_history(
            wish,
            history,
            lambda at_ns: progress.update(task, completed=at_ns - plan.start_ns),
        )
    for table in result_tables(result):
        console.print(table)
    if out is not None:
        write_result(result, out)
        console.print(f"Written to {out}: trades.csv, equity.csv, journal.txt, result.json")
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
